package discover

import (
	"strconv"
	"strings"
	"time"

	"github.com/pyenvkit/pyenvkit/interp"
)

// encode returns an entry as its file holds it: values that each end with a
// NUL byte, which no path has, then the answer or the reason of a failure, which
// may hold anything. Package encoding/json would take longer to get ready than
// all else that a look into the cache takes.
func (e entry) encode() []byte {
	var b []byte
	add := func(values ...string) {
		for _, value := range values {
			b = append(append(b, value...), 0)
		}
	}
	add(e.question, e.path, strconv.Itoa(len(e.files)))
	for _, file := range e.files {
		b = file.append(b)
	}
	if e.answer != nil {
		add("answer")
		return append(b, e.answer...)
	}
	v := e.failure.version
	add("failure", strconv.Itoa(v.Major), strconv.Itoa(v.Minor), strconv.Itoa(v.Micro), v.Level, strconv.Itoa(v.Serial))
	add(strconv.FormatInt(e.failure.time.UnixNano(), 10))
	return append(b, e.failure.reason...)
}

// parseEntry reads what encode has written; ok is false for all else.
func parseEntry(content string) (e entry, ok bool) {
	v := values{rest: content}
	e.question, e.path = v.text(), v.text()
	for range v.number() {
		if v.failed {
			return entry{}, false
		}
		e.files = append(e.files, v.file())
	}
	switch v.text() {
	case "answer":
		e.answer = []byte(v.rest)
	case "failure":
		e.failure.version = interp.Version{Major: int(v.number()), Minor: int(v.number()), Micro: int(v.number()), Level: v.text(), Serial: int(v.number())}
		e.failure.time = time.Unix(0, v.number())
		e.failure.reason = v.rest
	default:
		return entry{}, false
	}
	return e, !v.failed
}

// append adds a fileID to values.
func (id fileID) append(b []byte) []byte {
	b = append(append(b, id.path...), 0)
	b = append(strconv.AppendUint(b, id.device, 10), 0)
	b = append(strconv.AppendUint(b, id.inode, 10), 0)
	for _, n := range []int64{id.size, id.mtime, id.ctime} {
		b = append(strconv.AppendInt(b, n, 10), 0)
	}
	return b
}

// values are read one after the other. After the first that is not there or not
// of its kind, failed is true and the rest is empty.
type values struct {
	rest   string
	failed bool
}

func (v *values) text() string {
	value, rest, found := strings.Cut(v.rest, "\x00")
	if !found {
		v.rest, v.failed = "", true
		return ""
	}
	v.rest = rest
	return value
}

func (v *values) number() int64 {
	n, err := strconv.ParseInt(v.text(), 10, 64)
	if err != nil {
		v.rest, v.failed = "", true
		return 0
	}
	return n
}

func (v *values) unsigned() uint64 {
	n, err := strconv.ParseUint(v.text(), 10, 64)
	if err != nil {
		v.rest, v.failed = "", true
		return 0
	}
	return n
}

func (v *values) file() fileID {
	return fileID{path: v.text(), device: v.unsigned(), inode: v.unsigned(), size: v.number(), mtime: v.number(), ctime: v.number()}
}
