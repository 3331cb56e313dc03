package discover

import (
	"context"
	"errors"
	"io/fs"
	"iter"
	"path/filepath"
	"strings"

	"github.com/pelletier/go-toml/v2"

	"github.com/pyenvkit/pyenvkit/interp"
)

// versionFile is the file in which pyenv, uv and others keep a project's
// version.
const versionFile = ".python-version"

// Default returns the interpreter for a user who asked for none, and what
// decided: the nearest .python-version, requires-python of the nearest
// pyproject.toml, the active environment, on Windows the default of its
// launchers, or PATH. What a file asks for and is not there is an error that
// names the file; a file that asks for a path is a [*PathInFileError], and what is
// no regular file is skipped.
//
// The default of the launchers comes after the active environment, as py.exe has
// it, and before PATH: Python's installers for Windows leave PATH alone unless
// told otherwise, so what is on it was seldom chosen, but this always was. One that
// can't be had is no more than a warning, as it is the setting of another tool, and
// of a time when there was another Python.
//
// requires-python excludes rather than chooses, so what it allows on PATH is
// preferred to what is installed elsewhere.
func (f *Finder) Default(ctx context.Context) (python Python, source string, err error) {
	if word, file, ok := f.projectVersion(); ok && word == "system" {
		python, err = f.best(ctx, interp.Request{Any: true}, withoutShims(f.onPath()))
		return python, file, from(err, file, word)
	} else if ok {
		python, err = f.named(ctx, word, file)
		return python, file, from(err, file, word)
	}
	if set, file, ok := f.requiresPython(); ok {
		request := interp.Request{Text: set.String(), Specifiers: set, Any: true}
		source = "requires-python in " + file
		// CPython before others, on PATH before elsewhere.
		usual := request
		usual.Any = false
		python, err = f.best(ctx, usual, f.onPath())
		for _, r := range []interp.Request{usual, request} {
			if err != nil && ctx.Err() == nil {
				python, err = f.best(ctx, r, f.everywhere())
			}
		}
		return python, source, from(err, source, request.Text)
	}
	for _, variable := range []string{"VIRTUAL_ENV", "CONDA_PREFIX"} {
		dir := f.Env(variable)
		if !filepath.IsAbs(dir) {
			continue
		}
		for _, c := range f.inPrefix(dir, "active environment") {
			python := f.look(ctx, c)
			if python.Err == nil {
				return python, variable, nil
			}
		}
		if ctx.Err() != nil {
			return Python{}, "", ctx.Err()
		}
		f.log("%s=%s has no Python that works", variable, dir)
	}
	if tag, source, ok := f.launcherDefault(); ok {
		python, err := f.tagged(ctx, tag)
		if err == nil || ctx.Err() != nil {
			return python, source, err
		}
		f.warn("%s asks for Python %s, which is not followed: %v", source, tag, err)
	}
	python, err = f.best(ctx, interp.Request{Any: true}, f.onPath())
	if err == nil || ctx.Err() != nil {
		return python, "PATH", err
	}
	python, err = f.best(ctx, interp.Request{Any: true}, f.everywhere())
	return python, "what is installed", err
}

// named finds what a .python-version names: the directory of a version, as
// pyenv and uv have them, or any request but a path.
func (f *Finder) named(ctx context.Context, word, file string) (Python, error) {
	request, err := interp.ParseRequest(strings.TrimPrefix(word, "python-"))
	if err == nil && request.Kind == interp.ByPath {
		return Python{}, &PathInFileError{file, word}
	}
	if python, ok := f.installed(ctx, word); ok {
		return python, nil
	}
	if err != nil {
		return Python{}, err
	}
	return f.Find(ctx, request)
}

// from adds to an error where the request is from.
func from(err error, source, text string) error {
	if missing := new(NotFoundError); errors.As(err, &missing) {
		missing.Source, missing.Request = source, text
		return missing
	}
	if unusable := new(UnusableError); errors.As(err, &unusable) {
		named := *unusable
		named.Source = source
		return &named
	}
	if problem := new(interp.RequestError); errors.As(err, &problem) {
		return &NotFoundError{Request: text, Source: source, Advice: problem.Hints()}
	}
	return err
}

func withoutShims(candidates []candidate) []candidate {
	var kept []candidate
	for _, c := range candidates {
		if c.origin == "PATH" {
			kept = append(kept, c)
		}
	}
	return kept
}

// projectVersion returns the first version that the nearest .python-version
// names. A file that names none is passed over.
func (f *Finder) projectVersion() (word, file string, ok bool) {
	for dir := range upwards(f.Dir) {
		file := filepath.Join(dir, versionFile)
		content, err := f.readPlain(file)
		if err != nil {
			if !errors.Is(err, fs.ErrNotExist) {
				f.log("%v", err)
			}
			continue
		}
		if word := firstVersion(string(content)); word != "" {
			return word, file, true
		}
		f.log("%s names no version", file)
	}
	return "", "", false
}

// firstVersion returns the first entry of a .python-version: a line as uv
// writes it (a request, which may hold spaces), or the first word of one as
// pyenv does, where further versions follow behind colons.
func firstVersion(content string) string {
	for line := range versionLines(content) {
		request, err := interp.ParseRequest(line)
		if err == nil && (request.Kind == interp.ByPath || !strings.Contains(line, ":")) {
			return line
		}
		if words := versionWords(line); len(words) > 0 {
			return words[0]
		}
	}
	return ""
}

// versionWords returns the versions that a .python-version selects in the eyes
// of pyenv: the first word of each line, taken apart at colons.
func versionWords(content string) []string {
	var words []string
	for line := range versionLines(content) {
		for word := range strings.SplitSeq(strings.Fields(line)[0], ":") {
			if word != "" {
				words = append(words, word)
			}
		}
	}
	return words
}

// versionLines returns the lines that say something.
func versionLines(content string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for line := range strings.Lines(strings.TrimPrefix(content, "\ufeff")) {
			line, _, _ = strings.Cut(line, "#")
			if line = strings.TrimSpace(line); line != "" && !yield(line) {
				return
			}
		}
	}
}

// requiresPython returns project.requires-python (PEP 621) of the nearest
// pyproject.toml. Of a file that can't be read as such the user is warned, and it
// decides nothing.
func (f *Finder) requiresPython() (set interp.Specifiers, file string, ok bool) {
	for dir := range upwards(f.Dir) {
		file := filepath.Join(dir, "pyproject.toml")
		content, err := f.readPlain(file)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		var project struct {
			Project struct {
				RequiresPython string `toml:"requires-python"`
			} `toml:"project"`
		}
		if err == nil {
			err = toml.Unmarshal(content, &project)
		}
		if err == nil {
			set, err = interp.ParseSpecifiers(project.Project.RequiresPython)
		}
		if err != nil {
			f.warn("%s is not followed: %v", file, err)
			return interp.Specifiers{}, "", false
		}
		return set, file, set.String() != ""
	}
	return interp.Specifiers{}, "", false
}

// upwards returns a directory and those it is in, up to the root.
func upwards(dir string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for dir = filepath.Clean(dir); yield(dir); dir = filepath.Dir(dir) {
			if dir == filepath.Dir(dir) {
				return
			}
		}
	}
}
