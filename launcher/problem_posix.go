//go:build linux || darwin || freebsd

package main

import "syscall"

// A problem is why the launcher could not become the interpreter.
type problem struct {
	code int    // the exit code
	what string // names the file and what is wrong with it
	hint string // a way out
}

// failed reports whether a system call gave that error.
func failed(err error, number syscall.Errno) bool {
	return err == number //nolint:errorlint // package syscall wraps nothing
}

// explain writes the problem to standard error, on one line, as of the program
// called name.
func (p *problem) explain(name string) {
	message := []byte(visible(name+": "+p.what+"; "+p.hint) + "\n")
	for len(message) > 0 {
		n, err := syscall.Write(2, message)
		if err == syscall.EINTR {
			continue
		}
		if err != nil || n <= 0 {
			return
		}
		message = message[n:]
	}
}

// visible replaces the control characters that a path may hold by their
// hexadecimal forms: a newline would break the line, and an escape could speak to
// the terminal.
func visible(text string) string {
	const digits = "0123456789abcdef"
	var shown []byte
	for i := range len(text) {
		if c := text[i]; c < ' ' || c == 0x7f {
			shown = append(shown, '\\', 'x', digits[c>>4], digits[c&15])
		} else {
			shown = append(shown, c)
		}
	}
	return string(shown)
}
