// Command redirector is python.exe and pythonw.exe of an environment on Windows.
// It finds pyvenv.cfg beside itself or one directory above, and starts the base
// interpreter that is named there in its own place: with the arguments, standard
// handles, console events and exit code unchanged.
//
// Both executables are one and the same but for the subsystem in the header of the
// file, from which the program knows at run time which it is. One build serves all
// kinds of Pythons: the name of the base executable is that in pyvenv.cfg's
// "executable", in the directory that is "home". A home that is no absolute path is
// relative to pyvenv.cfg.
//
// Its problems have the exit codes of CPython's venvlauncher.c. With
// PYLAUNCHER_DEBUG it says on standard error what it does. It links the standard
// library's syscall and what that needs, and nothing else.
package main
