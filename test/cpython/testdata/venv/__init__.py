"""The venv module of the running Python, whose environments pyenvkit makes.

TestCPythonsOwnTests puts this in front of the standard library. The module is
the real one, apart from EnvBuilder.create, which runs `pyenvkit venv` and then
puts CPython's own `command` into pyvenv.cfg, the one difference that CPython's
tests look at.
"""
import os
import subprocess
import sys

with open(os.path.join(os.path.dirname(os.path.dirname(__file__)), "binary"), encoding="utf-8") as _source:
    _binary = _source.read()
__file__ = os.path.join(os.path.dirname(os.__file__), "venv", "__init__.py")
__path__ = [os.path.dirname(__file__)]
with open(__file__, encoding="utf-8") as _source:
    exec(compile(_source.read(), __file__, "exec"))

_run = subprocess.run  # tests replace functions of the module subprocess


class EnvBuilder(EnvBuilder):
    def create(self, env_dir):
        env_dir = os.path.abspath(os.fspath(env_dir))
        ignored = getattr(self, "scm_ignore_files", frozenset())
        prompt = getattr(self, "orig_prompt", self.prompt)
        argv = [_binary, "venv", "--python", getattr(sys, "_base_executable", sys.executable)]
        for option, wanted in [
            ("--system-site-packages", self.system_site_packages),
            ("--clear", self.clear),
            ("--symlinks" if self.symlinks else "--copies", True),
            ("--upgrade", self.upgrade),
            ("--without-pip", not self.with_pip),
            ("--without-scm-ignore-files", "git" not in ignored),
        ]:
            if wanted:
                argv.append(option)
        if prompt is not None:
            argv.append("--prompt=%s" % prompt)
        argv += ["--", env_dir]
        done = _run(argv, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        if done.returncode != 0:
            raise ValueError(done.stdout.decode(errors="replace"))
        sys.stdout.write(done.stdout.decode())

        # What subclasses and the tests replace stays Python's.
        clear, self.clear = self.clear, False
        context = self.ensure_directories(env_dir)
        self.clear = clear
        self._restore_command(context)
        for scm in ignored - {"git"}:
            getattr(self, "create_%s_ignore_file" % scm)(context)
        if getattr(self, "upgrade_deps", False):
            self.upgrade_dependencies(context)

    def _restore_command(self, context):
        path = os.path.join(context.env_dir, "pyvenv.cfg")
        with open(path, encoding="utf-8") as file:
            ours = file.readlines()
        self.create_configuration(context)
        with open(path, encoding="utf-8") as file:
            theirs = [line for line in file if line.startswith("command = ")]
        with open(path, "w", encoding="utf-8") as file:
            file.writelines([line for line in ours if not line.startswith("command = ")] + theirs)
