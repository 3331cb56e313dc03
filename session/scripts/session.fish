# Makes fish use an environment of Python, behind the user's own files.
set -g _pyenvkit_code $_PYENVKIT_CODE
set -e _PYENVKIT_CODE
builtin eval $_pyenvkit_code
set -e _pyenvkit_code
