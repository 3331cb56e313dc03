package discover

import (
	"cmp"
	"path/filepath"
	"slices"
	"strings"

	"github.com/pyenvkit/pyenvkit/environment"
)

// A Hive is one of the places in which Windows has what is registered.
type Hive int

// The hives, in the order in which they are searched (PEP 514): what the user
// has installed, then what is for all users, of 64 and of 32 bits.
const (
	CurrentUser Hive = iota
	LocalMachine64
	LocalMachine32
)

// A Registry is read for Pythons. What can't be read isn't there.
type Registry interface {
	// Keys returns the names of the keys that are directly below a key, whose
	// path has backslashes.
	Keys(hive Hive, path string) []string
	// Value returns a string that a key has, with environment variables
	// replaced where it is meant so; name "" is the default value.
	Value(hive Hive, path, name string) string
}

// A registration is what the registry has of one Python: its company and tag
// (PEP 514), and the path of its executable.
type registration struct{ company, tag, executable string }

// registrations returns what is registered and has an absolute path, PythonCore
// before other companies, newer tags before older ones. An entry of PythonCore
// may lack the path of its executable, as those of old versions do; PyLauncher is
// the launcher py.exe, no Python.
func (f *Finder) registrations() []registration {
	registry := f.system().Registry
	if registry == nil {
		return nil
	}
	var all []registration
	for _, hive := range []Hive{CurrentUser, LocalMachine64, LocalMachine32} {
		const root = `Software\Python`
		companies := registry.Keys(hive, root)
		slices.SortFunc(companies, compareCompanies)
		for _, company := range companies {
			if strings.EqualFold(company, "PyLauncher") {
				continue
			}
			tags := registry.Keys(hive, root+`\`+company)
			slices.SortFunc(tags, compareTags)
			for _, tag := range tags {
				key := root + `\` + company + `\` + tag + `\InstallPath`
				r := registration{company, tag, registry.Value(hive, key, "ExecutablePath")}
				if dir := registry.Value(hive, key, ""); r.executable == "" && dir != "" && strings.EqualFold(company, pythonCore) {
					r.executable = filepath.Join(dir, "python.exe")
				}
				if !filepath.IsAbs(r.executable) {
					f.log(`the registry has %s\%s without the path of its executable`, company, tag)
					continue
				}
				r.executable = filepath.Clean(r.executable)
				all = append(all, r)
			}
		}
	}
	return all
}

// pythonCore is the company of python.org.
const pythonCore = "PythonCore"

func compareCompanies(a, b string) int {
	return cmp.Or(
		btoi(!strings.EqualFold(a, pythonCore))-btoi(!strings.EqualFold(b, pythonCore)),
		strings.Compare(strings.ToLower(a), strings.ToLower(b)),
	)
}

// compareTags puts 3.12 before 3.9, and 3.12 before 3.12-32.
func compareTags(a, b string) int {
	x, y := hintOfDirectory(strings.ToLower(a)), hintOfDirectory(strings.ToLower(b))
	return cmp.Or(slices.Compare(y.release, x.release), strings.Compare(strings.ToLower(a), strings.ToLower(b)))
}

// hint returns what the tag says. Of other companies it may say anything: those
// of conda are such as "Miniconda3-64". The last number counts for little, as an
// upgrade need not have registered itself.
func (r registration) hint() hint {
	h := hintOfDirectory(strings.ToLower(r.tag))
	if !strings.EqualFold(r.company, pythonCore) && !strings.HasPrefix(strings.ToLower(r.tag), h.implementation) {
		h.implementation = ""
	}
	h.release, h.exact = h.release[:min(len(h.release), 2)], false
	return h
}

// registered returns the candidates that the registry has.
func (s *survey) registered() []candidate {
	var all []candidate
	for _, r := range s.registrations() {
		if absent(r.executable) {
			s.log(`the registry has %s\%s, but there is no %s`, r.company, r.tag, r.executable)
			continue
		}
		if reason := s.passedOver(r.executable); reason != "" {
			s.log("%s is passed over: %s", r.executable, reason)
			continue
		}
		_, inside := environment.Containing(r.executable)
		all = append(all, s.newCandidate(r.executable, "registry", r.hint(), inside))
	}
	return all
}
