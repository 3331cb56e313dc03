
# Has the program say what is to be done, if the directory is another one.
def --env _pyenvkit_auto [] {
    if $env.PWD == $env._pyenvkit.dir { return }
    let option = if $env._pyenvkit.dir == "start" { "--auto=start" } else { "--auto" }
    $env._pyenvkit.dir = $env.PWD
    # What there is to say of a failure, the program has said.
    try { _pyenvkit_eval [activate --hooked {{shell}} $option] }
}

if $env._pyenvkit.dir == "" { $env._pyenvkit.dir = "start" }
if not $env._pyenvkit.follows {
    $env._pyenvkit.follows = true
    $env.config.hooks.pre_prompt = ($env.config.hooks.pre_prompt? | default [] | append {|| _pyenvkit_auto })
}
