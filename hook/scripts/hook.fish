# Has `pyenvkit activate` and `pyenvkit deactivate` act in this shell.

# Where --auto has looked, if that is on.
set -q _pyenvkit_dir; or set -g _pyenvkit_dir

# Evaluates what the program prints, unless it fails.
function _pyenvkit_eval
    set -l code ({{program}} $argv)
    or return
    builtin eval (builtin string join -- \n $code | builtin string collect)
end

function pyenvkit --description 'Makes and uses Python environments'
    switch "$argv[1]"
        case activate deactivate
            set -l command $argv[1]
            set -e argv[1]
            _pyenvkit_eval $command --hooked {{shell}} $argv
        case run shell info hook '__*'
            {{program}} $argv
        case '*'
            {{program}} $argv
            set -l result $status
            # What the directory has may have changed.
            if test -n "$_pyenvkit_dir"
                set -g _pyenvkit_dir again
                _pyenvkit_auto
            end
            return $result
    end
end
