"""The program pyenvkit, installed as a package. ``python -m pyenvkit`` starts it."""

import os
import sysconfig

__all__ = ["find_pyenvkit_bin"]


def find_pyenvkit_bin():
    """Return the path of the program that was installed with this package.

    It is looked for where installers put scripts that come with a package in
    this directory and, last, where those of the running Python are. If there
    is none, FileNotFoundError says where it was looked for.
    """
    looked_at = []
    for directory in _directories():
        path = os.path.join(directory, "pyenvkit.exe" if os.name == "nt" else "pyenvkit")
        if os.path.isfile(path):
            return path
        looked_at.append(path)
    raise FileNotFoundError("no program pyenvkit at " + ", ".join(looked_at))


def _directories():
    site = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    # Of pip install --target. What that leaves in RECORD is where it was before.
    yield os.path.join(site, "bin")
    # An unknown directory says nothing of those above: in /tmp, others may have
    # made them.
    if os.path.basename(site) in ("site-packages", "dist-packages"):
        above = os.path.dirname(site)
        library = os.path.dirname(above)
        if os.path.basename(library).startswith("lib"):  # lib64/python3.12/site-packages
            yield os.path.join(os.path.dirname(library), "bin")
        if os.name == "nt":  # Python312\site-packages, of a user, or Lib\site-packages
            yield os.path.join(above, "Scripts")
            yield os.path.join(library, "Scripts")
    # For a package in a zip file.
    yield sysconfig.get_path("scripts")
