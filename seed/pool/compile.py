# Compiles modules. It takes the directory that they are in as its argument and,
# on standard input, for each a line with its path and that of its bytecode,
# separated by a tab. The bytecode goes below the current directory. For each
# module that is done it writes one byte. What does not compile is left out, as
# pip leaves it out.
import os
import sys

sys.path = [place for place in sys.path if place]

import py_compile

timestamps = {}
if sys.version_info >= (3, 7):
    # Else SOURCE_DATE_EPOCH would make it another form.
    timestamps["invalidation_mode"] = py_compile.PycInvalidationMode.TIMESTAMP
for line in sys.stdin.buffer.read().splitlines():
    module, target = (os.fsdecode(part) for part in line.split(b"\t"))
    try:
        py_compile.compile(os.path.join(sys.argv[1], module), target, module, True, 0, **timestamps)
    except py_compile.PyCompileError:
        pass
    os.write(1, b".")
