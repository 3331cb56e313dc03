package release

import (
	"testing"

	"github.com/pyenvkit/pyenvkit/seed/wheel/wheeltest"
)

// project returns a wheel with a module and a program of one name. It says what it
// was told, framed as cowsay has it.
func project(t *testing.T, name string) []byte {
	t.Helper()
	const code = `import sys
def main():
    words = " ".join(sys.argv[1:]).removeprefix("-t ")
    print("  " + "_" * len(words), "| " + words + " |", "  " + "=" * len(words), sep="\n")
    for line in r"\.", r" \.", r"   ^__^.", r"   (oo)\_______.", r"   (__)\       )\/\.", r"       ||----w |.", r"       ||     ||.":
        print(" " * (len(words)) + line[:-1])
`
	return wheeltest.New(name, "6.1", wheeltest.Files{
		name + "/__init__.py":                    code,
		name + "/__main__.py":                    "from . import main\nmain()\n",
		name + "-6.1.dist-info/entry_points.txt": "[console_scripts]\n" + name + " = " + name + ":main\n",
	}).Zip(t, nil)
}
