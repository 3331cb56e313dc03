# Leaves the environment that is active in this shell, or that a parent process
# has activated.
# shellcheck shell=sh
_virtual_env_leave () {
    if [ -n "${ZSH_VERSION-}" ]; then emulate -LR sh; fi
    if [ -z "${VIRTUAL_ENV-}" ]; then return 0; fi
    # Whatever is active in this shell knows best how to leave, an alias aside.
    if [ "$(\unalias deactivate 2>/dev/null || :; command -v deactivate)" = deactivate ]; then
        \deactivate
        return
    fi
    _venv_root=$VIRTUAL_ENV
    # A Windows path, in a shell that has the paths of Cygwin or MSYS.
    case $_venv_root in
    [A-Za-z]:[/\\]* | \\\\*)
        if command -v cygpath >/dev/null; then
            _venv_root=$(cygpath -u "$_venv_root") || return 1
        fi ;;
    esac
    _venv_entry=$_venv_root/{{quote .Bin}}
    if [ -n "${PATH-}" ]; then
        # Between colons, each entry looks the same.
        _venv_path=:$PATH:
        while :; do
            case $_venv_path in
            *":$_venv_entry:"*) _venv_path=${_venv_path%%":$_venv_entry:"*}:${_venv_path#*":$_venv_entry:"} ;;
            *) break ;;
            esac
        done
        _venv_path=${_venv_path#:}
        PATH=${_venv_path%:}
        # An empty one means the current directory.
        if [ -z "$PATH" ]; then unset PATH; fi
    fi
    unset VIRTUAL_ENV VIRTUAL_ENV_PROMPT
    hash -r 2>/dev/null || :
}

if _virtual_env_leave; then
    unset _venv_root _venv_entry _venv_path
    unset -f _virtual_env_leave
else
    unset _venv_root _venv_entry _venv_path
    unset -f _virtual_env_leave
    false
fi
