package discover

import (
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf16"
)

// A System says by which rules a machine names its programs, and where it
// keeps them. That is data: the tests of one system show those of the others.
type System struct {
	// ListSeparator stands between the directories of PATH.
	ListSeparator byte
	// Quotes tells that in PATH a separator between double quotes is part of a
	// directory, and the quotes are not.
	Quotes bool
	// Extension ends the names of programs, ".exe"; "" where the mode of a file
	// says that it is one.
	Extension string
	// Scripts end the names of files that a shell runs. They can't be asked, as
	// no argument gets through to a Python unharmed, but may be shims.
	Scripts []string
	// Folds tells that names are the same that differ in capitals only.
	Folds bool
	// Copies tells that the other names of a program are copies of it.
	Copies bool
	// Usual is what the interpreter is called that everybody has.
	Usual string
	// Below are the directories of an installation or an environment that its
	// programs may be in, that of installations first; "" is itself.
	Below []string
	// HomeVariables name the home directory, the first that is set.
	HomeVariables []string
	// Hierarchy tells that there are /usr, /opt and their like (hier(7)). Where
	// there are not, anybody may make them.
	Hierarchy bool
	// Launcher tells that there is py.exe (PEP 397), with settings.
	Launcher bool
	// LongestDir is how long the path of the directory may be that a program is
	// started in, in UTF-16 units; 0 is without limit.
	LongestDir int
	// Registry has what is registered (PEP 514); nil is nothing.
	Registry Registry
	// Reparse returns the data of a reparse point, without its header, if it is
	// an app execution alias; nil where there are none.
	Reparse func(path string) (data []byte, ok bool)
}

// Posix are the rules of Linux and macOS.
var Posix = System{
	ListSeparator: ':',
	Usual:         "python3",
	Below:         []string{"bin", "Scripts", ""},
	HomeVariables: []string{"HOME"},
	Hierarchy:     true,
}

// Windows are the rules of Windows, as far as they are data. A home directory
// goes by USERPROFILE first, as Python's own expanduser has it: HOME is what
// other worlds, such as Git's shell, set.
var Windows = System{
	ListSeparator: ';',
	Quotes:        true,
	Extension:     ".exe",
	Scripts:       []string{".bat", ".cmd"},
	Folds:         true,
	Copies:        true,
	Usual:         "python",
	Below:         []string{"", "Scripts", "bin"}, // MSYS2 has bin
	HomeVariables: []string{"USERPROFILE", "HOME"},
	Launcher:      true,
	// CreateProcess takes no more, whatever else is told of long paths; it adds
	// a backslash and a NUL.
	LongestDir: 258,
}

// system returns the rules of the machine.
func (f *Finder) system() *System {
	if f.System != nil {
		return f.System
	}
	return &thisSystem
}

// splitList takes the value of PATH apart.
func (s *System) splitList(list string) []string {
	var dirs []string
	start, quoted := 0, false
	add := func(dir string) {
		if s.Quotes {
			dir = strings.ReplaceAll(dir, `"`, "")
		}
		if dir != "" {
			dirs = append(dirs, dir)
		}
	}
	for i := range len(list) {
		switch {
		case s.Quotes && list[i] == '"':
			quoted = !quoted
		case list[i] == s.ListSeparator && !quoted:
			add(list[start:i])
			start = i + 1
		}
	}
	add(list[start:])
	return dirs
}

// program takes the extension off the name of a program; ok is false for what
// is none, by its name. Where capitals don't count the result has none.
func (s *System) program(name string) (base string, ok bool) {
	if s.Extension == "" {
		return name, true
	}
	if s.Folds {
		name = strings.ToLower(name)
	}
	extension := filepath.Ext(name)
	if extension != s.Extension && !slices.Contains(s.Scripts, extension) {
		return name, false
	}
	return strings.TrimSuffix(name, extension), true
}

// isScript reports whether a file is run by a shell, by its name.
func (s *System) isScript(name string) bool {
	return s.Scripts != nil && slices.Contains(s.Scripts, strings.ToLower(filepath.Ext(name)))
}

// filesOf returns the names of the files that a program of a name may be, in
// the order in which a shell looks for them; pathExt is the variable PATHEXT.
func (s *System) filesOf(name, pathExt string) []string {
	if s.Extension == "" {
		return []string{name}
	}
	extensions := s.splitList(strings.ToLower(pathExt))
	if len(extensions) == 0 {
		extensions = append([]string{".com", s.Extension}, s.Scripts...)
	}
	if !slices.Contains(extensions, s.Extension) {
		extensions = append(extensions, s.Extension)
	}
	if _, ok := s.program(name); ok || slices.Contains(extensions, strings.ToLower(filepath.Ext(name))) {
		return []string{name}
	}
	var files []string
	for _, extension := range extensions {
		files = append(files, name+extension)
	}
	return files
}

// same reports whether two names are one.
func (s *System) same(a, b string) bool {
	return a == b || s.Folds && strings.EqualFold(a, b)
}

// canStartIn reports whether programs can be started in a directory, as far as
// its name tells.
func (s *System) canStartIn(dir string) bool {
	return s.LongestDir == 0 || len(utf16.Encode([]rune(dir))) <= s.LongestDir
}
