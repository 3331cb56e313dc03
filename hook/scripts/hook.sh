# Has `pyenvkit activate` and `pyenvkit deactivate` act in this shell. Written
# for any POSIX shell. Backslashes keep aliases of the user away.
# shellcheck shell=sh disable=SC2034

# Kept, and empty, so that no function creates it (zsh's warn_create_global).
_pyenvkit_code=
# Where --auto has looked, if that is on.
_pyenvkit_dir=

# Evaluates what the program prints, unless it fails.
_pyenvkit_eval () {
    _pyenvkit_code=$({{program}} "$@") || {
        \set -- "$?"
        _pyenvkit_code=
        \return "$1"
    }
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
    run | shell | info | __*)
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
