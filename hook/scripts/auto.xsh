

def _pyenvkit_auto(evaluate, handle, seen):
    import re

    from xonsh.built_ins import XSH

    # Has the program say what is to be done, if the directory is another one. The
    # first look waits for the first prompt, which comes after all start-up files.
    def look(**_):
        here = XSH.env.get("PWD")
        if here != seen[0]:
            option = "--auto=start" if seen[0] == "start" else "--auto"
            seen[0] = here
            evaluate("activate", "--hooked", "{{shell}}", option)

    def changed(**_):
        if seen[0] != "start":
            look()

    # What the directory has may have changed.
    def ran(cmd, **_):
        if re.search(r"\bpyenvkit\s+(?!(?:run|shell|info|hook|activate|deactivate)\b|__)", cmd):
            seen[0] = "again"

    handle(events.on_pre_prompt, look)
    handle(events.on_chdir, changed)
    handle(events.on_postcommand, ran)


if ${...}.get("XONSH_INTERACTIVE"):
    _pyenvkit_auto(_pyenvkit_evaluate, _pyenvkit_handle, _pyenvkit_seen)
del _pyenvkit_auto
