# Completion of pyenvkit in nushell:  use completions/pyenvkit.nu *

def "nu-complete pyenvkit" [line: string] {
    let words = ($line | split row --regex '\s+' | skip 1)
    ^pyenvkit __complete ...$words
    | lines
    | where {|offer| not ($offer starts-with ":") }
    | each {|offer|
        let parts = ($offer | split row (char tab))
        { value: $parts.0, description: ($parts.1? | default "") }
    }
}

export extern pyenvkit [...arguments: string@"nu-complete pyenvkit"]
