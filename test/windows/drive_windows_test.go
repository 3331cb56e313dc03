package windows

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/pyenvkit/pyenvkit/internal/lab"
)

// TestSubstitutedDrive makes an environment on a drive that is a directory, as
// those of subst are.
func TestSubstitutedDrive(t *testing.T) {
	t.Parallel()
	base, parent := newest(t), t.TempDir()
	const drive = "V:"
	lab.Drive(t, drive, parent)
	for range 2 {
		must(t, parent, "pyenvkit", "create", "-q", "--without-pip", "-p", base, drive+`\env`)
	}
	if got := names(t, parent); len(got) != 1 {
		t.Errorf("there are %q", got)
	}
	got := strings.TrimSpace(must(t, parent, python(drive+`\env`), "-c", "import sys; print(sys.prefix)"))
	if want := drive + `\env`; got != want {
		t.Errorf("the prefix is %s, want %s", got, want)
	}
	must(t, parent, python(filepath.Join(parent, "env")), "-c", "")
}

// TestRootOfADrive refuses to clear all of one.
func TestRootOfADrive(t *testing.T) {
	t.Parallel()
	base, parent := newest(t), t.TempDir()
	drive := filepath.VolumeName(parent) + `\`
	for _, args := range [][]string{{"--clear"}, {"--clear", "--force"}, {}} {
		refused(t, parent, append([]string{"create", "--without-pip", "-p", base, drive}, args...)...)
	}
}

// TestEmptyDrive makes an environment of all of one, whose root stays where it is.
func TestEmptyDrive(t *testing.T) {
	t.Parallel()
	base, dir, elsewhere := newest(t), t.TempDir(), t.TempDir()
	const drive = "W:"
	lab.Drive(t, drive, dir)
	for range 2 { // the second one over the first
		must(t, elsewhere, "pyenvkit", "create", "-q", "--without-pip", "-p", base, drive+`\`)
	}
	// Not its prefix: 3.14 calls it "W:", and warns that it should be another.
	got := strings.TrimSpace(must(t, elsewhere, python(drive+`\`), "-c", "import sys; print(sys.path[-1])"))
	if want := drive + `\Lib\site-packages`; got != want {
		t.Errorf("packages are in %s, want %s", got, want)
	}
	for _, name := range append(names(t, dir), names(t, filepath.Dir(dir))...) {
		if strings.Contains(name, ".pyenvkit-") {
			t.Errorf("%s is left over", name)
		}
	}
}
