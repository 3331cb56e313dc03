
_pyenvkit_prompt () {
    \set -- "$?"
    _pyenvkit_auto
    # What comes after it finds the status of the user's command.
    \return "$1"
}

# Has it called behind what is there, which finds $? and PIPESTATUS as they were. Up
# to 5.0 only the first element of an array counts.
# shellcheck disable=SC2016,SC3024,SC3030,SC3054
_pyenvkit_follow () {
    case ${PROMPT_COMMAND[*]-} in *_pyenvkit_prompt*) \return 0 ;; esac
    \set -- "$(\declare -p PROMPT_COMMAND 2>/dev/null)"
    \set -- "${1#declare -}"
    case ${BASH_VERSINFO[0]}.${BASH_VERSINFO[1]},${1%% *} in
    *,*r*) \echo 'pyenvkit hook: PROMPT_COMMAND is readonly: the directory is not followed' >&2 ;;
    [1-4].*,* | 5.0,* | *,[!a]* | *,) PROMPT_COMMAND="${PROMPT_COMMAND:+$PROMPT_COMMAND
}"'"${_pyenvkit_prompt-:}"' ;;
    *) PROMPT_COMMAND+=('"${_pyenvkit_prompt-:}"') ;;
    esac
}

case $- in
*i*)
    # A shell that this one starts may have PROMPT_COMMAND from here, and no function.
    _pyenvkit_prompt=_pyenvkit_prompt
    _pyenvkit_dir=${_pyenvkit_dir:-start}
    \export -n _pyenvkit_prompt _pyenvkit_dir
    _pyenvkit_follow ;;
esac
