# Has `pyenvkit activate` and `pyenvkit deactivate` act in this shell.

# A record is not handed on to programs: where --auto has looked, if that is on.
$env._pyenvkit = ({ follows: false, dir: "" } | merge ($env._pyenvkit? | default {}))

# Takes over the variables that the program prints, and shows the name of the
# environment before the prompt.
def --env _pyenvkit_eval [arguments: list<string>] {
    let data = (^{{program}} ...$arguments)
    if ($data | is-empty) { return }
    $data | from json | load-env
    let shown = "_VIRTUAL_ENV_PROMPT_COMMAND" in $env
    let hidden = ($env.VIRTUAL_ENV_DISABLE_PROMPT? | default "" | is-not-empty)
    if $env.VIRTUAL_ENV? == null {
        if $shown {
            $env.PROMPT_COMMAND = $env._VIRTUAL_ENV_PROMPT_COMMAND
            hide-env _VIRTUAL_ENV_PROMPT_COMMAND
        }
    } else if not ($shown or $hidden) {
        let old_prompt = $env.PROMPT_COMMAND?
        $env._VIRTUAL_ENV_PROMPT_COMMAND = $old_prompt
        $env.PROMPT_COMMAND = {||
            let text = match ($old_prompt | describe) {
                closure => { do $old_prompt }
                _ => { $old_prompt | default "" }
            }
            "(" + $env.VIRTUAL_ENV_PROMPT + ") " + $text
        }
    }
}

def --env --wrapped pyenvkit [...arguments: string] {
    let input = $in
    match $arguments.0? {
        "activate" | "deactivate" => {
            _pyenvkit_eval [$arguments.0 --hooked {{shell}} ...($arguments | skip 1)]
        }
        _ => {
            # What the directory has may change.
            let looks = ($arguments.0? | default "") !~ '^(run|shell|info|hook|__.*)$'
            if $looks and $env._pyenvkit.dir != "" { $env._pyenvkit.dir = "again" }
            if $input == null { ^{{program}} ...$arguments } else { $input | ^{{program}} ...$arguments }
        }
    }
}
