
_pyenvkit_prompt () {
    \set -- "$?"
    _pyenvkit_auto
    # What comes after it finds the status of the user's command.
    \return "$1"
}

case $- in
*i*)
    _pyenvkit_dir=start
    # In an array this is the first element.
    case ${PROMPT_COMMAND[*]-} in
    *_pyenvkit_prompt*) ;;
    *) PROMPT_COMMAND="_pyenvkit_prompt${PROMPT_COMMAND:+;$PROMPT_COMMAND}" ;;
    esac ;;
esac
