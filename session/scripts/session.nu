# Makes nushell use an environment of Python, behind the user's own files.
# "deactivate" undoes it.

def --env deactivate [] {
    let state = ($env._OLD_VIRTUAL_STATE? | default {})
    let name = if ($nu.os-info.name == windows) and ("Path" in $env) { "Path" } else { "PATH" }
    let path = ($env | get --optional $name | default [])
    let path = if ($path | describe) == string { $path | split row (char esep) } else { $path }
    load-env { $name: ($path | where {|entry| $entry != $state.bin? }) }
    if _OLD_VIRTUAL_PYTHONHOME in $env { $env.PYTHONHOME = $env._OLD_VIRTUAL_PYTHONHOME }
    if prompt in $state { $env.PROMPT_COMMAND = $state.prompt }
    for variable in [VIRTUAL_ENV VIRTUAL_ENV_PROMPT _OLD_VIRTUAL_STATE _OLD_VIRTUAL_PYTHONHOME] {
        hide-env --ignore-errors $variable
    }
}

do --env {
    let new = ($env._PYENVKIT_CODE | from json)
    let name = if Path in $new { "Path" } else { "PATH" }
    let bin = ($new | get $name | first)
    # The user's files may have put something before it.
    let path = ($env | get --optional $name | default [])
    let path = if ($path | describe) == string { $path | split row (char esep) } else { $path }
    load-env ($new | reject $name)
    load-env { $name: ([$bin] ++ ($path | where {|entry| $entry != $bin })) }
    # No other program sees what is no text.
    $env._OLD_VIRTUAL_STATE = { bin: $bin }

    if ($env.VIRTUAL_ENV_DISABLE_PROMPT? | default "" | is-empty) {
        let old_prompt = $env.PROMPT_COMMAND?
        $env._OLD_VIRTUAL_STATE = { bin: $bin, prompt: $old_prompt }
        $env.PROMPT_COMMAND = {||
            let text = match ($old_prompt | describe) {
                closure => { do $old_prompt }
                _ => { $old_prompt | default "" }
            }
            let active = ($env.VIRTUAL_ENV_PROMPT? | default "")
            if ($env.VIRTUAL_ENV? | is-empty) { $text } else { "(" + $active + ") " + $text }
        }
    }
}
hide-env _PYENVKIT_CODE
