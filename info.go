package pyenvkit

import (
	"cmp"
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/pyenvkit/pyenvkit/discover"
	"github.com/pyenvkit/pyenvkit/environment"
	"github.com/pyenvkit/pyenvkit/interp"
	"github.com/pyenvkit/pyenvkit/seed"
)

// An Info says what an environment is. Its JSON form is what `info --json` prints.
type Info struct {
	Schema int `json:"schema"`
	// Path is the absolute path of the environment.
	Path string `json:"path"`
	// Source is what led there: the path as it was given, "VIRTUAL_ENV", or the path
	// of a .venv. Project is the directory of that .venv; it is left out where there
	// is none.
	Source  string     `json:"source"`
	Project string     `json:"project,omitempty"`
	Python  InfoPython `json:"python"`
	Maker   Maker      `json:"maker"`
	// Prompt is the name that shells show.
	Prompt             string `json:"prompt"`
	SystemSitePackages bool   `json:"system_site_packages"`
	Relocatable        bool   `json:"relocatable"`
	// SitePackages are the directories of packages: one, or two where those with
	// compiled code have their own (purelib, platlib). It is empty where none can be
	// told.
	SitePackages []string `json:"site_packages"`
	// Pip is the version of pip, "" for none.
	Pip string `json:"pip"`
	// Packages are the distributions in SitePackages, by name.
	Packages []InfoPackage `json:"packages"`
	Size     Size          `json:"size"`
	// Active says that VIRTUAL_ENV leads to the environment.
	Active bool `json:"active"`
	// Problem says why the environment doesn't work, and Hints the way out; both are
	// left out where it does.
	Problem string   `json:"problem,omitempty"`
	Hints   []string `json:"hints,omitempty"`
}

// An InfoPython is the Python of an environment.
type InfoPython struct {
	// Version is the version of the language, as exactly as it is known: "3.12.1",
	// "3.12", or "" where nothing tells.
	Version string `json:"version"`
	// Implementation is sys.implementation.name, "" where nothing tells.
	Implementation string `json:"implementation"`
	// Executable is the absolute path of the interpreter in the environment, or where
	// it should be.
	Executable string `json:"executable"`
	// Base is the absolute path of the base interpreter, and BasePrefix its
	// installation; each is "" where it can't be told. BaseExists is false for one that is gone.
	Base       string `json:"base"`
	BasePrefix string `json:"base_prefix"`
	BaseExists bool   `json:"base_exists"`
}

// A Maker is the program that has made an environment.
type Maker struct {
	// Name is "venv", "virtualenv", "uv" or "pyenvkit", "" where nothing tells.
	Name string `json:"name"`
	// Version is that of the program, "" where it is not recorded.
	Version string `json:"version"`
}

// An InfoPackage is a distribution in an environment.
type InfoPackage struct {
	Package
	// Installer is the program that has put it in, as far as that has said so.
	Installer string `json:"installer,omitempty"`
	// Editable is the directory of the sources that it is used from; it is left out
	// for what is used from where it is installed.
	Editable string `json:"editable,omitempty"`
}

// Info says what an environment is, which env names as for [Kit.Environment]. Nothing
// of it is run but, for the facts, its interpreter (isolated, without site), and that only where
// the cache doesn't have them. One that is broken has an Info as well, by what pyvenv.cfg and
// the directories say; the errors are those of [Kit.Environment] for others.
func (k *Kit) Info(ctx context.Context, env string) (*Info, error) {
	i, err := k.Outline(ctx, env)
	if err != nil {
		return nil, err
	}
	for _, dir := range i.SitePackages {
		for _, item := range seed.Inventory(dir) {
			i.Packages = append(i.Packages, InfoPackage{Package{item.Name, item.Version}, item.Installer, item.Editable})
		}
	}
	slices.SortStableFunc(i.Packages, func(a, b InfoPackage) int { return cmp.Compare(a.Name, b.Name) })
	for _, p := range i.Packages {
		if p.Name == "pip" {
			i.Pip = p.Version
			break
		}
	}
	i.Size = measure(i.Path)
	return i, nil
}

// Outline is Info without what is to be looked for among the files: Pip, Packages
// and Size are empty.
func (k *Kit) Outline(ctx context.Context, env string) (*Info, error) {
	e, err := k.Environment(env)
	broken := (*environment.BrokenError)(nil)
	if errors.As(err, &broken) {
		e = broken.Environment
	} else if err != nil {
		return nil, err
	}
	i := &Info{
		Schema: Schema, Path: e.Root, Source: e.Source, Project: e.Project,
		Prompt: e.Prompt(), SystemSitePackages: e.Config.SystemSitePackages(), Relocatable: e.Config.Relocatable(),
		SitePackages: []string{}, Packages: []InfoPackage{},
		Active: k.isActive(e.Root),
	}
	i.Maker.Name, i.Maker.Version = e.Config.Maker()
	var facts interp.Facts
	if broken == nil {
		facts, err = k.factsOf(ctx, e)
	}
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	i.Python = pythonOf(e, facts)
	switch {
	case broken != nil:
		i.trouble(broken)
	case !i.Python.BaseExists && i.Python.Base != "":
		i.trouble(&environment.BrokenError{Environment: e, Reason: "its Python is gone: there is no " + i.Python.Base})
	case err != nil:
		i.trouble(err)
	}
	for _, dir := range sites(e.Root, facts.Paths) {
		i.SitePackages = append(i.SitePackages, filepath.Join(e.Root, filepath.FromSlash(dir)))
	}
	return i, nil
}

// trouble takes over an error.
func (i *Info) trouble(err error) {
	i.Problem = err.Error()
	if hinting := interface{ Hints() []string }(nil); errors.As(err, &hinting) {
		i.Hints = hinting.Hints()
	}
}

// factsOf returns the facts of the base of an environment. It is no error that a
// Python is too old to make environments of, which is not asked; its facts are zero.
func (k *Kit) factsOf(ctx context.Context, e Environment) (interp.Facts, error) {
	if r := e.Config.Release(); r != nil && slices.Compare(r, []int{3, 6}) < 0 {
		return interp.Facts{}, nil
	}
	f, err := k.Finder.Probe(ctx, e.Interpreter)
	if old := (*discover.UnusableError)(nil); errors.As(err, &old) && old.Version != (interp.Version{}) {
		return interp.Facts{Version: old.Version}, nil
	}
	return f, err
}

// pythonOf says what is known of the Python of an environment: by its facts, and
// without them by pyvenv.cfg.
func pythonOf(e Environment, f interp.Facts) InfoPython {
	p := InfoPython{
		Version: e.Config.Version(), Implementation: strings.ToLower(e.Config.Get("implementation")),
		Executable: e.Interpreter, Base: f.Executable, BasePrefix: f.BasePrefix, BaseExists: f.Executable != "",
	}
	if f.Version != (interp.Version{}) {
		p.Version = f.Version.String()
	}
	if f.Executable != "" {
		p.Implementation = f.Implementation
		return p
	}
	p.BasePrefix = e.Config.Get("base-prefix")
	for _, base := range e.Bases() {
		info, err := os.Stat(base)
		exists := err == nil && info.Mode().IsRegular()
		if p.Base == "" || exists {
			p.Base, p.BaseExists = base, exists
		}
		if exists {
			break
		}
	}
	return p
}

// isActive reports whether VIRTUAL_ENV leads to the environment at root, by
// whatever path.
func (k *Kit) isActive(root string) bool {
	active := k.Finder.Env("VIRTUAL_ENV")
	if active == "" {
		return false
	}
	same, _ := encloses(root, k.abs(active))
	return same
}
