package pyenvkit

import (
	"cmp"

	"github.com/pyenvkit/pyenvkit/apply"
	"github.com/pyenvkit/pyenvkit/interp"
	"github.com/pyenvkit/pyenvkit/plan"
	"github.com/pyenvkit/pyenvkit/seed"
)

// A Request is what a user asks of one environment.
type Request struct {
	// Dir is where it is to be, absolute or relative to the Kit's directory.
	Dir string
	// Python says which base interpreter: "3.12", ">=3.10,<3.13", "pypy3.10",
	// "3.13t", the name of an executable, or the path of an executable, an
	// environment or an installation. "" leaves it to the project
	// (.python-version, requires-python), an active environment, or PATH.
	Python string
	// Facts, if set, are those of the base interpreter, which may be on another
	// machine, and Python is not looked at. There is only a Preview then.
	Facts *interp.Facts
	// Prompt is the name that shells show; nil for that of the directory, "."
	// for that of the current directory.
	Prompt *string

	SystemSitePackages bool // see the packages of the base
	Copies             bool // copy the interpreter rather than link to it
	Symlinks           bool // link to the interpreter also where redirectors are usual (Windows)
	WithoutPip         bool // leave pip out
	// LinkMode says how pip gets from the cache into the environment: "auto"
	// (or ""), "clone", "hardlink", "copy" or "symlink".
	LinkMode string
	// Bytecode says when pip is compiled: "auto" (or "") for when the second
	// environment of a kind is made, "always", or "never".
	Bytecode string

	// EntryPoints says what the scripts of pip are: "auto" (or "") for what the
	// system can run, "script" or "launcher".
	EntryPoints string
	// Redirector says which program stands for the interpreter in an environment
	// on Windows: "pyenvkit" (or "") or the base's own, "cpython".
	Redirector string
	// Relocatable makes all independent of the place that can be, so that the
	// environment may be moved, copied, or mounted elsewhere. One that is so already
	// stays so unless EntryPoints says something else.
	Relocatable bool

	WithoutScmIgnore bool // leave .gitignore out
	UpgradeDeps      bool // let pip upgrade itself from the user's index

	Clear   bool // delete what is there first
	Upgrade bool // move an existing environment to this base, keep its activators

	// AllowExisting uses a directory that is not empty and no environment.
	AllowExisting bool
	// Force lets Clear delete a directory that is no environment, and lets
	// AllowExisting replace files that stand in the way.
	Force bool
	// Loose follows the rules of `python -m venv` for existing directories: any
	// is used as it is, and Clear clears any.
	Loose bool
}

// choices are the words of a request that stand for something else.
type choices struct {
	links       apply.LinkMode
	bytecode    seed.Policy
	entryPoints seed.EntryPoints
}

// The words for redirectors.
const (
	ownRedirector  = "pyenvkit"
	baseRedirector = "cpython"
)

// choices reads the words of the request.
func (r Request) choices() (c choices, err error) {
	c.bytecode = seed.Policy(cmp.Or(r.Bytecode, string(seed.Auto)))
	switch c.bytecode {
	case seed.Auto, seed.Always, seed.Never:
	default:
		return c, &ChoiceError{"bytecode", r.Bytecode, []string{"auto", "always", "never"}}
	}
	links, ok := apply.ParseLinkMode(cmp.Or(r.LinkMode, apply.LinkAuto.String()))
	if !ok {
		return c, &ChoiceError{"link-mode", r.LinkMode, apply.LinkModes()}
	}
	c.links = links
	c.entryPoints = seed.EntryPoints(cmp.Or(r.EntryPoints, string(seed.AutoEntryPoints)))
	switch c.entryPoints {
	case seed.AutoEntryPoints, seed.ScriptEntryPoints, seed.LauncherEntryPoints:
	default:
		return c, &ChoiceError{"entry-points", r.EntryPoints, []string{"auto", "script", "launcher"}}
	}
	if r.Relocatable && c.entryPoints == seed.ScriptEntryPoints {
		return c, &ConflictError{"--relocatable", "--entry-points script", r.Loose}
	}
	switch r.Redirector {
	case "", ownRedirector, baseRedirector:
	default:
		return c, &ChoiceError{"redirector", r.Redirector, []string{ownRedirector, baseRedirector}}
	}
	return c, nil
}

// environment returns the part of the request that is about what will be in
// the environment at root.
func (r Request) environment(root, workDir string) plan.Request {
	return plan.Request{
		Root:               root,
		WorkDir:            workDir,
		SystemSitePackages: r.SystemSitePackages,
		Copies:             r.Copies,
		Symlinks:           r.Symlinks,
		BaseRedirector:     r.Redirector == baseRedirector,
		EntryPoints:        r.EntryPoints,
		Relocatable:        r.Relocatable,
		NoPip:              r.WithoutPip,
		Prompt:             r.Prompt,
		NoScmIgnore:        r.WithoutScmIgnore,
		Upgrade:            r.Upgrade,
	}
}
