# Makes csh and tcsh use this Python environment. To be sourced:
#   source bin/activate.csh
# "deactivate" undoes it.

set _venv_root = {{quote .Root}}
set _venv_bin = {{quote .Bin}}
set _venv_status = 0

if ($?0) then
    if ($0:q =~ activate.csh || $0:q =~ */activate.csh) then
        echo "activate.csh: this file has to be sourced, not executed:  source" $0:q >>! /dev/stderr
        exit 1
    endif
endif

# csh does not tell where this file lies, so the environment has to be where it
# was made.
if (! -f $_venv_root:q/pyvenv.cfg) then
    echo "activate.csh:" $_venv_root:q "is not an environment: was it moved? bash, zsh, ksh93 and fish can follow it" >>! /dev/stderr
    set _venv_status = 1
else if ($?tcsh && -d /proc/$$/fd) then
    # On Linux the shell holds this file open while it reads it: if not the
    # recorded one, this is a copy of it.
    set _venv_file = `filetest -F $_venv_root:q/$_venv_bin:q/activate.csh`
    @ _venv_fd = 3
    while ($_venv_fd < 64)
        if (-f /proc/$$/fd/$_venv_fd) then
            if (`filetest -F /proc/$$/fd/$_venv_fd` == $_venv_file:q) then
                set _venv_status = 0
                break
            endif
            set _venv_status = 1
        endif
        @ _venv_fd++
    end
    unset _venv_fd _venv_file
    if ($_venv_status) then
        echo "activate.csh: this is a copy of the environment" $_venv_root:q": bash, zsh, ksh93 and fish can tell where it lies" >>! /dev/stderr
    endif
endif

if (! $_venv_status) then
    # Whatever is active in this shell knows best how to leave.
    if ($?VIRTUAL_ENV) then
        set _venv_alias = "`alias deactivate`"
        if ($#_venv_alias > 0) then
            if ($_venv_alias[1]:q != "") then
                deactivate nondestructive
            endif
        endif
        unset _venv_alias
    endif

    # Where PATH was changed since then, only the environment is taken off it: an entry
    # is looked at in each step.
    set _OLD_VIRTUAL_TEST = 'if ($PATH:q == $_OLD_VIRTUAL_SET:q) set _OLD_VIRTUAL_CHANGED = 0; if ($_OLD_VIRTUAL_CHANGED) set _OLD_VIRTUAL_REST = ($path:q)'
    set _OLD_VIRTUAL_FOUND = 'set path = ($_OLD_VIRTUAL_KEPT:q $_OLD_VIRTUAL_GONE:q $_OLD_VIRTUAL_REST[2-]:q); if ($#path == 0) unsetenv PATH; set _OLD_VIRTUAL_REST = (x)'
    set _OLD_VIRTUAL_NEXT = 'if ($_OLD_VIRTUAL_REST[1]:q == $_OLD_VIRTUAL_BIN:q) eval $_OLD_VIRTUAL_FOUND:q; set _OLD_VIRTUAL_KEPT = ($_OLD_VIRTUAL_KEPT:q $_OLD_VIRTUAL_REST[1]:q); shift _OLD_VIRTUAL_REST; if ($#_OLD_VIRTUAL_REST > 0) eval $_OLD_VIRTUAL_NEXT:q'
    set _OLD_VIRTUAL_UNDO = 'set _OLD_VIRTUAL_CHANGED = 1; if ($?PATH) eval $_OLD_VIRTUAL_TEST:q; if (! $_OLD_VIRTUAL_CHANGED) eval $_OLD_VIRTUAL_RESTORE:q; if ($#_OLD_VIRTUAL_REST > 0) eval $_OLD_VIRTUAL_NEXT:q'
    set _OLD_VIRTUAL_BIN = $_venv_root:q/$_venv_bin:q
    set _OLD_VIRTUAL_GONE = ()
    set _OLD_VIRTUAL_KEPT = ()
    set _OLD_VIRTUAL_REST = ()
    # What else deactivate is to do depends on what is there now.
    if ($?PATH) then
        set _OLD_VIRTUAL_PATH = $PATH:q
        set _OLD_VIRTUAL_RESTORE = 'setenv PATH $_OLD_VIRTUAL_PATH:q'
        # An environment that a parent process activated gives way to this one.
        if ($?VIRTUAL_ENV && $#path > 0) then
            if ($path[1]:q == $VIRTUAL_ENV:q/$_venv_bin:q) then
                set _OLD_VIRTUAL_GONE = ($path[1]:q)
                shift path
            endif
        endif
        if ($PATH:q == "") then
            setenv PATH $_venv_root:q/$_venv_bin:q
        else
            setenv PATH $_venv_root:q/$_venv_bin:q":"$PATH:q
        endif
    else
        set _OLD_VIRTUAL_PATH = ($path:q)
        set _OLD_VIRTUAL_RESTORE = 'set path = ($_OLD_VIRTUAL_PATH:q); unsetenv PATH'
        setenv PATH $_venv_root:q/$_venv_bin:q
    endif
    set _OLD_VIRTUAL_SET = $PATH:q
    if ($?PYTHONHOME) then
        set _OLD_VIRTUAL_PYTHONHOME = $PYTHONHOME:q
        set _OLD_VIRTUAL_UNDO = $_OLD_VIRTUAL_UNDO:q'; setenv PYTHONHOME $_OLD_VIRTUAL_PYTHONHOME:q'
        unsetenv PYTHONHOME
    endif
    if ($?VIRTUAL_ENV) then
        set _OLD_VIRTUAL_ENV = $VIRTUAL_ENV:q
        set _OLD_VIRTUAL_UNDO = $_OLD_VIRTUAL_UNDO:q'; setenv VIRTUAL_ENV $_OLD_VIRTUAL_ENV:q'
    else
        set _OLD_VIRTUAL_UNDO = $_OLD_VIRTUAL_UNDO:q'; unsetenv VIRTUAL_ENV'
    endif
    if ($?VIRTUAL_ENV_PROMPT) then
        set _OLD_VIRTUAL_ENV_PROMPT = $VIRTUAL_ENV_PROMPT:q
        set _OLD_VIRTUAL_UNDO = $_OLD_VIRTUAL_UNDO:q'; setenv VIRTUAL_ENV_PROMPT $_OLD_VIRTUAL_ENV_PROMPT:q'
    else
        set _OLD_VIRTUAL_UNDO = $_OLD_VIRTUAL_UNDO:q'; unsetenv VIRTUAL_ENV_PROMPT'
    endif
    setenv VIRTUAL_ENV $_venv_root:q
    setenv VIRTUAL_ENV_PROMPT {{quote .Prompt}}

    set _venv_prompt = $?prompt
    if ($?VIRTUAL_ENV_DISABLE_PROMPT) then
        if ($VIRTUAL_ENV_DISABLE_PROMPT:q != "") set _venv_prompt = 0
    endif
    if ($_venv_prompt) then
        set _OLD_VIRTUAL_PROMPT = $prompt:q
        set _OLD_VIRTUAL_UNDO = $_OLD_VIRTUAL_UNDO:q'; set prompt = $_OLD_VIRTUAL_PROMPT:q'
        if ($?tcsh) then
            set prompt = '('{{quote (tcshprompt .Prompt)}}') '$prompt:q
        else
            set prompt = '('$VIRTUAL_ENV_PROMPT:q') '$prompt:q
        endif
    endif
    unset _venv_prompt

    alias deactivate 'eval $_OLD_VIRTUAL_UNDO:q; unset _OLD_VIRTUAL_*; set _OLD_VIRTUAL_UNDO = ":"; rehash; if ("\!:*" != "nondestructive") eval "unset _OLD_VIRTUAL_UNDO; unalias deactivate"'
    rehash
endif

unset _venv_root _venv_bin
eval "unset _venv_status; set status = $_venv_status"
