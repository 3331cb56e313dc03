{{file}}
# Makes fish use this Python environment. To be sourced:  source bin/activate.fish
# "deactivate" undoes it.

{{end}}
function _virtual_env_fail
    builtin printf 'activate.fish: %s\n' $argv[1] >&2
    return 1
end

{{file}}
function _virtual_env_activate --argument-names file trace
{{end}}
{{eval}}
function _virtual_env_activate
{{end}}
    set -l root {{quote .Root}}
    set -l bin {{quote .Bin}}

    # A Windows path, in a shell that has the paths of Cygwin or MSYS.
    if builtin string match -qr '^([A-Za-z]:[/\\\\]|\\\\\\\\)' -- $root; and type -q cygpath
        set root (cygpath -u $root)
    end

{{file}}
    # Where this file lies: not known if its text came from elsewhere.
    set -l dir
    if builtin string match -q -- '*/activate.fish' $file
        set dir (builtin string replace -r '(?s)/[^/]*$' '' -- $file | builtin string collect)
    else if test "$file" = activate.fish
        set dir .
    end
    if test -n "$dir"; and not builtin string match -q -- '*from sourcing file*' $trace
        _virtual_env_fail "this file has to be sourced, not executed:  source $file"
        return
    end

    # The environment was moved or copied if this file is part of another one
    # than the recorded one.
    set -l here
    if test -n "$dir"
        set here (builtin realpath -- $dir/.. 2>/dev/null | builtin string collect)
    end
    set -l recorded (builtin realpath -- $root 2>/dev/null | builtin string collect)
    if test -n "$here" -a -f "$here/pyvenv.cfg" -a -f "$here/$bin/activate.fish" -a "$here" != "$recorded"
        set root $here
    end
    if not test -f $root/pyvenv.cfg
        _virtual_env_fail "$root is not an environment"
        return
    end
{{end}}
    if builtin string match -q -- '*:*' $root
        _virtual_env_fail "PATH cannot hold $root, which has a colon in its name"
        return
    end

    # Whatever is active in this shell knows best how to leave.
    if set -q VIRTUAL_ENV; and builtin functions -q deactivate
        deactivate nondestructive
    end

    set -g _OLD_VIRTUAL_STATE active
    set -l path
    if set -q PATH
        set -g _OLD_VIRTUAL_PATH $PATH
        set path $PATH
    else
        set -a _OLD_VIRTUAL_STATE no-path
    end
    if set -q PYTHONHOME
        set -g _OLD_VIRTUAL_PYTHONHOME $PYTHONHOME
        set -qx PYTHONHOME; and set -a _OLD_VIRTUAL_STATE home
        set -e PYTHONHOME
    end
    # An environment that a parent process activated gives way to this one.
    if set -q VIRTUAL_ENV
        set -g _OLD_VIRTUAL_ENV $VIRTUAL_ENV
        if test "$path[1]" = "$VIRTUAL_ENV/$bin"
            set -g _OLD_VIRTUAL_BIN $path[1]
            set -e path[1]
        end
    end
    if set -q VIRTUAL_ENV_PROMPT
        set -g _OLD_VIRTUAL_ENV_PROMPT $VIRTUAL_ENV_PROMPT
    end
    # Without -x a variable that is there stays exported, or not exported.
    if set -q PATH
        set -g PATH $root/$bin $path
    else
        set -gx PATH $root/$bin
    end
    set -g _VIRTUAL_ENV_PATH "$PATH"
    set -g _VIRTUAL_ENV_BIN $root/$bin
    set -gx VIRTUAL_ENV $root
    set -gx VIRTUAL_ENV_PROMPT {{quote .Prompt}}

    test -n "$VIRTUAL_ENV_DISABLE_PROMPT"; and return 0
    set -a _OLD_VIRTUAL_STATE prompt
    if builtin functions -q fish_prompt
        builtin functions -c fish_prompt _old_fish_prompt
        builtin functions -e fish_prompt
    end
    function fish_prompt
        # What the user's own prompt finds in $status is what was there.
        set -l old_status $status
        set_color 4B8BBE
        builtin printf '(%s)' "$VIRTUAL_ENV_PROMPT"
        set_color normal
        builtin printf ' '
        if builtin functions -q _old_fish_prompt
            _virtual_env_status $old_status
            _old_fish_prompt
        end
    end
    function _virtual_env_status
        return $argv[1]
    end
    return 0
end

{{file}}
if _virtual_env_activate (status filename | builtin string collect) (status stack-trace | builtin string collect)
{{end}}
{{eval}}
if _virtual_env_activate
{{end}}
    function deactivate
        if builtin contains active $_OLD_VIRTUAL_STATE
            if test "$PATH" != "$_VIRTUAL_ENV_PATH"
                # What was changed since then stays.
                if set -l place (builtin contains -i -- $_VIRTUAL_ENV_BIN $PATH)
                    set -l path $PATH
                    if set -q _OLD_VIRTUAL_BIN
                        set path[$place] $_OLD_VIRTUAL_BIN
                    else
                        set -e path[$place]
                    end
                    if set -q path[1]
                        set -g PATH $path
                    else
                        set -e PATH
                    end
                end
            else if builtin contains no-path $_OLD_VIRTUAL_STATE
                set -e PATH
            else
                set -g PATH $_OLD_VIRTUAL_PATH
            end
            if builtin contains home $_OLD_VIRTUAL_STATE
                set -gx PYTHONHOME $_OLD_VIRTUAL_PYTHONHOME
            else if set -q _OLD_VIRTUAL_PYTHONHOME
                set -g PYTHONHOME $_OLD_VIRTUAL_PYTHONHOME
            end
            for name in ENV ENV_PROMPT
                set -l old _OLD_VIRTUAL_$name
                if set -q $old
                    set -gx VIRTUAL_$name $$old
                else
                    set -e VIRTUAL_$name
                end
            end
            if builtin contains prompt $_OLD_VIRTUAL_STATE
                builtin functions -e fish_prompt
                if builtin functions -q _old_fish_prompt
                    builtin functions -c _old_fish_prompt fish_prompt
                end
                builtin functions -e _old_fish_prompt _virtual_env_status
            end
        end
        set -e _OLD_VIRTUAL_STATE
        set -e _OLD_VIRTUAL_PATH
        set -e _OLD_VIRTUAL_PYTHONHOME
        set -e _OLD_VIRTUAL_ENV
        set -e _OLD_VIRTUAL_ENV_PROMPT
        set -e _OLD_VIRTUAL_BIN
        set -e _VIRTUAL_ENV_PATH
        set -e _VIRTUAL_ENV_BIN
        if test "$argv[1]" != nondestructive
            builtin functions -e deactivate
        end
    end
    builtin functions -e _virtual_env_fail _virtual_env_activate
else
    builtin functions -e _virtual_env_fail _virtual_env_activate
    builtin false
end
