# Leaves the environment that is active in this shell, or that a parent process
# has activated.
def _virtual_env_leave():
    import os

    env = ${...}
    if not env.get("VIRTUAL_ENV"):
        return
    # Whatever is active in this shell knows best how to leave.
    if "deactivate" in aliases:
        aliases["deactivate"]([])
        return
    active = os.path.join(str(env["VIRTUAL_ENV"]), {{quote .Bin}})
    if env.is_manually_set("PATH"):
        env["PATH"] = [entry for entry in env["PATH"] if str(entry) != active]
    env.pop("VIRTUAL_ENV", None)
    env.pop("VIRTUAL_ENV_PROMPT", None)


try:
    _virtual_env_leave()
finally:
    del _virtual_env_leave
