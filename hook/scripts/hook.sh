# Has `pyenvkit activate` and `pyenvkit deactivate` act in this shell. Written
# for any POSIX shell. Backslashes keep aliases of the user away.
# shellcheck shell=sh disable=SC2034

# Kept, and empty, so that no function creates it (zsh's warn_create_global).
_pyenvkit_code=
# Where --auto has looked, if that is on, also when this is evaluated once more.
_pyenvkit_dir=${_pyenvkit_dir-}

# Prints code where a command substitution is to have it, as in
# `eval "$(pyenvkit activate)"`: standard output is a pipe, and this another process
# than that of the shell. ksh93 needs neither of them for it.
_pyenvkit_print () {
    case ${2-},${KSH_VERSION-} in
    --auto*) \return 0 ;;
    *' 93'*)
        \eval '\set -- "$1" "${.sh.subshell}"'
        case $2 in 0) \return 0 ;; esac
        if [ -t 1 ]; then \return 0; fi ;;
    *)
        if ! [ -p /dev/fd/1 ]; then \return 0; fi
        case $(\exec /bin/sh -c 'echo "$PPID"') in "$$") \return 0 ;; esac ;;
    esac
    \printf '%s\n' "$1"
}

# Evaluates what the program prints, unless it fails.
_pyenvkit_eval () {
    _pyenvkit_code=$({{program}} "$@") || {
        \set -- "$?" "${4-}"
        _pyenvkit_code=
        _pyenvkit_print false "$2"
        \return "$1"
    }
    _pyenvkit_print "$_pyenvkit_code" "${4-}"
    \set -- "$_pyenvkit_code"
    _pyenvkit_code=
    \eval "$1"
}

# Not _pyenvkit, which is what zsh calls the completion of pyenvkit.
_pyenvkit_main () {
    case ${1-} in
    activate)
        \shift
        _pyenvkit_eval activate --hooked {{shell}} "$@" ;;
    deactivate)
        \shift
        _pyenvkit_eval deactivate --hooked {{shell}} "$@" ;;
    run | shell | info | hook | __*)
        {{program}} "$@" ;;
    *)
        if {{program}} "$@"; then \set -- 0; else \set -- "$?"; fi
        # What the directory has may have changed.
        if [ -n "$_pyenvkit_dir" ]; then
            _pyenvkit_dir=again
            _pyenvkit_auto
        fi
        \return "$1" ;;
    esac
}

# An alias would take the place of the function. Some shells parse all of this
# before they run any of it.
\unalias pyenvkit 2>/dev/null || :
\eval 'pyenvkit () { _pyenvkit_main "$@"; }'
