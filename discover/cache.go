package discover

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"hash/crc32"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/pyenvkit/pyenvkit/environment"
	"github.com/pyenvkit/pyenvkit/interp"
	"github.com/pyenvkit/pyenvkit/platform"
)

// failureLife is how long a failure is believed. What is wrong may lie outside
// of the file: a missing library, a busy machine.
const failureLife = time.Hour

// An entry is a file of the cache: what one interpreter answered, or why not.
type entry struct {
	question string // hash of what was asked
	path     string
	files    []fileID // what the answer depends on
	answer   []byte   // as parseAnswer takes it; nil for a failure
	failure  failure
}

type failure struct {
	version interp.Version
	time    time.Time
	reason  string
}

// A fileID tells a file from all others, and from itself after a change.
type fileID struct {
	path   string
	device uint64
	inode  uint64
	size   int64
	mtime  int64 // nanoseconds
	ctime  int64 // nanoseconds, 0 where there is none
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

// entrySuffix ends the names of the files of the cache.
const entrySuffix = ".entry"

// entryFile is the path of an interpreter's file in the cache.
func (f *Finder) entryFile(path string) string {
	hash := sha256.Sum256([]byte(path))
	return filepath.Join(f.CacheDir, "interpreters", hex.EncodeToString(hash[:16])+entrySuffix)
}

// An outcome is what came of a question: an answer or an [*UnusableError].
type outcome struct {
	answer answer
	err    error
}

// load reads the cache; ok is false where it has nothing that is true still.
func (f *Finder) load(path string) (known outcome, ok bool) {
	if f.CacheDir == "" {
		return outcome{}, false
	}
	e, ok := readEntry(f.entryFile(path))
	if !ok || e.question != question() || e.path != path || len(e.files) == 0 {
		return outcome{}, false
	}
	for _, file := range e.files {
		if now, ok := identify(file.path); !ok || now != file {
			return outcome{}, false
		}
	}
	if e.answer != nil {
		known.answer, ok = parseAnswer(e.answer)
		return known, ok
	}
	known.err = &UnusableError{Path: path, Reason: e.failure.reason, Version: e.failure.version}
	age := time.Since(e.failure.time)
	return known, !f.insist && 0 <= age && age < failureLife
}

// readEntry returns what a file of the cache says, true or not.
func readEntry(file string) (e entry, ok bool) {
	content, err := platform.ReadFile(file)
	if err != nil {
		return entry{}, false
	}
	return parseEntry(string(content))
}

// store writes an answer or a failure into the cache. That it can't is no
// error: the next run asks again.
func (f *Finder) store(path string, a answer, err error) {
	if f.CacheDir == "" {
		return
	}
	e := entry{question: question(), path: path, answer: a.raw}
	if problem := new(UnusableError); errors.As(err, &problem) {
		e.failure = failure{problem.Version, time.Now(), problem.Reason}
	}
	for _, file := range dependencies(path, a) {
		id, ok := identify(file)
		switch {
		case ok:
			e.files = append(e.files, id)
		case file == path:
			return
		}
	}
	if err := writeFile(f.entryFile(path), e.encode()); err != nil {
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
		if env, ok := environment.Containing(file); ok {
			files = append(files, env.Config.Path)
		}
	}
	slices.Sort(files[1:])
	return slices.Compact(files)
}

// question identifies what is asked, so that another version of pyenvkit asks
// anew.
//
// A checksum does: nobody makes two versions whose questions have the same.
var question = sync.OnceValue(func() string {
	sum := crc32.Update(crc32.ChecksumIEEE([]byte(quick)), crc32.IEEETable, []byte(full))
	return strconv.Itoa(len(quick)+len(full)) + "-" + strconv.FormatUint(uint64(sum), 16)
})

// writeFile writes a file of the cache.
func writeFile(path string, content []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		return err
	}
	return platform.WriteFile(path, content)
}
