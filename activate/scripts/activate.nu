# Makes nushell use this Python environment:  overlay use bin/activate.nu
# "deactivate" undoes it. Nushell 0.106 or later.

const file = path self

export-env {
    # The environment that this file is part of, wherever that is now; else the
    # one that it was written for.
    let recorded = {{quote .Root}}
    let bin = {{quote .Bin}}
    let here = ($file | path dirname | path dirname)
    let root = if ($here | path join pyvenv.cfg | path exists) { $here } else { $recorded }
    if not ($root | path join pyvenv.cfg | path exists) {
        error make --unspanned { msg: $"activate.nu: ($root) is not an environment" }
    }
    if ($root | str contains (char esep)) {
        error make --unspanned { msg: $"activate.nu: PATH cannot hold ($root)" }
    }

    # On Windows the variable is mostly spelled Path.
    let name = if ($nu.os-info.name == windows) and ("Path" in $env) { "Path" } else { "PATH" }
    let old_path = ($env | get --optional $name | default [])
    let old_path = if ($old_path | describe) == string { $old_path | split row (char esep) } else { $old_path }
    # What is active already, or was in a parent process, gives way to this one.
    let active = if ($env.VIRTUAL_ENV? | is-not-empty) { $env.VIRTUAL_ENV | path join $bin }
    let old_path = if $active != null and ($old_path | get --optional 0) == $active { $old_path | skip 1 } else { $old_path }

    load-env {
        $name: ([($root | path join $bin)] ++ $old_path)
        VIRTUAL_ENV: $root
        VIRTUAL_ENV_PROMPT: {{quote .Prompt}}
    }
    # Not hide-env: hiding the overlay would not bring the variable back.
    if PYTHONHOME in $env { $env.PYTHONHOME = null }

    if ($env.VIRTUAL_ENV_DISABLE_PROMPT? | default "" | is-empty) {
        let old_prompt = if _VIRTUAL_ENV_PROMPT_COMMAND in $env { $env._VIRTUAL_ENV_PROMPT_COMMAND } else { $env.PROMPT_COMMAND? }
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

export alias deactivate = overlay hide activate

def main [] {
    error make --unspanned { msg: "activate.nu: this file is a module, not a program:  overlay use activate.nu" }
}
