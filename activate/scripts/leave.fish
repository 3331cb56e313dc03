# Leaves the environment that is active in this shell, or that a parent process
# has activated.
if test -n "$VIRTUAL_ENV"
    # Whatever is active in this shell knows best how to leave.
    if builtin functions -q deactivate
        deactivate
    else
        if set -q PATH
            set -l _venv_root $VIRTUAL_ENV
            # A Windows path, in a shell that has the paths of Cygwin or MSYS.
            if builtin string match -qr '^([A-Za-z]:[/\\\\]|\\\\\\\\)' -- $_venv_root; and type -q cygpath
                set _venv_root (cygpath -u $_venv_root)
            end
            set -l _venv_path
            for _venv_entry in $PATH
                if test "$_venv_entry" != "$_venv_root/"{{quote .Bin}}
                    set -a _venv_path $_venv_entry
                end
            end
            if set -q _venv_path[1]
                set PATH $_venv_path
            else
                set -e PATH
            end
        end
        set -e VIRTUAL_ENV
        set -e VIRTUAL_ENV_PROMPT
        builtin true
    end
end
