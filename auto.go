package pyenvkit

import (
	"errors"
	"hash/fnv"
	"os"
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
	// of the directory, projectVariable the project that it was activated for. They
	// stay when the user deactivates that one by hand, so that it is left alone
	// until the project is left.
	autoVariable    = "_PYENVKIT_AUTO"
	projectVariable = "_PYENVKIT_PROJECT"
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
	entry := ""
	if e.Root != "" {
		var problem error
		if entry, problem = activate.Code(shell, values(e), k.lookup); problem != nil {
			e, notice = Environment{}, problem.Error()
		}
	}
	was, active := k.Finder.Env(autoVariable), k.Finder.Env("VIRTUAL_ENV")
	ours := active != "" && filepath.Clean(active) == filepath.Clean(was)
	stays := e.Root == was && (ours || e.Project == k.Finder.Env(projectVariable))
	var pieces []string
	if ours && (e.Root == "" || start && !activate.Told(shell)) {
		// At the start of a shell the variables of its parent are there, and not its
		// function "deactivate".
		leave, err := k.leaveCode(shell)
		if err != nil {
			return "", "", err
		}
		pieces = append(pieces, leave)
	}
	switch {
	case active != "" && !ours:
		e = Environment{} // the user's own stays
	case e.Root != "" && (!stays || ours && start):
		pieces = append(pieces, entry)
	}
	changes, notice := k.remember(e, notice)
	assignments, err := activate.Assign(shell, changes)
	if err != nil {
		return "", "", err
	}
	if len(changes) > 0 {
		pieces = append(pieces, assignments)
	}
	code, err = activate.Join(shell, pieces...)
	return code, notice, err
}

// remember returns the changes to what a shell remembers, and the notice, unless the
// user has it.
func (k *Kit) remember(e Environment, notice string) (changes []activate.Variable, news string) {
	if digest(notice) != k.Finder.Env(toldVariable) {
		news = notice
	}
	for _, v := range []activate.Variable{
		{Name: autoVariable, Value: e.Root},
		{Name: projectVariable, Value: e.Project},
		{Name: toldVariable, Value: digest(notice)},
	} {
		if v.Unset = v.Value == ""; v.Value != k.Finder.Env(v.Name) {
			changes = append(changes, v)
		}
	}
	return changes, news
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
	decision, trustErr := k.trust().Decide(subject(found))
	switch {
	case decision == trust.Denied:
		return Environment{}, ""
	case err != nil:
		return Environment{}, err.Error()
	case trustErr != nil:
		return Environment{}, trustErr.Error()
	case decision == trust.Allowed:
		return found, ""
	}
	path := environment.Shown(found.Source)
	if environment.Strange(found.Source, k.Finder.Dir) {
		return Environment{}, path + " belongs to another user, and is not activated; `pyenvkit deny` ends this message"
	}
	if decision == trust.Changed {
		return Environment{}, path + " has changed; `pyenvkit allow` lets it be activated again"
	}
	return Environment{}, path + " is not activated; `pyenvkit allow` allows it, `pyenvkit deny` ends this message"
}

// Allow lets the hook activate the environment of the project that a directory is
// in, until that is made anew or another one takes its place. Dir is a directory, or
// "" for the current one, where the environment of a stranger is not meant: that is
// an [*environment.StrangerError].
func (k *Kit) Allow(dir string) (Environment, error) {
	e, err := k.project(dir)
	if err != nil {
		return Environment{}, err
	}
	if dir == "" && environment.Strange(e.Source, k.Finder.Dir) {
		return Environment{}, &environment.StrangerError{Path: e.Source}
	}
	return e, k.trust().Allow(subject(e))
}

// Deny keeps the hook from activating the environment of the project that a
// directory is in, and from mentioning it, also one that is none or broken.
func (k *Kit) Deny(dir string) (Environment, error) {
	e, err := k.project(dir)
	if err != nil && e.Project == "" {
		return Environment{}, err
	}
	return e, k.trust().Deny(subject(e))
}

// project returns the environment of the project that a directory is in. With an
// error it has the Project and the Source as far as there is one.
func (k *Kit) project(dir string) (Environment, error) {
	if k.trust().Dir == "" {
		return Environment{}, &NoDataError{}
	}
	dir = k.abs(dir)
	if _, err := os.Stat(dir); err != nil {
		return Environment{}, &environment.MissingError{Path: dir}
	}
	return k.surroundings().Nearest(dir)
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
// no code for a success. With "", for a shell that is not known, most fail.
func Failure(shell string) string {
	if shell == "" {
		return "false\n"
	}
	return activate.Failure(shell)
}

// trust returns what the user has allowed and denied.
func (k *Kit) trust() trust.List {
	if dir := platform.DataDir(k.Finder.Environ); dir != "" {
		return trust.List{Dir: filepath.Join(dir, "pyenvkit", "trust")}
	}
	return trust.List{}
}

// subject returns what is allowed when the environment of a project is.
func subject(e Environment) trust.Subject {
	return trust.Subject{Project: real(e.Project), Environment: real(e.Root), Fingerprint: e.Config.Fingerprint() + owners(e)}
}

// owners names those others to whom the project, the environment or its directory of
// executables belongs. Whoever makes the same once more, where the user had it, is not
// who was trusted.
func owners(e Environment) (text string) {
	for _, path := range []string{e.Project, e.Root, filepath.Join(e.Root, e.Bin)} {
		if info, err := os.Stat(path); err == nil && !platform.Trusted(info) {
			uid, _, _ := platform.Owner(info)
			text += "." + strconv.Itoa(uid)
		}
	}
	return text
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
