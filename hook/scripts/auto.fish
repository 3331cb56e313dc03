
# Has the program say what is to be done, if the directory is another one. The
# first look waits for the first prompt, which comes after all start-up files.
function _pyenvkit_auto --on-variable PWD
    if test "$PWD" = "$_pyenvkit_dir" -o "$_pyenvkit_dir" = start; or status is-command-substitution
        return
    end
    set -g _pyenvkit_dir $PWD
    _pyenvkit_eval activate --hooked {{shell}} --auto
end

function _pyenvkit_prompt --on-event fish_prompt
    if test "$_pyenvkit_dir" = start
        set -g _pyenvkit_dir $PWD
        _pyenvkit_eval activate --hooked {{shell}} --auto=start
    else
        _pyenvkit_auto
    end
end

if status is-interactive
    test -n "$_pyenvkit_dir"; or set -g _pyenvkit_dir start
else
    functions -e _pyenvkit_auto _pyenvkit_prompt
end
