# Makes xonsh use an environment of Python. It is read in the place of the files in
# the directories of XONSHRC_DIR, which are the last, and reads those first.


def _pyenvkit_start():
    import os
    import shutil
    import traceback

    env = ${...}
    code = env.pop("_PYENVKIT_CODE")
    env.pop("XONSHRC_DIR")
    if "_PYENVKIT_TEMPORARY" in env:
        shutil.rmtree(env.pop("_PYENVKIT_TEMPORARY"), ignore_errors=True)
    if "_PYENVKIT_XONSHRC_DIR" in env:
        env["XONSHRC_DIR"] = env.pop("_PYENVKIT_XONSHRC_DIR")

    for directory in env["XONSHRC_DIR"]:
        names = os.listdir(directory) if os.path.isdir(directory) else []
        for name in sorted(names):
            path = os.path.join(directory, name)
            if name.endswith((".xsh", ".py")) and os.path.isfile(path):
                try:
                    aliases["source"]([path])
                except Exception:
                    traceback.print_exc()

    @events.on_pre_cmdloop
    def activate(**kwargs):
        execx(code, "exec", {})


try:
    _pyenvkit_start()
finally:
    del _pyenvkit_start
