package seed

import (
	"strings"

	"github.com/pyenvkit/pyenvkit/interp"
)

// launch is run by the Python of an environment that lies in another place
// than its final one. It takes the path of its interpreter in the final place,
// and arguments for pip. pip writes sys.executable into the scripts that it
// makes. The current directory must not be searched for modules: one called
// pip or runpy might lie there.
const launch = `import sys
sys.path[:] = [p for p in sys.path if p]
sys.executable = sys.argv.pop(1)
import runpy
runpy.run_module('pip', run_name='__main__', alter_sys=True)`

// UpgradeCommand returns the command line that upgrades the seed of an
// environment of f to the newest versions that the user's package index has
// for it, as --upgrade-deps of CPython's venv does: pip, and setuptools before
// Python 3.12. stagePython is the interpreter where the environment lies now,
// finalPython where it is going to lie. Only wheels are taken: to build another
// kind of package, pip would have to start finalPython. Run it with the
// variables of [UpgradeEnviron].
//
// pip of its own quotes no path, and in an environment of a source build it
// names the interpreter beside itself. So let the operations of [Seed.Ops]
// follow, which leave a newer pip in place and write its scripts.
func UpgradeCommand(f interp.Facts, stagePython, finalPython string) []string {
	names := []string{"pip"}
	if !f.Version.AtLeast(3, 12) {
		names = append(names, "setuptools")
	}
	command := []string{stagePython, "-c", launch, finalPython, "install", "--upgrade", "--only-binary", strings.Join(names, ",")}
	return append(command, names...)
}

// UpgradeEnviron returns the variables ("NAME=value") to run [UpgradeCommand]
// with: those of environ, among them pip's own settings for index, proxy and
// certificates, without what makes Python start differently or makes pip
// install into another place than the environment at stage.
func UpgradeEnviron(environ []string, stage string) []string {
	out := []string{"VIRTUAL_ENV=" + stage}
	for _, variable := range environ {
		name, _, _ := strings.Cut(variable, "=")
		switch strings.ToUpper(name) { // Windows knows no case here
		case "VIRTUAL_ENV", "PYTHONHOME", "PYTHONPATH", "__PYVENV_LAUNCHER__",
			"PIP_PYTHON", "PIP_TARGET", "PIP_PREFIX", "PIP_ROOT", "PIP_USER", "PIP_DRY_RUN":
			continue
		}
		out = append(out, variable)
	}
	return out
}
