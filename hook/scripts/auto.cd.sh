
# Makes a function of the user's own cd, or of the builtin. A shell that does not
# show the text of a function has no way to call it from another one.
# shellcheck disable=SC2164,SC3044
_pyenvkit_keep () {
    \set -- "$(\typeset -f cd 2>/dev/null)" "$(LC_ALL=C \command -V cd)"
    case $1,$2,${_pyenvkit_kept-} in
    *,*,yes | *_pyenvkit_*) ;;
    'function cd'*) \eval "function _pyenvkit_cd${1#function cd}" ;;
    cd*) \eval "_pyenvkit_cd${1#cd}" ;;
    *,*function*,)
        \echo 'pyenvkit hook: cd is a function of yours: let _pyenvkit_auto be its last command' >&2
        \return 1 ;;
    *) _pyenvkit_cd () { \command cd "$@"; } ;;
    esac
    _pyenvkit_kept=yes
}

case $- in
*i*)
    # An alias would be put in the place of the name that is defined.
    _pyenvkit_code=$(\alias cd 2>/dev/null) || _pyenvkit_code=
    \unalias cd 2>/dev/null || :
    if _pyenvkit_keep; then
        \eval 'cd () { _pyenvkit_cd "$@" || \return; _pyenvkit_auto; }'
    fi
    case $_pyenvkit_code in ?*) \eval "\\alias ${_pyenvkit_code#alias }" ;; esac
    _pyenvkit_code=
    _pyenvkit_dir=${_pyenvkit_dir:-start}
    _pyenvkit_auto ;;
esac
