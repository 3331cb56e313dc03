package trust

import (
	"errors"
	"io/fs"
	"os"
	"strconv"
	"strings"

	"github.com/pyenvkit/pyenvkit/platform"
)

// form is the first line of a file. Those that follow are the decision, and three
// quoted as in Go, because there is nothing that a path can't hold: the project, the
// environment and the fingerprint.
const form = "pyenvkit trust 1"

// writable are the modes by which others than the owner could write a file.
const writable = 0o022

// read returns the decision in a file, [Unknown] if it is not there, or not as the
// user has written it.
func (l List) read(name string) (Entry, error) {
	path := l.path(name)
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return Entry{}, nil
	}
	if err != nil {
		return Entry{}, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return Entry{}, err
	}
	_, _, owned := platform.Owner(info)
	if !info.Mode().IsRegular() || !platform.Trusted(info) || owned && info.Mode()&writable != 0 {
		return Entry{}, nil
	}
	content := make([]byte, min(info.Size(), 1<<20))
	if _, err := f.ReadAt(content, 0); err != nil {
		return Entry{}, err
	}
	return parse(string(content)), nil
}

// parse returns the entry in a file, or one that is Unknown.
func parse(content string) Entry {
	lines := strings.Split(content, "\n")
	const number = 6 // with the empty one behind the last line break
	if len(lines) != number || lines[0] != form || lines[5] != "" {
		return Entry{}
	}
	var values [3]string
	for i := range values {
		value, err := strconv.Unquote(lines[2+i])
		if err != nil {
			return Entry{}
		}
		values[i] = value
	}
	e := Entry{Subject: Subject{Project: values[0], Environment: values[1], Fingerprint: values[2]}}
	switch lines[1] {
	case Allowed.String():
		e.Decision = Allowed
	case Denied.String():
		e.Decision = Denied
	default:
		return Entry{}
	}
	return e
}

// text returns what is in the file of an entry.
func (e Entry) text() string {
	return strings.Join([]string{
		form, e.Decision.String(), strconv.Quote(e.Project), strconv.Quote(e.Environment), strconv.Quote(e.Fingerprint), "",
	}, "\n")
}

// write puts a decision in the place of what there was, for this user alone.
func (l List) write(e Entry) error {
	if err := os.MkdirAll(l.Dir, 0o700); err != nil {
		return err
	}
	f, err := os.CreateTemp(l.Dir, ".new-*") // which has a mode of 0600
	if err != nil {
		return err
	}
	_, err = f.WriteString(e.text())
	if err = errors.Join(err, f.Close()); err == nil {
		err = platform.Insist(func() error { return os.Rename(f.Name(), l.path(nameOf(e.Project))) })
	}
	if err != nil {
		_ = os.Remove(f.Name())
	}
	return err
}
