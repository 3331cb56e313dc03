// Command launcher is the entry point of a script that needs no shebang: a
// native executable NAME (NAME.exe on Windows), the same bytes for every script,
// with a side file NAME-script.py beside it that holds the script (or
// NAME-script.pyw, on Windows, where the launcher is the form without a console).
//
// The launcher finds its own file, reads from the first line of the side file
// which interpreter to run, and runs that with the side file and the arguments it
// was given itself. The line
//
//	#!<launcher_dir>/python3.12
//
// means the interpreter in the launcher's own directory, wherever that is now: so
// an environment may be moved, copied or mounted elsewhere. There is no limit to
// the length of the path, and no character that may not stand in it.
//
// On POSIX the launcher becomes the interpreter, which has the process, the
// environment, the open files, the limits, and the signals ignored or blocked, that
// it would have if the kernel had read a shebang. Go's runtime makes two differences:
// a closed standard stream is /dev/null, and the start fails where a process may have
// less than 800 MB of addresses (ulimit -v) or no second thread (ulimit -u).
//
// The launcher promises no more than that: which interpreter a script has, and
// whether it still exists, is for those to know who make environments. It links
// the standard library's syscall and what that needs, and nothing else: it is
// small, and starts fast.
package main
