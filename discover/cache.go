package discover

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/pyenvkit/pyenvkit/interp"
)

// failureLife is how long a failure is believed. What is wrong may lie outside
// of the file: a missing library, a busy machine.
const failureLife = time.Hour

// An entry is a file of the cache: what one interpreter answered, or why not.
// Paths and answers are bytes, which JSON holds in base64, because they need
// not be text.
type entry struct {
	Probe   string   `json:"probe"` // hash of the question
	Path    []byte   `json:"path"`
	Files   []fileID `json:"files"` // what the answer depends on
	Answer  []byte   `json:"answer,omitempty"`
	Failure *failure `json:"failure,omitempty"`
}

type failure struct {
	Reason  string         `json:"reason"`
	Version interp.Version `json:"version"`
	Time    time.Time      `json:"time"`
}

// A fileID tells a file from all others, and from itself after a change.
type fileID struct {
	Path   []byte `json:"path"`
	Device uint64 `json:"device"`
	Inode  uint64 `json:"inode"`
	Size   int64  `json:"size"`
	Mtime  int64  `json:"mtime"` // nanoseconds
	Ctime  int64  `json:"ctime"` // nanoseconds, 0 where there is none
}

// ask returns the answer of one executable, from the cache if it has one.
func (f *Finder) ask(ctx context.Context, path string) (answer, error) {
	if known, ok := f.load(path); ok {
		return known.answer, known.err
	}
	a, lasting, err := f.run(ctx, path)
	if lasting {
		f.store(path, a, err)
	}
	return a, err
}

// entryFile is the path of an interpreter's file in the cache.
func (f *Finder) entryFile(path string) string {
	hash := sha256.Sum256([]byte(path))
	return filepath.Join(f.CacheDir, "interpreters", hex.EncodeToString(hash[:16])+".json")
}

// An outcome is what came of a question: an answer or an [*UnusableError].
type outcome struct {
	answer answer
	err    error
}

// load reads the cache; ok is false where it has nothing that is true still.
func (f *Finder) load(path string) (known outcome, ok bool) {
	e, ok := f.read(path)
	if !ok || e.Probe != question() || string(e.Path) != path || len(e.Files) == 0 {
		return outcome{}, false
	}
	for _, file := range e.Files {
		if now, ok := identify(string(file.Path)); !ok || !now.equal(file) {
			return outcome{}, false
		}
	}
	if e.Failure == nil {
		known.answer, ok = parseAnswer(e.Answer)
		return known, ok
	}
	known.err = &UnusableError{Path: path, Reason: e.Failure.Reason, Version: e.Failure.Version}
	age := time.Since(e.Failure.Time)
	return known, !f.insist && 0 <= age && age < failureLife
}

// read returns what the file of the cache says, true or not.
func (f *Finder) read(path string) (e entry, ok bool) {
	if f.CacheDir == "" {
		return entry{}, false
	}
	content, err := os.ReadFile(f.entryFile(path))
	if err != nil || json.Unmarshal(content, &e) != nil {
		return entry{}, false
	}
	return e, true
}

// store writes an answer or a failure into the cache. That it can't is no
// error: the next run asks again.
func (f *Finder) store(path string, a answer, err error) {
	if f.CacheDir == "" {
		return
	}
	e := entry{Probe: question(), Path: []byte(path), Answer: a.raw}
	if problem := new(UnusableError); errors.As(err, &problem) {
		e.Failure = &failure{problem.Reason, problem.Version, time.Now()}
	}
	for _, file := range dependencies(path, a) {
		id, ok := identify(file)
		switch {
		case ok:
			e.Files = append(e.Files, id)
		case file == path:
			return
		}
	}
	content, err := json.Marshal(e)
	if err == nil {
		err = writeFile(f.entryFile(path), content)
	}
	if err != nil {
		f.log("the answer of %s is not cached: %v", path, err)
	}
}

// dependencies are the files whose change changes the answer: the executable,
// the one that a wrapper leads to, the standard library (a shared libpython
// may be replaced behind an executable that stays), and pyvenv.cfg.
func dependencies(path string, a answer) []string {
	files := []string{path}
	if executable := a.values["executable"]; executable != "" {
		files = append(files, executable)
	}
	if stdlib := a.values["stdlib"]; stdlib != "" {
		files = append(files, filepath.Join(stdlib, "os.py"))
	}
	for _, file := range slices.Clone(files[:min(len(files), 2)]) {
		if env, ok := environmentOf(file); ok {
			files = append(files, env.config)
		}
	}
	slices.Sort(files[1:])
	return slices.Compact(files)
}

// question identifies what is asked, so that another version of pyenvkit asks
// anew.
func question() string {
	hash := sha256.Sum256([]byte(program))
	return hex.EncodeToString(hash[:])
}

func (id fileID) equal(other fileID) bool {
	return string(id.Path) == string(other.Path) && id.Device == other.Device && id.Inode == other.Inode &&
		id.Size == other.Size && id.Mtime == other.Mtime && id.Ctime == other.Ctime
}

// writeFile writes a file so that another process finds the whole of it or
// none.
func writeFile(path string, content []byte) error {
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return err
	}
	temporary, err := os.CreateTemp(dir, ".new-*")
	if err != nil {
		return err
	}
	_, err = temporary.Write(content)
	if err = errors.Join(err, temporary.Close()); err == nil {
		err = os.Rename(temporary.Name(), path)
	}
	if err != nil {
		_ = os.Remove(temporary.Name())
	}
	return err
}
