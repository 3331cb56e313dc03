"""Starts the program pyenvkit in place of this Python."""

import os
import sys

from pyenvkit import find_pyenvkit_bin


def main():
    try:
        program = find_pyenvkit_bin()
    except FileNotFoundError as error:
        sys.exit("error: {}".format(error))
    arguments = [program] + sys.argv[1:]
    try:
        if os.name != "nt":
            _restore_signals()
            os.execv(program, arguments)
        status = _wait_for(arguments)
    except OSError as error:
        sys.stderr.write("error: {} can't be run: {}\n".format(program, error.strerror))
        status = 126
    sys.exit(status)


def _restore_signals():
    """Have the signals by default that Python ignores, as subprocess does it:
    what is ignored stays so for the program and for what that runs."""
    import signal

    for name in ("SIGPIPE", "SIGXFZ", "SIGXFSZ"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_DFL)


def _wait_for(arguments):
    """Run a program and return its status. Windows can't exec: who waits for
    this process would take its end for that of the program."""
    import signal
    import subprocess

    # The console tells the program, too, and what that makes of it counts.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGBREAK, signal.SIG_IGN)
    status = subprocess.call(arguments)
    # sys.exit takes a C long, statuses such as 0xC000013A are unsigned.
    return status - (1 << 32) if status >= 1 << 31 else status


if __name__ == "__main__":
    main()
