package platform

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"

	"golang.org/x/sys/windows"

	"github.com/pyenvkit/pyenvkit/internal/winproc"
)

// pathExt is what PATHEXT stands for where it is not set.
const pathExt = ".COM;.EXE;.BAT;.CMD"

// SearchPath is the PATH of a process without one: there is none.
const SearchPath = ""

var (
	errDirectory = errors.New("it is a directory")
	errNoProgram = errors.New("it is opened by another program")
)

func execute(path string, argv, environ []string) error {
	path, err := filepath.Abs(path)
	if err != nil {
		return err
	}
	line := ""
	if isBatch(path) {
		system, err := windows.GetSystemDirectory()
		if err != nil {
			return err
		}
		if line, err = batchLine(path, argv); err != nil {
			return err
		}
		path = system + `\cmd.exe`
	} else {
		line = windows.ComposeCommandLine(argv)
	}
	wide, err := windows.UTF16FromString(line)
	if err != nil {
		return err
	}
	block, err := environmentBlock(environ)
	if err != nil {
		return err
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	code, err := winproc.Program{Path: self}.Replace(path, wide, block)
	if err != nil {
		return err
	}
	syscall.Exit(code)
	return nil
}

// environmentBlock returns variables as CreateProcess takes them.
func environmentBlock(environ []string) ([]uint16, error) {
	var block []uint16
	for _, v := range environ {
		wide, err := windows.UTF16FromString(v)
		if err != nil {
			return nil, err
		}
		block = append(block, wide...)
	}
	if len(block) == 0 {
		block = append(block, 0)
	}
	return append(block, 0), nil
}

func isBatch(path string) bool {
	extension := strings.ToLower(filepath.Ext(path))
	return extension == ".bat" || extension == ".cmd"
}

// startable are the extensions of what CreateProcess and cmd start; PATHEXT may
// have those of scripts beside them.
var startable = []string{".com", ".exe", ".bat", ".cmd"}

func lookPath(name, dir string, environ []string) (string, error) {
	if name == "" {
		return "", &ProgramError{name, errNotOnPath}
	}
	extensions := extensionsFor(name, environ)
	if strings.ContainsAny(name, `/\:`) {
		path := Abs(dir, name)
		for _, extension := range extensions {
			if isFile(path + extension) {
				return path + extension, nil
			}
		}
		if isFile(path) {
			return path, nil // whatever its name, it may be a program
		}
		if _, err := os.Stat(path); err != nil {
			return "", &ProgramError{name, fs.ErrNotExist}
		}
		return "", &ProgramError{name, errDirectory}
	}
	other := ""
	for _, entry := range filepath.SplitList(Variable(environ, "PATH")) {
		if entry == "" {
			continue
		}
		path := filepath.Join(Abs(dir, entry), name)
		for _, extension := range extensions {
			if isFile(path + extension) {
				return path + extension, nil
			}
		}
		if other == "" && isFile(path) {
			other = path
		}
	}
	if other != "" {
		return "", &ProgramError{other, errNoProgram}
	}
	return "", &ProgramError{name, errNotOnPath}
}

// extensionsFor returns what the name of a program may lack, "" first where it has
// an extension already.
func extensionsFor(name string, environ []string) []string {
	list := Variable(environ, "PATHEXT")
	if list == "" {
		list = pathExt
	}
	var extensions []string
	if slices.Contains(startable, strings.ToLower(filepath.Ext(name))) {
		extensions = append(extensions, "")
	}
	for extension := range strings.SplitSeq(list, ";") {
		if slices.Contains(startable, strings.ToLower(extension)) {
			extensions = append(extensions, extension)
		}
	}
	return extensions
}

// isFile reports whether there is a file, or an alias of a Store package, which
// can be started but not opened.
func isFile(path string) bool {
	name, err := windows.UTF16PtrFromString(path)
	if err != nil {
		return false
	}
	attributes, err := windows.GetFileAttributes(name)
	return err == nil && attributes&windows.FILE_ATTRIBUTE_DIRECTORY == 0
}

// reason returns the words of Windows as one line.
func reason(err error) string {
	text := winproc.Reason(err)
	return text[1 : len(text)-1]
}

func execHints(e *ProgramError) []string {
	switch {
	case errors.Is(e.Err, errNoProgram):
		return []string{"run it by the program that it is for: `python " + filepath.Base(e.Program) + "`"}
	case errors.Is(e.Err, windows.ERROR_ELEVATION_REQUIRED):
		return []string{"it runs with the rights of an administrator alone: start it from such a console"}
	case errors.Is(e.Err, windows.ERROR_FILENAME_EXCED_RANGE), errors.Is(e.Err, errBatchLength):
		return []string{"pass arguments in a file"}
	}
	return nil
}
