# What pyenvkit asks an interpreter first, with probe.py as the argument: the
# same facts in the same order, without the modules os and sysconfig, which take
# as long as half of the interpreter's start. It answers for CPython 3.6 to 3.14
# and PyPy 3.8 to 3.10 where they are laid out on Linux as their makers do it.
# Everywhere else, and wherever anything is not as expected, probe.py answers.
# It must parse and run on 2.7, and be short: its compilation counts.
import sys


def answer():
    implementation, flags, version = sys.implementation, sys.abiflags, sys.version_info[:2]
    first, last = {"cpython": ((3, 6), (3, 14)), "pypy": ((3, 8), (3, 10))}[implementation.name]
    # Distributions with lib64 have schemes of their own.
    if sys.platform != "linux" or not first <= version <= last or getattr(sys, "platlibdir", "lib") != "lib":
        raise LookupError
    import posix

    importlib = sys.modules["_frozen_importlib_external"]
    stdlib, name = importlib.PathFinder.find_spec("os").origin.rsplit("/", 1)
    short = "%d.%d" % version
    if implementation.name == "pypy":
        library, data = "pypy" + short, ["/_sysconfigdata.py"]
    else:
        library = "python" + short + ("t" if "t" in flags else "")
        # Debian leaves the platform out of the name.
        data = ["/_sysconfigdata_%s_%s%s.py" % (flags, platform, getattr(implementation, "_multiarch", "")) for platform in ("linux_", "")]
    # In its build directory an interpreter has its library elsewhere.
    if name != "os.py" or stdlib.rsplit("/", 1)[1] != library or getattr(sys, "_stdlib_dir", None) not in (None, stdlib):
        raise LookupError
    # The data are read, as their import takes a millisecond, and fifty with PyPy.
    try:
        file = open(stdlib + data[0], "rb")
    except FileNotFoundError:
        file = open(stdlib + data[-1], "rb")
    with file:
        variables = file.read()
    wheels, at = "", variables.find(b"WHEEL_PKG_DIR")
    if at > 0:
        line = variables[at - 1 : variables.index(b"\n", at)]
        if line[-1:] != b",":
            raise LookupError
        # An import would run the line as well.
        wheels = eval(b"{" + line + b"}")["WHEEL_PKG_DIR"]
    site = "lib/" + library + "/site-packages"
    return [
        "version", "%d %d %d %s %d" % sys.version_info[:5],
        "executable", sys.executable,
        "base_executable", getattr(sys, "_base_executable", None) or "",
        "implementation", implementation.name,
        "implementation_version", "%d %d %d %s %d" % implementation.version[:5],
        "os", "posix",
        "platform", "linux",
        "architecture", "linux-" + posix.uname().machine.replace(" ", "_").replace("/", "-"),
        "bits", "64" if sys.maxsize > 2**32 else "32",
        "abi_flags", flags,
        "free_threaded", str("t" in flags),
        "debug", str("d" in flags or hasattr(sys, "gettotalrefcount")),
        "source_build", "False",
        "framework", "",
        "base_prefix", sys.base_prefix,
        "stdlib", stdlib,
        "plat_lib_dir", "lib",
        "file_system_encoding", sys.getfilesystemencoding().lower(),
        "cache_tag", implementation.cache_tag or "",
        "magic", importlib.MAGIC_NUMBER.hex(),
        "wheel_dir", wheels,
        "path_scripts", "bin",
        "path_include", "include/python" + short + flags if (3, 11) <= version <= (3, 13) else "include",
        "path_purelib", site,
        "path_platlib", site,
    ]


try:
    encoding = sys.getfilesystemencoding(), sys.getfilesystemencodeerrors()
    found = b"".join(part.encode(*encoding) + b"\0" for part in answer())
except Exception:
    found = None
if found is None:
    exec(sys.argv[1])
else:
    sys.stdout.buffer.write(b"\0pyenvkit-begin\0" + found + b"pyenvkit-end\0")
