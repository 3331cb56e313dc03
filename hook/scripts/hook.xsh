# Has `pyenvkit activate` and `pyenvkit deactivate` act in this shell.


def _pyenvkit_hook():
    import re
    import subprocess
    import sys

    from xonsh.built_ins import XSH
    from xonsh.tools import unthreadable

    program = {{program}}

    # Evaluates what the program prints, unless it fails.
    def evaluate(*args):
        try:
            done = subprocess.run([program, *args], stdout=subprocess.PIPE, env=XSH.env.detype())
        except OSError as e:
            sys.stderr.write("pyenvkit: %s\n" % e)
            return 127
        if done.returncode == 0:
            XSH.builtins.execx(done.stdout.decode(), "exec", XSH.ctx)
        return done.returncode

    @unthreadable
    def hooked(args):
        return evaluate(args[0], "--hooked", "{{shell}}", *args[1:])

    # An alias in Python has no terminal, or can't stand in a pipe: only the two
    # commands are handed to one, where they are commands and not part of a text.
    command = re.compile(
        r"""(\"\"\"|'''|["'])(?:\\.|(?!\1).)*\1|(^|[;&|]|\band\b|\bor\b)([ \t]*)pyenvkit(?=[ \t]+(?:de)?activate\b)""",
        re.DOTALL | re.MULTILINE,
    )

    def hand_over(cmd, **_):
        return command.sub(lambda m: m[0] if m[1] else m[2] + m[3] + "_pyenvkit_hooked", cmd)

    def handle(event, handler):
        event(handler)
        hooked.handlers.append((event, handler))

    # What was evaluated before gives way, and what it has seen stays so.
    previous = aliases.get("_pyenvkit_hooked")
    for event, handler in getattr(previous, "handlers", []):
        event.discard(handler)
    hooked.handlers = []
    hooked.seen = getattr(previous, "seen", ["start"])
    handle(events.on_transform_command, hand_over)
    aliases["_pyenvkit_hooked"] = hooked
    aliases["pyenvkit"] = [program]
    return evaluate, handle, hooked.seen


_pyenvkit_evaluate, _pyenvkit_handle, _pyenvkit_seen = _pyenvkit_hook()
