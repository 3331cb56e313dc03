# What pyenvkit asks an interpreter where quick.py has no answer. Both are passed
# with -c to an interpreter started with -I -S -B (2.7, which has no -I, with -E
# -s -S -B). This one must parse and run on 2.7, and imports what every start has
# loaded anyway, and sysconfig.
#
# The answer is a list of names and values, each followed by a NUL byte, between
# a first and a last mark, so that what a wrapper prints around it does no
# harm. Paths are bytes of the file system, because they may not be decodable.
import sys

# 2.7 would look for os in the directory it is started in, which comes first.
sys.path = [place for place in sys.path if place]

import os


def environment_paths(name, version, implementation, platlibdir):
    """Where an environment has its parts, as that version's venv module has it."""
    import sysconfig

    nt = name == "nt"
    join = "\\".join if nt else "/".join
    root = "C:\\environment" if nt else "/environment"
    if version >= (3, 11):
        # The scheme is named: Debian's default one is for packages of the system.
        places = ("base", "platbase", "installed_base", "installed_platbase")
        found = dict(
            (key, sysconfig.get_path(key, "venv", dict.fromkeys(places, root)))
            for key in ("scripts", "include", "purelib", "platlib")
        )
        if version >= (3, 14):
            # include was python3.X below it from 3.11 to 3.13 only.
            found["include"] = join((root, "Include" if nt else "include"))
    else:
        # The names that venv.EnvBuilder.ensure_directories has built in. In
        # PyPy they are those of its own from 3.8 on.
        lib = "%s%d.%d" % (("pypy" if implementation == "pypy" and version >= (3, 8) else "python",) + version[:2])
        found = {
            "scripts": join((root, "Scripts" if nt else "bin")),
            "include": join((root, "Include" if nt else "include")),
            "purelib": join((root, "Lib", "site-packages") if nt else (root, "lib", lib, "site-packages")),
            "platlib": join((root, "Lib", "site-packages") if nt else (root, platlibdir, lib, "site-packages")),
        }
    return dict((key, value[len(root) + 1:].replace("\\", "/") if nt else value[len(root) + 1:]) for key, value in found.items())


def facts():
    yield "version", " ".join(str(part) for part in sys.version_info[:5])
    if sys.version_info < (3, 6):
        return
    import sysconfig

    implementation = sys.implementation
    platlibdir = getattr(sys, "platlibdir", "lib")
    yield "executable", sys.executable or ""
    yield "base_executable", getattr(sys, "_base_executable", None) or ""
    yield "implementation", implementation.name
    yield "implementation_version", " ".join(str(part) for part in implementation.version[:5])
    yield "os", os.name
    yield "platform", sys.platform
    yield "architecture", sysconfig.get_platform()
    yield "bits", 64 if sys.maxsize > 2**32 else 32
    yield "abi_flags", getattr(sys, "abiflags", "")
    yield "free_threaded", bool(sysconfig.get_config_var("Py_GIL_DISABLED"))
    yield "debug", hasattr(sys, "gettotalrefcount") or bool(sysconfig.get_config_var("Py_DEBUG"))
    yield "source_build", sysconfig.is_python_build()
    yield "framework", sysconfig.get_config_var("PYTHONFRAMEWORK") or ""
    yield "base_prefix", sys.base_prefix
    # The file is missing where the modules are frozen into the executable.
    yield "stdlib", os.path.dirname(getattr(os, "__file__", "")) or sysconfig.get_path("stdlib")
    yield "plat_lib_dir", platlibdir
    yield "file_system_encoding", sys.getfilesystemencoding().lower()
    yield "cache_tag", implementation.cache_tag or ""
    loader = sys.modules.get("_frozen_importlib_external")
    yield "magic", "".join("%02x" % byte for byte in getattr(loader, "MAGIC_NUMBER", b""))
    yield "wheel_dir", sysconfig.get_config_var("WHEEL_PKG_DIR") or ""
    for name, path in environment_paths(os.name, sys.version_info[:2], implementation.name, platlibdir).items():
        yield "path_" + name, path


def encode(value):
    value = str(value)
    return value if isinstance(value, bytes) else os.fsencode(value)


def main():
    answer = b"".join(encode(part) + b"\0" for pair in facts() for part in pair)
    sys.stdout.flush()
    out = getattr(sys.stdout, "buffer", sys.stdout)
    out.write(b"\0pyenvkit-begin\0" + answer + b"pyenvkit-end\0")
    out.flush()


main()
