package seed

import (
	"fmt"
	"strings"

	"github.com/pyenvkit/pyenvkit/interp"
	"github.com/pyenvkit/pyenvkit/seed/wheel"
)

// bodies are what pip writes below the shebang of a script, by the version of
// pip that it begins with (pip/_internal/operations/install/wheel.py, and
// SCRIPT_TEMPLATE of the distlib that it vendors). The first %s is the module,
// the second the name to import, the third the object to call.
var bodies = []struct{ since, text string }{
	{"26.0", `import sys
from %s import %s
if __name__ == '__main__':
    sys.argv[0] = sys.argv[0].removesuffix('.exe')
    sys.exit(%s())
`},
	{"25.2", `import sys
from %s import %s
if __name__ == '__main__':
    if sys.argv[0].endswith('.exe'):
        sys.argv[0] = sys.argv[0][:-4]
    sys.exit(%s())
`},
	{"19.3", `# -*- coding: utf-8 -*-
import re
import sys
from %s import %s
if __name__ == '__main__':
    sys.argv[0] = re.sub(r'(-script\.pyw|\.exe)?$', '', sys.argv[0])
    sys.exit(%s())
`},
	{"19.0", `# -*- coding: utf-8 -*-
import re
import sys

from %s import %s

if __name__ == '__main__':
    sys.argv[0] = re.sub(r'(-script\.pyw?|\.exe)?$', '', sys.argv[0])
    sys.exit(%s())
`},
	{"", `
# -*- coding: utf-8 -*-
import re
import sys

from %s import %s

if __name__ == '__main__':
    sys.argv[0] = re.sub(r'(-script\.pyw?|\.exe)?$', '', sys.argv[0])
    sys.exit(%s())
`},
}

// body returns the part below the shebang of a script that calls e, as pip of
// the given version writes it.
func body(e wheel.EntryPoint, pip string) string {
	imported, _, _ := strings.Cut(e.Attr, ".")
	text := bodies[len(bodies)-1].text
	for _, b := range bodies[:len(bodies)-1] {
		if compare(pip, b.since) >= 0 {
			text = b.text
			break
		}
	}
	return fmt.Sprintf(text, e.Module, imported, e.Attr)
}

// unversioned takes the version of a Python off the name of a script:
// "pip3.12" and "pip3" are "pip", "easy_install-3.12" is "easy_install".
func unversioned(name string) (base string, ok bool) {
	base = strings.TrimRight(name, "0123456789.")
	number := name[len(base):]
	major, minor, dotted := strings.Cut(number, ".")
	if major == "" || dotted && minor == "" || strings.Contains(minor, ".") {
		return "", false
	}
	switch {
	case base == "pip":
		return base, true
	case base == "easy_install-" && dotted:
		return "easy_install", true
	}
	return "", false
}

// forVersion returns the scripts that pip writes for those that a wheel asks
// for. Wheels of pip and of old setuptools name scripts after the Python that
// they were built with; pip leaves these out, and writes them for the Python
// that it runs on (get_console_script_specs in the file named above).
func forVersion(asked []wheel.EntryPoint, v interp.Version) []wheel.EntryPoint {
	variants := map[string][]string{
		"pip":          {"pip", fmt.Sprintf("pip%d", v.Major), "pip" + v.Short()},
		"easy_install": {"easy_install", "easy_install-" + v.Short()},
	}
	present := map[string]bool{}
	for _, e := range asked {
		present[e.Name] = true
	}
	var scripts []wheel.EntryPoint
	for _, e := range asked {
		if base, ok := unversioned(e.Name); ok && present[base] {
			continue
		}
		names := variants[e.Name]
		if names == nil {
			names = []string{e.Name}
		}
		for _, name := range names {
			scripts = append(scripts, wheel.EntryPoint{Name: name, Module: e.Module, Attr: e.Attr})
		}
	}
	return scripts
}

// fromPurelib returns the path of a directory of the environment relative to
// its purelib, as RECORD has it: "../../../bin".
func fromPurelib(f interp.Facts, dir string) string {
	return strings.Repeat("../", strings.Count(f.Paths.Purelib, "/")+1) + dir
}
