package environment

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"github.com/pyenvkit/pyenvkit/platform"
)

// longestPath is longer than paths of any system are, in bytes.
const longestPath = 128 << 10

// Redirect returns the path that a file .venv redirects to, as it stands there: the
// first line, up to LF or CRLF, in UTF-8 (PEP 832). Blanks are part of it, "~" and
// variables mean nothing, and what follows the line is reserved. A file that holds no
// path is an [*InvalidRedirectError]; what is no regular file is not read.
func Redirect(file string) (target string, err error) {
	line, err := firstLine(file)
	if err != nil {
		return "", err
	}
	reason := ""
	switch {
	case len(line) > longestPath:
		reason = "its first line is too long for a path"
	case strings.HasPrefix(line, "\xff\xfe"), strings.HasPrefix(line, "\xfe\xff"):
		reason = "it is UTF-16 rather than UTF-8"
	case !utf8.ValidString(line):
		reason = "its first line is not UTF-8"
	case strings.ContainsRune(line, 0):
		reason = "its first line holds a NUL"
	}
	line = strings.TrimPrefix(line, "\ufeff")
	if line == "" {
		reason = "its first line is empty"
	}
	if reason != "" {
		return "", &InvalidRedirectError{File: file, Reason: reason}
	}
	return line, nil
}

// firstLine returns the first line of a regular file, cut off where it is longer
// than a path may be.
func firstLine(file string) (string, error) {
	info, err := os.Stat(file)
	if err != nil {
		return "", err
	}
	if !info.Mode().IsRegular() {
		return "", &NotEnvironmentError{Path: file, Reason: "it is " + kind(info.Mode())}
	}
	f, err := os.Open(file)
	if err != nil {
		return "", err
	}
	defer f.Close()
	content, err := io.ReadAll(io.LimitReader(f, longestPath+1))
	if err != nil {
		return "", err
	}
	line, _, ended := strings.Cut(string(content), "\n")
	if ended {
		line = strings.TrimSuffix(line, "\r")
	}
	return line, nil
}

// redirected completes the environment that a file redirects to. A relative path
// starts at the directory of the file.
func (s *System) redirected(file, target string, e Environment) (Environment, error) {
	path := platform.Abs(filepath.Dir(file), target)
	info, err := os.Stat(path)
	switch {
	case isAbsent(err):
		return Environment{}, &DanglingRedirectError{File: file, Target: target, Path: path}
	case err != nil:
		return Environment{}, err
	case info.Mode().IsRegular():
		return Environment{}, &ChainedRedirectError{File: file, Target: target}
	}
	e, err = s.look(path, e)
	if problem := (*NotEnvironmentError)(nil); errors.As(err, &problem) {
		problem.Redirect = file
	}
	return e, err
}
