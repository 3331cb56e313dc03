# Has `pyenvkit activate` and `pyenvkit deactivate` act in this shell. These lines
# are joined into one, which is what the eval of csh takes.

set _pyenvkit_program = {{program}}
# Where --auto has looked, if that is on.
if (! $?_pyenvkit_dir) set _pyenvkit_dir = ""

# Evaluates what the program prints, unless it fails. Variables between back
# quotes would be read as code once more: an alias holds that off.
alias _pyenvkit_call '$_pyenvkit_program:q $_pyenvkit_arguments:q'
alias _pyenvkit_eval 'set _pyenvkit_code = ("`_pyenvkit_call`"); set _pyenvkit_status = $status; if (! $_pyenvkit_status) eval $_pyenvkit_code:q'

# Between back quotes, which are run by a process of their own, a pipe takes the code.
set _pyenvkit_asked = (/bin/sh -c 'echo "$PPID"')
alias _pyenvkit_parent '$_pyenvkit_asked:q'
set _pyenvkit_shown = (/bin/sh -c 'if [ -p /dev/fd/1 ]; then printf "%s\n" "${1#x}"; fi; exit "$0"')

# The words are first taken as they were typed (:q), so that a redirection is one
# word of many, and taken as they are meant only for the two commands. The last
# command has the redirections, and its status counts: that of the evaluation, if
# there was one. What a pipe brings, the first one has: for that, \pyenvkit is the
# program itself.
alias _pyenvkit_act 'set _pyenvkit_arguments = ($_pyenvkit_arguments[1]:q --hooked {{shell}} $_pyenvkit_arguments[2-]:q); _pyenvkit_eval; set _pyenvkit_command = (/bin/sh -c "exit $_pyenvkit_status"); if ("`_pyenvkit_parent`" != $$) set _pyenvkit_command = ($_pyenvkit_shown:q $_pyenvkit_status x"$_pyenvkit_code:q")'
alias pyenvkit 'set _pyenvkit_command = $_pyenvkit_program:q; set _pyenvkit_words = (\!*:q x); set _pyenvkit_arguments = (); if ($_pyenvkit_words[1]:q =~ {activate,deactivate}) set _pyenvkit_arguments = (\!*); if ($#_pyenvkit_arguments) eval _pyenvkit_act; if ($_pyenvkit_dir:q != "" && $_pyenvkit_words[1]:q !~ {activate,deactivate,run,shell,info,hook,__*}) set _pyenvkit_dir = again; $_pyenvkit_command:q \!*'
