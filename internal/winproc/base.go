package winproc

const (
	configName  = "pyvenv.cfg"
	scriptsName = "Scripts"
)

// An Environment is what pyvenv.cfg says of one.
type Environment struct {
	// Config is the path of pyvenv.cfg.
	Config string
	// Home is the directory of the base interpreter.
	Home string
	// scripts is the directory of the executable that looked for it.
	scripts string
	// executable is the base interpreter, where pyvenv.cfg has it.
	executable string
}

// Find returns the environment of an executable: of the pyvenv.cfg in its
// directory or, if there is none, in the one above, as CPython's venvlauncher.c
// looks for it. A home that is no absolute path lies below pyvenv.cfg's directory.
// The problem is a [NoConfig] or a [BadConfig].
func Find(disk Disk, executable string) (Environment, *Problem) {
	scripts := Dir(executable)
	config := Join(scripts, configName)
	if disk.Stat(config) != nil {
		config = Join(Dir(scripts), configName)
		if err := disk.Stat(config); err != nil {
			return Environment{}, &Problem{NoConfig, "no " + configName + " beside " + executable +
				" or in the directory above " + Reason(err) + "; " + belongs(scripts)}
		}
	}
	text, err := disk.Read(config)
	if err != nil {
		return Environment{}, &Problem{BadConfig, "cannot read " + config + " " + Reason(err) +
			"; allow it, or " + again(Dir(config))}
	}
	home, found := value(text, "home")
	if !found || home == "" {
		return Environment{}, &Problem{BadConfig, "no line \"home = DIRECTORY\" in " + config + "; " + again(Dir(config))}
	}
	if hasNUL(home) {
		return Environment{}, &Problem{BadConfig, "a NUL byte in the home of " + config + "; " + again(Dir(config))}
	}
	environment := Environment{Config: config, Home: Join(Dir(config), home), scripts: scripts}
	environment.executable, _ = value(text, "executable")
	return environment, nil
}

// belongs is the way out for an executable that lies where no environment is.
func belongs(scripts string) string {
	if equalFold(Name(scripts), scriptsName) {
		return again(Dir(scripts))
	}
	return "it belongs into the " + scriptsName + " directory of an environment"
}

func hasNUL(text string) bool {
	for i := range len(text) {
		if text[i] == 0 {
			return true
		}
	}
	return false
}

// Base returns the path of the base executable. It has the name that pyvenv.cfg
// tells in "executable", so that free-threaded and debug builds need no
// executables of their own, or that of any Python, and is the form without a
// console where window asks for it and there is one. The problem is a [NoPython].
func (e Environment) Base(disk Disk, window bool) (string, *Problem) {
	if disk.Same(e.Home, e.scripts) {
		return "", &Problem{NoPython, "home = " + e.Home + " in " + e.Config +
			" is the environment itself; put its base Python's directory there, or " + again(Dir(e.Config))}
	}
	names := baseNames(Name(e.executable), window)
	for _, name := range names {
		if path := Join(e.Home, name); disk.Stat(path) == nil {
			return path, nil
		}
	}
	missing := Join(e.Home, names[len(names)-1])
	reason := ""
	if err := disk.Stat(missing); err != nil {
		reason = " " + Reason(err)
	}
	return "", &Problem{NoPython, "no Python at " + missing + ", the home in " + e.Config + reason +
		"; install that Python again, or " + again(Dir(e.Config))}
}

// baseNames returns the names that a base executable may have, best first.
func baseNames(executable string, window bool) []string {
	const plain, plainWindow = "python.exe", "pythonw.exe"
	if !hasExe(executable) {
		executable = plain
	}
	named := consoleName(executable)
	switch {
	case isVariant(named) && window:
		return []string{windowName(named), named}
	case isVariant(named):
		return []string{named}
	case window:
		return []string{windowName(named), plainWindow, named, plain}
	}
	return []string{named, plain}
}

// isVariant reports whether an executable is that of a free-threaded
// (python3.14t.exe) or a debug build (python_d.exe), beside which python.exe is
// another Python, with another ABI.
func isVariant(name string) bool {
	stem := Stem(name)
	threaded := len(stem) >= 2 && endsIn(stem, "t") && '0' <= stem[len(stem)-2] && stem[len(stem)-2] <= '9'
	return threaded || endsIn(stem, "_d")
}

// python is how the names of CPython's executables begin. Others, such as PyPy,
// have the "w" at the end.
const python = "python"

// windowName returns the name of the form without a console: pythonw3.14t.exe for
// python3.14t.exe.
func windowName(name string) string {
	if isPython(name) {
		return name[:len(python)] + "w" + name[len(python):]
	}
	return Stem(name) + "w.exe"
}

// consoleName returns the name of the form with a console.
func consoleName(name string) string {
	switch {
	case !IsWindow(name):
		return name
	case isPython(name):
		return name[:len(python)] + name[len(python)+1:]
	}
	stem := Stem(name)
	return stem[:len(stem)-1] + ".exe"
}

// IsWindow reports whether a path is named like an interpreter without a console.
func IsWindow(path string) bool {
	name := Name(path)
	if isPython(name) {
		return len(name) > len(python) && lower(name[len(python)]) == 'w'
	}
	return endsIn(Stem(name), "w")
}

// Redirects reports whether an interpreter may be one that only starts the base
// interpreter, by its name and whether there are libraries beside it: those of
// other makes than CPython, and copies of whole interpreters, are started as they
// are.
func Redirects(interpreter string, libraries bool) bool {
	return isPython(Name(interpreter)) && !libraries
}

func isPython(name string) bool {
	return len(name) >= len(python) && equalFold(name[:len(python)], python)
}
