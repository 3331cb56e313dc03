# Makes csh and tcsh use this Python environment: one statement on each line, as
# all of them are joined to one. "deactivate" undoes it, as activate.csh has it.
# What stands behind a condition on the same line is looked at only where it holds
# if it is text for eval.

set _venv_root = {{quote .Root}}
set _venv_bin = {{quote .Bin}}

# Whatever is active in this shell knows best how to leave.
set _venv_alias = "`alias deactivate`"
if ($?VIRTUAL_ENV && $#_venv_alias > 0) eval 'if ($_venv_alias[1]:q != "") eval deactivate nondestructive'

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
set _OLD_VIRTUAL_RESTORE = 'setenv PATH $_OLD_VIRTUAL_PATH:q'
if (! $?PATH) set _OLD_VIRTUAL_RESTORE = 'set path = ($_OLD_VIRTUAL_PATH:q); unsetenv PATH'
if (! $?PATH) eval 'set _OLD_VIRTUAL_PATH = ($path:q)'
if ($?PATH) eval 'set _OLD_VIRTUAL_PATH = $PATH:q'
if ($?PYTHONHOME) set _OLD_VIRTUAL_UNDO = $_OLD_VIRTUAL_UNDO:q'; setenv PYTHONHOME $_OLD_VIRTUAL_PYTHONHOME:q'
if ($?PYTHONHOME) eval 'set _OLD_VIRTUAL_PYTHONHOME = $PYTHONHOME:q; unsetenv PYTHONHOME'
if ($?VIRTUAL_ENV) set _OLD_VIRTUAL_UNDO = $_OLD_VIRTUAL_UNDO:q'; setenv VIRTUAL_ENV $_OLD_VIRTUAL_ENV:q'
if (! $?VIRTUAL_ENV) set _OLD_VIRTUAL_UNDO = $_OLD_VIRTUAL_UNDO:q'; unsetenv VIRTUAL_ENV'
if ($?VIRTUAL_ENV) eval 'set _OLD_VIRTUAL_ENV = $VIRTUAL_ENV:q'
if ($?VIRTUAL_ENV_PROMPT) set _OLD_VIRTUAL_UNDO = $_OLD_VIRTUAL_UNDO:q'; setenv VIRTUAL_ENV_PROMPT $_OLD_VIRTUAL_ENV_PROMPT:q'
if (! $?VIRTUAL_ENV_PROMPT) set _OLD_VIRTUAL_UNDO = $_OLD_VIRTUAL_UNDO:q'; unsetenv VIRTUAL_ENV_PROMPT'
if ($?VIRTUAL_ENV_PROMPT) eval 'set _OLD_VIRTUAL_ENV_PROMPT = $VIRTUAL_ENV_PROMPT:q'

# An environment that a parent process activated gives way to this one.
set _venv_shift = 'if ($path[1]:q == $VIRTUAL_ENV:q/$_venv_bin:q) eval $_venv_give:q'
set _venv_give = 'set _OLD_VIRTUAL_GONE = ($path[1]:q); shift path'
if ($?PATH && $?VIRTUAL_ENV) eval 'if ($#path > 0) eval $_venv_shift:q'
set _venv_path = $_venv_root:q/$_venv_bin:q
if ($?PATH) eval 'if ($PATH:q != "") set _venv_path = $_venv_path:q":"$PATH:q'
setenv PATH $_venv_path:q
set _OLD_VIRTUAL_SET = $PATH:q
setenv VIRTUAL_ENV $_venv_root:q
setenv VIRTUAL_ENV_PROMPT {{quote .Prompt}}

set _venv_prompt = $?prompt
if ($?VIRTUAL_ENV_DISABLE_PROMPT) eval 'if ($VIRTUAL_ENV_DISABLE_PROMPT:q != "") set _venv_prompt = 0'
set _venv_label = {{quote (cshprompt .Prompt)}}
if ($?tcsh) set _venv_label = {{quote (tcshprompt .Prompt)}}
if ($_venv_prompt) set _OLD_VIRTUAL_UNDO = $_OLD_VIRTUAL_UNDO:q'; set prompt = $_OLD_VIRTUAL_PROMPT:q'
if ($_venv_prompt) eval 'set _OLD_VIRTUAL_PROMPT = $prompt:q; set prompt = "("$_venv_label:q") "$prompt:q'

alias deactivate 'eval $_OLD_VIRTUAL_UNDO:q; unset _OLD_VIRTUAL_*; set _OLD_VIRTUAL_UNDO = ":"; rehash; if ("\!:*" != "nondestructive") eval "unset _OLD_VIRTUAL_UNDO; unalias deactivate"'
rehash
eval 'unset _venv_*; set status = 0'
