"""Makes the running Python use the packages of this environment.

    import runpy
    runpy.run_path("bin/activate_this.py")

For programs that embed an interpreter of the same version as the environment's.
"""

import os
import site
import sys

try:
    _file = os.path.abspath(__file__)
except NameError:
    raise RuntimeError("activate_this.py has to know its own place: use runpy.run_path")

if __name__ == "__main__" and os.path.abspath(sys.argv[0]) == _file:
    sys.stderr.write("activate_this.py: this file is for runpy.run_path, not to be executed\n")
    sys.exit(1)

_bin = os.path.dirname(_file)
_root = _bin
for _part in {{quote .Bin}}.split("/"):
    _root = os.path.dirname(_root)
if not os.path.isfile(os.path.join(_root, "pyvenv.cfg")):
    raise RuntimeError("activate_this.py: %s is not an environment" % _root)
if os.pathsep in _root:
    raise RuntimeError("activate_this.py: PATH cannot hold %s" % _root)

# What is active already gives way to this environment.
_path = os.environ.get("PATH", "").split(os.pathsep)
if _path[0] in (_bin, os.path.join(os.environ.get("VIRTUAL_ENV", ""), {{quote .Bin}})):
    del _path[0]
os.environ["PATH"] = os.pathsep.join([_bin] + [_entry for _entry in _path if _entry])
os.environ["VIRTUAL_ENV"] = _root
os.environ["VIRTUAL_ENV_PROMPT"] = {{quote .Prompt}}
os.environ.pop("PYTHONHOME", None)

# The packages of the environment come before those that were there.
# (Loops, because a comprehension would not see the names of this file if it is
# executed inside a function.)
_before = list(sys.path)
_directories = []
for _part in {{quote .Purelib}}, {{quote .Platlib}}:
    _directory = os.path.join(_root, *_part.split("/"))
    if _directory not in _directories:
        _directories.append(_directory)
    for _entry in list(_before):
        if (_entry + os.sep).startswith(_directory + os.sep):
            _before.remove(_entry)
sys.path[:] = _before
for _directory in _directories:
    site.addsitedir(_directory)
sys.path[:] = sys.path[len(_before):] + _before
sys.prefix = sys.exec_prefix = _root
