package posix

import (
	"debug/elf"
	"debug/macho"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/pyenvkit/pyenvkit/plan"
)

// Libraries returns the shared libraries that an executable finds from its own
// place ($ORIGIN of ELF, @executable_path and @loader_path of Mach-O) and that
// a copy of it in the directory scripts of an environment needs beside it, at
// the same relative place: libpython of a relocatable build, for example.
// Libraries found by absolute paths or by the system are not among them, and
// neither is what would lie outside of the environment.
func Libraries(executable, scripts string) ([]plan.Copy, error) {
	real, err := filepath.EvalSymlinks(executable)
	if err != nil {
		return nil, err
	}
	s := search{origin: filepath.Dir(real), scripts: scripts}
	if err := s.add(real); err != nil {
		return nil, err
	}
	return s.found, nil
}

// A search collects libraries; origin is the directory of the executable.
type search struct {
	origin, scripts string
	found           []plan.Copy
}

// add adds the libraries that the file needs, and what those need.
func (s *search) add(file string) error {
	candidates, err := needed(file, s.origin)
	if err != nil {
		return err
	}
	for _, source := range candidates {
		relative, err := filepath.Rel(s.origin, source)
		if err != nil {
			continue
		}
		place := path.Join(s.scripts, filepath.ToSlash(relative))
		known := slices.ContainsFunc(s.found, func(c plan.Copy) bool { return c.Path == place })
		if known || !filepath.IsLocal(place) {
			continue
		}
		s.found = append(s.found, plan.Copy{Path: place, Source: source, Mode: 0o755})
		if err := s.add(source); err != nil {
			return err
		}
	}
	return nil
}

// needed returns the existing libraries that file names relative to itself or
// to the executable in origin. A file that is neither ELF nor Mach-O (a
// script) needs none.
func needed(file, origin string) ([]string, error) {
	var names, directories []string
	if f, err := elf.Open(file); err == nil {
		defer f.Close()
		if names, err = f.ImportedLibraries(); err != nil {
			return nil, nil // a static executable has no dynamic section
		}
		for _, tag := range []elf.DynTag{elf.DT_RPATH, elf.DT_RUNPATH} {
			values, _ := f.DynString(tag) // absent: no directories
			for _, v := range values {
				directories = append(directories, strings.Split(v, ":")...)
			}
		}
	} else if f, err := macho.Open(file); err == nil {
		defer f.Close()
		if names, err = f.ImportedLibraries(); err != nil {
			return nil, err
		}
		for _, l := range f.Loads {
			if r, ok := l.(*macho.Rpath); ok {
				directories = append(directories, r.Path)
			}
		}
	}
	replace := strings.NewReplacer("$ORIGIN", filepath.Dir(file), "${ORIGIN}", filepath.Dir(file),
		"@loader_path", filepath.Dir(file), "@executable_path", origin)
	var found []string
	for _, name := range names {
		for _, place := range places(name, directories) {
			source := replace.Replace(place)
			if source == place {
				continue // absolute: a copy finds it there as well
			}
			if info, err := os.Stat(source); err == nil && info.Mode().IsRegular() {
				found = append(found, filepath.Clean(source))
				break
			}
		}
	}
	return found, nil
}

// places returns where the loader looks for a library of that name.
func places(name string, directories []string) []string {
	base := strings.TrimPrefix(name, "@rpath/")
	if strings.HasPrefix(base, "@") {
		return []string{base}
	}
	var all []string
	for _, d := range directories {
		all = append(all, d+"/"+base)
	}
	return all
}
