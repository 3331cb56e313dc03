package windows

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// where prints the prefix of an interpreter in ASCII.
const where = "import sys; print(ascii(sys.prefix))"

// TestHostilePlaces makes environments where names are unusual, from a directory
// of this process and by absolute paths, and starts them.
func TestHostilePlaces(t *testing.T) {
	t.Parallel()
	base, parent := newest(t), t.TempDir()
	for _, name := range []string{
		"spaces  in it", "Привет мир", "a&b !%^()'x", "%PATH%", "^^!x!", "日本 é", "a=b,c", "-dash", "#", "[x]{y}~`@$+",
	} {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(parent, name)
			must(t, parent, "pyenvkit", "create", "-q", "--without-pip", "-p", base, "--", name)
			want := strings.TrimSpace(must(t, parent, base, "-c", "import sys; print(ascii(sys.argv[1]))", dir))
			if got := strings.TrimSpace(must(t, parent, python(dir), "-c", where)); got != want {
				t.Errorf("the prefix is %s, want %s", got, want)
			}
		})
	}
	t.Run("none of them left anything", func(t *testing.T) {
		for _, name := range names(t, parent) {
			if strings.Contains(name, ".pyenvkit-") {
				t.Errorf("%s is left over", name)
			}
		}
	})
}

// TestFormsOfPaths names one directory in the ways that Windows has for it.
func TestFormsOfPaths(t *testing.T) {
	t.Parallel()
	base, parent := newest(t), t.TempDir()
	drive := filepath.VolumeName(parent)
	for form, path := range map[string]string{
		"slashes":           filepath.ToSlash(filepath.Join(parent, "slashes")) + "/",
		"rooted":            strings.TrimPrefix(filepath.Join(parent, "rooted"), drive),
		"relative to drive": drive + "relative to drive",
		"extended":          `\\?\` + filepath.Join(parent, "extended"),
		"trailing dots":     filepath.Join(parent, "trailing dots") + "...",
		"up and down":       filepath.Join(parent, "x") + `\..\up and down`,
	} {
		t.Run(form, func(t *testing.T) {
			dir := filepath.Join(parent, form)
			must(t, parent, "pyenvkit", "create", "-q", "--without-pip", "-p", base, path)
			if _, err := os.Stat(filepath.Join(dir, "pyvenv.cfg")); err != nil {
				t.Fatal(err)
			}
			got := strings.TrimSpace(must(t, parent, python(dir), "-c", "import sys; print(sys.prefix)"))
			if !strings.EqualFold(got, dir) {
				t.Errorf("the prefix is %s, want %s", got, dir)
			}
		})
	}
}

// TestCapitalsAreNoOtherName finds an environment under a name with other capitals.
func TestCapitalsAreNoOtherName(t *testing.T) {
	t.Parallel()
	base, parent := newest(t), t.TempDir()
	must(t, parent, "pyenvkit", "create", "-q", "--without-pip", "-p", base, "env")
	if r := run(t, parent, nil, "pyenvkit", "create", "--without-pip", "-p", base, "ENV"); r.code != 0 || !strings.HasPrefix(r.stderr, "updated ") {
		t.Errorf("it ends with %d and says %q", r.code, r.stderr)
	}
	if got := names(t, parent); len(got) != 1 || got[0] != "env" {
		t.Errorf("there are %q", got)
	}
}

// TestImpossiblePlaces says what is wrong with a place, and leaves nothing.
func TestImpossiblePlaces(t *testing.T) {
	t.Parallel()
	base, parent := newest(t), t.TempDir()
	if err := os.WriteFile(filepath.Join(parent, "file"), []byte("mine"), 0o666); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"a*b":             `no name on Windows holds '*'`,
		"a?b":             `no name on Windows holds '?'`,
		`a"b`:             `no name on Windows holds '"'`,
		"a<b":             `no name on Windows holds '<'`,
		"xx:y":            `no name on Windows holds ':'`,
		"a;b":             `holds ';', which separates the entries of PATH`,
		"NUL":             `it is the name of a device`,
		`con\env`:         `it is the name of a device`,
		"aux.txt":         `it is the name of a device`,
		"file":            `is a file, not a directory`,
		`file\below`:      `is not a directory`,
		`Q:\env`:          `there is no Q:\`,
		`\\nowhere\x\env`: `there is no \\nowhere\x`,
	} {
		if said := refused(t, parent, "create", "--without-pip", "-p", base, name); !strings.Contains(said, want) {
			t.Errorf("%s: it says\n%swant %s", name, said, want)
		}
	}
	if got := names(t, parent); len(got) != 1 {
		t.Errorf("there are %q", got)
	}
}

// TestLongPath makes an environment far beyond MAX_PATH. Its Python is CPython's
// matter: whether it starts there depends on a setting of Windows.
func TestLongPath(t *testing.T) {
	t.Parallel()
	base, parent := newest(t), t.TempDir()
	long := parent
	for range 4 {
		long = filepath.Join(long, strings.Repeat("d", 100))
	}
	for range 2 { // the second one over the first
		must(t, parent, "pyenvkit", "create", "-q", "-p", base, long)
	}
	if _, err := os.Stat(filepath.Join(long, "Lib", "site-packages", "pip", "__init__.py")); err != nil {
		t.Error(err)
	}
	must(t, parent, "pyenvkit", "create", "-q", "--clear", "--without-pip", "-p", base, long)
	if got := names(t, filepath.Dir(long)); len(got) != 1 {
		t.Errorf("there are %q", got)
	}
}

// TestJunction makes environments in a directory that is reached through a
// junction, and where one is already.
func TestJunction(t *testing.T) {
	t.Parallel()
	base, parent := newest(t), t.TempDir()
	target, junction := filepath.Join(parent, "target"), filepath.Join(parent, "junction")
	if err := os.Mkdir(target, 0o777); err != nil {
		t.Fatal(err)
	}
	run(t, parent, nil, "cmd", "/d", "/c", "mklink", "/j", junction, target)
	if _, err := os.Stat(junction); err != nil {
		t.Skip("missing: junctions, which Wine can't make: ", err)
	}
	for _, place := range []string{filepath.Join(junction, "env"), filepath.Join(junction, "env"), junction} {
		must(t, parent, "pyenvkit", "create", "-q", "--without-pip", "--allow-existing", "-p", base, place)
		if got := strings.TrimSpace(must(t, parent, python(place), "-c", "import sys; print(sys.prefix)")); got != place {
			t.Errorf("the prefix is %s, want %s", got, place)
		}
	}
	if info, err := os.Lstat(junction); err != nil || info.Mode()&os.ModeIrregular == 0 {
		t.Errorf("the junction is gone: %v (%v)", info, err)
	}
	if got := names(t, parent); len(got) != 2 {
		t.Errorf("there are %q", got)
	}
}

// TestShare makes an environment on a network share.
func TestShare(t *testing.T) {
	t.Parallel()
	base, parent := newest(t), t.TempDir()
	drive := filepath.VolumeName(parent)
	share := `\\localhost\` + strings.ToLower(drive[:1]) + `$` + strings.TrimPrefix(parent, drive)
	if _, err := os.Stat(share); err != nil {
		t.Skip("missing: the administrative share of this machine, which Wine has not: ", err)
	}
	env := filepath.Join(share, "env")
	for range 2 {
		must(t, parent, "pyenvkit", "create", "-q", "-p", base, env)
	}
	if got := strings.TrimSpace(must(t, parent, python(env), "-c", "import sys; print(sys.prefix)")); got != env {
		t.Errorf("the prefix is %s, want %s", got, env)
	}
}
