# Leaves the environment that is active in this shell, or that a parent process
# has activated: one statement on each line, as all of them are joined to one.

set _venv_active = 0
if ($?VIRTUAL_ENV) eval 'if ($VIRTUAL_ENV:q != "") set _venv_active = 1'

# Whatever is active in this shell knows best how to leave.
set _venv_alias = "`alias deactivate`"
if ($_venv_active && $#_venv_alias > 0) eval 'if ($_venv_alias[1]:q != "") set _venv_active = 2'
if ($_venv_active == 2) eval deactivate

# A loop needs lines of its own: each step begins the next one.
set _venv_bin = {{quote .Bin}}
set _venv_step = 'if ($_venv_rest[1]:q != $VIRTUAL_ENV:q/$_venv_bin:q) set _venv_path = ($_venv_path:q $_venv_rest[1]:q); shift _venv_rest; if ($#_venv_rest > 0) eval $_venv_step:q'
set _venv_path = ()
set _venv_rest = ()
if ($_venv_active == 1 && $?PATH) eval 'set _venv_rest = ($path:q)'
if ($#_venv_rest > 0) eval $_venv_step:q
if ($_venv_active == 1 && $?PATH) eval 'set path = ($_venv_path:q)'
# An empty one means the current directory.
if ($_venv_active == 1 && $#_venv_path == 0) unsetenv PATH
if ($_venv_active == 1) eval 'unsetenv VIRTUAL_ENV; unsetenv VIRTUAL_ENV_PROMPT; rehash'
eval 'unset _venv_*; set status = 0'
