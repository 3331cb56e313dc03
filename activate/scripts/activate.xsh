{{file}}
# Makes xonsh use this Python environment. To be sourced:  source bin/activate.xsh
# "deactivate" undoes it.


def _virtual_env_activate(file):
{{end}}
{{eval}}
def _virtual_env_activate():
{{end}}
    import os
{{file}}
    import sys
{{end}}

{{file}}
    if __name__ == "__main__":
        sys.stderr.write("activate.xsh: this file has to be sourced, not executed:  source %s\n" % file)
        sys.exit(1)

    # The environment that this file is part of, wherever that is now; else the
    # one that it was written for.
    recorded = {{quote .Root}}
{{end}}
{{eval}}
    root = {{quote .Root}}
{{end}}
    bin_name = {{quote .Bin}}
{{file}}
    root = os.path.dirname(os.path.dirname(os.path.abspath(file)))
    if not os.path.isfile(os.path.join(root, "pyvenv.cfg")):
        root = recorded
    elif os.path.isdir(recorded) and os.path.samefile(root, recorded):
        root = recorded
    if not os.path.isfile(os.path.join(root, "pyvenv.cfg")):
        raise RuntimeError("activate.xsh: %s is not an environment" % root)
{{end}}
    bin_path = os.path.join(root, bin_name)

    # xonsh expands $name and ~ in the entries of PATH each time it looks.
    env = ${...}
    probe = type(env["PATH"])([bin_path])
    if os.pathsep in root or probe[0] != bin_path:
        raise RuntimeError("activate.xsh: PATH of xonsh cannot hold %s" % root)

    # Whatever is active in this shell knows best how to leave.
    if "VIRTUAL_ENV" in env and "deactivate" in aliases:
        aliases["deactivate"](["nondestructive"])

    names = ("PATH", "PYTHONHOME", "VIRTUAL_ENV", "VIRTUAL_ENV_PROMPT")
    saved = {name: env[name] for name in names if env.is_manually_set(name)}
    path = list(saved.get("PATH", []))
    # An environment that a parent process activated gives way to this one.
    gone = []
    if path and "VIRTUAL_ENV" in saved and path[0] == os.path.join(saved["VIRTUAL_ENV"], bin_name):
        gone.append(path.pop(0))
    path.insert(0, bin_path)
    env["PATH"] = path
    env["VIRTUAL_ENV"] = root
    env["VIRTUAL_ENV_PROMPT"] = {{quote .Prompt}}
    env.pop("PYTHONHOME", None)

    # {env_name} is the place in a prompt of xonsh that is meant for this. What
    # a field gives is looked through for the names of colours.
    fields = env.get("PROMPT_FIELDS")
    label = "(%s) " % env["VIRTUAL_ENV_PROMPT"].replace("{", "{" * 2).replace("}", "}" * 2)
    old_label = None
    if fields is not None and not env.get("VIRTUAL_ENV_DISABLE_PROMPT"):
        old_label = fields.get("env_name")
        fields["env_name"] = lambda: label

    def deactivate(args):
        # What was changed on PATH since then stays.
        now = list(env["PATH"]) if env.is_manually_set("PATH") else []
        if now != path:
            saved.pop("PATH", None)
            if bin_path in now:
                place = now.index(bin_path)
                now[place : place + 1] = gone
            if now:
                saved["PATH"] = now
        for name in names:
            if name in saved:
                env[name] = saved[name]
            else:
                env.pop(name, None)
        if old_label is not None:
            fields["env_name"] = old_label
        if "nondestructive" not in args:
            aliases.pop("deactivate", None)

    aliases["deactivate"] = deactivate


try:
{{file}}
    _virtual_env_activate(__file__)
{{end}}
{{eval}}
    _virtual_env_activate()
{{end}}
finally:
    del _virtual_env_activate
