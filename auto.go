package pyenvkit

import (
	"cmp"
	"errors"
	"hash/fnv"
	"path/filepath"
	"strconv"

	"github.com/pyenvkit/pyenvkit/activate"
	"github.com/pyenvkit/pyenvkit/environment"
	"github.com/pyenvkit/pyenvkit/hook"
	"github.com/pyenvkit/pyenvkit/platform"
	"github.com/pyenvkit/pyenvkit/trust"
)

// What a shell with `pyenvkit hook --auto` remembers, in variables that its
// children inherit.
const (
	// autoVariable holds the root of the environment that was activated because
	// of the directory. It stays when the user deactivates that one by hand, so
	// that it is left alone until the directory is left.
	autoVariable = "_PYENVKIT_AUTO"
	// toldVariable holds a hash of what the user was told last, so that it is said
	// once.
	toldVariable = "_PYENVKIT_TOLD"
)

// Auto returns the code by which a shell follows its directory: it activates the
// environment of the project there, if the user has allowed that, and leaves the
// one that it has activated. What the user has activated otherwise is left alone.
// At the start of a shell, which may have inherited all of this from another one,
// start is true. The notice is for the user; both may be empty.
func (k *Kit) Auto(shell string, start bool) (code, notice string, err error) {
	e, notice := k.here()
	auto, active := k.Finder.Env(autoVariable), k.Finder.Env("VIRTUAL_ENV")
	var parts []string
	add := func(part string, problem error) {
		parts, err = append(parts, part), cmp.Or(err, problem)
	}
	next := auto
	switch {
	case active != "" && active != auto:
		next = "" // the user's own
	case e.Root == "":
		if active != "" {
			add(k.leaveCode(shell))
		}
		next = ""
	case e.Root == auto && (!start || active == ""):
		// It is active in this shell, or the user has left it.
	default:
		code, problem := activate.Code(shell, values(e), k.lookup)
		if problem != nil {
			return "", "", problem
		}
		if start && active != "" && !activate.Told(shell) {
			// The parent's variables are here, and not its function "deactivate".
			add(k.leaveCode(shell))
		}
		add(code, nil)
		next = e.Root
	}
	changes := []activate.Variable{
		{Name: autoVariable, Value: next, Unset: next == ""},
		{Name: toldVariable, Value: digest(notice), Unset: notice == ""},
	}
	if digest(notice) == k.Finder.Env(toldVariable) {
		notice = ""
	}
	for _, c := range changes {
		if k.Finder.Env(c.Name) != c.Value {
			add(activate.Assign(shell, []activate.Variable{c}))
		}
	}
	if err != nil {
		return "", "", err
	}
	code, err = activate.Join(shell, parts...)
	return code, notice, err
}

// digest returns a short text that stands for another; "" for none.
func digest(text string) string {
	if text == "" {
		return ""
	}
	h := fnv.New64a()
	_, _ = h.Write([]byte(text)) // which never fails
	return strconv.FormatUint(h.Sum64(), 36)
}

// here returns the environment of the project in the current directory if it may be
// activated; else the zero value, and what there is to say.
func (k *Kit) here() (e Environment, notice string) {
	found, err := k.surroundings().Nearest(k.Finder.Dir)
	if none := (*environment.NoneError)(nil); errors.As(err, &none) {
		return Environment{}, ""
	}
	if err != nil {
		return Environment{}, err.Error()
	}
	decision, err := k.trust().Decide(subject(found))
	switch {
	case err != nil:
		return Environment{}, err.Error()
	case decision == trust.Allowed:
		return found, ""
	case decision == trust.Denied:
		return Environment{}, ""
	case decision == trust.Changed:
		return Environment{}, found.Source + " has changed; `pyenvkit allow` lets it be activated again"
	}
	return Environment{}, found.Source + " is not activated; `pyenvkit allow` allows it, `pyenvkit deny` ends this message"
}

// Allow lets the hook activate the environment of the project that a directory is
// in, until that is made anew or another one takes its place. Dir is a directory, "" for the
// current one.
func (k *Kit) Allow(dir string) (Environment, error) { return k.decide(dir, trust.List.Allow) }

// Deny keeps the hook from activating the environment of the project that a
// directory is in, and from mentioning it.
func (k *Kit) Deny(dir string) (Environment, error) { return k.decide(dir, trust.List.Deny) }

func (k *Kit) decide(dir string, as func(trust.List, trust.Subject) error) (Environment, error) {
	e, err := k.surroundings().Nearest(k.abs(dir))
	if err != nil {
		return Environment{}, err
	}
	list := k.trust()
	if list.Dir == "" {
		return Environment{}, &NoDataError{}
	}
	return e, as(list, subject(e))
}

// A Decision is what the user has decided about a project. Its JSON form is what
// `allow --list --json` prints.
type Decision struct {
	Project     string `json:"project"`
	Environment string `json:"environment"`
	// Decision is "allowed" or "denied".
	Decision string `json:"decision"`
}

// Decisions returns what the user has decided so far, sorted by project.
func (k *Kit) Decisions() ([]Decision, error) {
	all := []Decision{}
	entries, err := k.trust().Entries()
	for _, e := range entries {
		all = append(all, Decision{e.Project, e.Environment, e.Decision.String()})
	}
	return all, err
}

// Hook returns code for the file that a shell reads at its start: a function which
// calls program, the absolute path of this one, and has the shell evaluate what
// `activate` and `deactivate` print. With auto the shell follows its directory.
func Hook(shell, program string, auto bool) (string, error) {
	return hook.Code(shell, program, auto)
}

// HookLine returns the line by which a shell evaluates its hook, for the file that
// it reads at its start; ok is false where there is no hook.
func HookLine(shell string) (line string, ok bool) { return hook.Line(shell, false) }

// Failure returns code that does nothing but fail, for a shell that would else take
// no code for a success.
func Failure(shell string) string { return activate.Failure(shell) }

// trust returns what the user has allowed and denied.
func (k *Kit) trust() trust.List {
	if dir := platform.DataDir(k.Finder.Environ); dir != "" {
		return trust.List{Dir: filepath.Join(dir, "pyenvkit", "trust")}
	}
	return trust.List{}
}

// subject returns what is allowed when the environment of a project is.
func subject(e Environment) trust.Subject {
	return trust.Subject{Project: real(e.Project), Environment: real(e.Root), Fingerprint: e.Config.Fingerprint()}
}

// real returns a path without links, or as it is where it leads nowhere.
func real(path string) string {
	if r, err := platform.RealPath(path); err == nil {
		return r
	}
	return path
}

// A NoDataError reports that there is no place for what the user has decided.
type NoDataError struct{}

func (*NoDataError) Error() string { return "there is no directory for the data of the user" }

// Hints says the way out.
func (*NoDataError) Hints() []string {
	return []string{"set HOME (on Windows LocalAppData) to the directory of the user"}
}
