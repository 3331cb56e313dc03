
# Has the program say what is to be done, if the directory is another one. The
# first look waits for the first prompt, which comes after all start-up files.
alias _pyenvkit_auto 'set _pyenvkit_arguments = (activate --hooked {{shell}} --auto); if ($_pyenvkit_dir:q == start) set _pyenvkit_arguments[4] = "--auto=start"; set _pyenvkit_dir = $cwd:q; _pyenvkit_eval'
alias _pyenvkit_precmd 'if ($cwd:q != $_pyenvkit_dir:q) eval _pyenvkit_auto'
alias _pyenvkit_cwdcmd 'if ($_pyenvkit_dir:q != start && $cwd:q != $_pyenvkit_dir:q) eval _pyenvkit_auto'

# What tcsh runs before a prompt and after a change of directory is the user's too,
# and finds $status as it was.
set _pyenvkit_words = ("`alias precmd`")
set _pyenvkit_arguments = ("`alias cwdcmd`")
if ($?prompt && $_pyenvkit_dir:q == "") set _pyenvkit_dir = start
if ($?prompt && "$_pyenvkit_words:q" !~ *_pyenvkit_precmd*) alias precmd "$_pyenvkit_words:q; _pyenvkit_precmd"
if ($?prompt && "$_pyenvkit_arguments:q" !~ *_pyenvkit_cwdcmd*) alias cwdcmd "$_pyenvkit_arguments:q; _pyenvkit_cwdcmd"
