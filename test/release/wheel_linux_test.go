package release

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/pyenvkit/pyenvkit/internal/lab"
)

// wheels returns the directory of the wheels of a release with one archive, which
// holds the program and what a wheel takes besides.
func wheels(t *testing.T, platform, program string) string {
	t.Helper()
	var buffer bytes.Buffer
	compressed := gzip.NewWriter(&buffer)
	w := tar.NewWriter(compressed)
	for name, content := range map[string]string{
		"pyenvkit": program, "LICENSE": read(t, "LICENSE"), "NOTICES": read(t, "NOTICES"), "README.md": read(t, "README.md"),
	} {
		err := w.WriteHeader(&tar.Header{Name: name, Mode: 0o755, Size: int64(len(content))})
		if err == nil {
			_, err = w.Write([]byte(content))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(w.Close(), compressed.Close()); err != nil {
		t.Fatal(err)
	}
	dist := &mirror{dir: t.TempDir()}
	dist.add(t, "pyenvkit_"+version+"_"+platform+".tar.gz", buffer.Bytes())
	cmd := exec.CommandContext(t.Context(), lab.Program(t, "go"), "run", "./internal/release/wheel", dist.dir)
	cmd.Dir = repository
	if status, said := run(t, cmd); status != 0 {
		t.Fatal(said)
	}
	return filepath.Join(dist.dir, "wheels")
}

// only returns the one path that a pattern matches.
func only(t *testing.T, pattern ...string) string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(pattern...))
	if err != nil || len(found) != 1 {
		t.Fatalf("%d files are %s (%v)", len(found), filepath.Join(pattern...), err)
	}
	return found[0]
}

// own returns the name by which archives know this machine.
func own() string {
	if runtime.GOARCH == "arm" {
		return "linux_armv7"
	}
	return "linux_" + runtime.GOARCH
}

// A pythonista is somebody with a home directory of their own who installs by pip.
type pythonista struct {
	dir string
	env []string
}

func newPythonista(t *testing.T) *pythonista {
	t.Helper()
	dir := t.TempDir()
	return &pythonista{dir, []string{
		"HOME=" + dir, "PATH=/usr/bin:/bin", "PYTHONDONTWRITEBYTECODE=1", "PYTHONUSERBASE=" + filepath.Join(dir, "user"),
		"PIP_CONFIG_FILE=" + os.DevNull, "PIP_NO_INDEX=1", "PIP_DISABLE_PIP_VERSION_CHECK=1", "PIP_ROOT_USER_ACTION=ignore",
	}}
}

// do runs a command and fails the test unless it has the status and says the words.
func (p *pythonista) do(t *testing.T, wantStatus int, words string, argv ...string) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), argv[0], argv[1:]...)
	cmd.Dir, cmd.Env = p.dir, p.env
	status, said := run(t, cmd)
	if status != wantStatus || !strings.Contains(said, words) {
		t.Errorf("%q: status %d, want %d and %q; it says\n%s", argv, status, wantStatus, words, said)
	}
}

// with returns somebody whose Python also looks for packages elsewhere.
func (p *pythonista) with(path string) *pythonista {
	return &pythonista{p.dir, append(append([]string{}, p.env...), "PYTHONPATH="+path)}
}

// TestWheelInEnvironments has every Python install the wheel into an environment of
// ours by the pip that came with it, and remove it.
func TestWheelInEnvironments(t *testing.T) {
	t.Parallel()
	program := build(t)
	wheel := only(t, wheels(t, own(), program), "*.whl")
	for _, python := range lab.Pythons(t) {
		t.Run(strings.ReplaceAll(strings.TrimPrefix(python, "/"), "/", "_"), func(t *testing.T) {
			t.Parallel()
			p := newPythonista(t)
			made := filepath.Join(p.dir, "pyenvkit")
			lab.WriteFile(t, made, program, 0o755)
			env := filepath.Join(p.dir, "an env")
			p.do(t, 0, "", made, "create", "--quiet", "-p", python, env)
			bin := filepath.Join(env, "bin")
			python, installed := filepath.Join(bin, "python"), filepath.Join(bin, "pyenvkit")
			before := lab.Tree(t, env)

			p.do(t, 0, "Successfully installed pyenvkit-"+version, python, "-m", "pip", "install", wheel)
			p.do(t, 0, "", python, "-m", "pip", "check")
			p.do(t, 0, "pyenvkit ", installed, "--version")
			p.do(t, 0, "pyenvkit ", python, "-m", "pyenvkit", "--version")
			p.do(t, 0, installed, python, "-c", "import pyenvkit; print(pyenvkit.find_pyenvkit_bin())")
			p.do(t, 0, "", python, "-m", "pyenvkit", "create", "--quiet", "--without-pip", "-p", python, "another")
			p.do(t, 7, "it's \"a\" $HOME\n", python, "-m", "pyenvkit", "run", "-e", "another", "python", "-c", "import sys; print(sys.argv[1]); sys.exit(7)", `it's "a" $HOME`)
			// No signal is ignored that Python ignores.
			p.do(t, 0, "SigIgn:\t0000000000000000\n", "env", "--default-signal", python, "-m", "pyenvkit", "run", "-e", "another", "--", "cat", "/proc/self/status")
			p.do(t, 2, "--nonsense", python, "-m", "pyenvkit", "--nonsense")

			p.do(t, 0, "", python, "-m", "pip", "uninstall", "--yes", "pyenvkit")
			same(t, before, env)
		})
	}
}

// newestPip returns what a Python that is given it as a program runs as pip.
func newestPip(t *testing.T) string {
	t.Helper()
	pip, err := filepath.Abs(filepath.Join(only(t, repository, "seed", "wheels", "pip-2[6-9]*.whl"), "pip"))
	if err != nil {
		t.Fatal(err)
	}
	return pip
}

// find returns the one file of a name below a directory.
func find(t *testing.T, dir, name string) string {
	t.Helper()
	var found []string
	for path := range lab.Tree(t, dir) {
		if info, err := os.Lstat(filepath.Join(dir, path)); err == nil && info.Mode().IsRegular() && filepath.Base(path) == name {
			found = append(found, filepath.Join(dir, path))
		}
	}
	if len(found) != 1 {
		t.Fatalf("%s are %q", name, found)
	}
	return found[0]
}

// TestWheelElsewhere installs by a Python that is no environment, which may have
// another idea of where things belong than others (Debian's has), and looks for the
// program from there.
func TestWheelElsewhere(t *testing.T) {
	t.Parallel()
	const said, show = "pyenvkit v" + version, "import pyenvkit; print(pyenvkit.find_pyenvkit_bin())"
	wheel, pip := only(t, wheels(t, own(), program), "*.whl"), newestPip(t)
	for _, python := range []string{lab.Program(t, "/usr/bin/python3"), lab.Python(t)} {
		p := newPythonista(t)
		install := func(where ...string) {
			t.Helper()
			p.do(t, 0, "Successfully installed", append([]string{python, pip, "install", "--break-system-packages", "--ignore-installed", wheel}, where...)...)
		}
		site := func(prefix string) string {
			t.Helper()
			return filepath.Dir(filepath.Dir(find(t, prefix, "__main__.py")))
		}

		target := filepath.Join(p.dir, "a", "b", "target")
		install("--target", target)
		p.with(target).do(t, 0, said, python, "-m", "pyenvkit")
		p.with(target).do(t, 0, filepath.Join(target, "bin", "pyenvkit"), python, "-c", show)

		install("--user")
		p.do(t, 0, said, python, "-m", "pyenvkit")
		p.do(t, 0, filepath.Join(p.dir, "user", "bin", "pyenvkit"), python, "-c", show)

		prefix := filepath.Join(p.dir, "prefix [1]")
		install("--prefix", prefix)
		p.with(site(prefix)).do(t, 0, find(t, prefix, "pyenvkit"), python, "-c", show)

		moved := filepath.Join(p.dir, "moved")
		if err := os.Rename(prefix, moved); err != nil {
			t.Fatal(err)
		}
		p.with(site(moved)).do(t, 0, find(t, moved, "pyenvkit"), python, "-c", show)

		if err := os.Chmod(find(t, moved, "pyenvkit"), 0o644); err != nil {
			t.Fatal(err)
		}
		p.with(site(moved)).do(t, 126, "error: "+find(t, moved, "pyenvkit")+" can't be run: Permission denied\n", python, "-m", "pyenvkit")

		if err := os.Remove(find(t, moved, "pyenvkit")); err != nil {
			t.Fatal(err)
		}
		p.with(site(moved)).do(t, 1, "error: no program pyenvkit at "+site(moved), python, "-m", "pyenvkit")

		// A pip that is old enough leaves the program out. What is called like it near
		// the directory may be anybody's.
		if err := os.Remove(filepath.Join(target, "bin", "pyenvkit")); err != nil {
			t.Fatal(err)
		}
		for _, near := range []string{"a/b", "a", "."} {
			lab.WriteFile(t, filepath.Join(p.dir, near, "bin", "pyenvkit"), "#!/bin/sh\necho planted\n", 0o755)
		}
		p.with(target).do(t, 1, "error: no program pyenvkit at "+target, python, "-m", "pyenvkit")
	}
}

// TestWheelInZip imports the package from a zip file, which holds no program: that
// of the environment is taken.
func TestWheelInZip(t *testing.T) {
	t.Parallel()
	wheel, python, p := only(t, wheels(t, own(), program), "*.whl"), lab.Python(t), newPythonista(t)
	p.do(t, 0, "", python, "-m", "venv", "--without-pip", "env")
	in := filepath.Join(p.dir, "env", "bin")
	lab.WriteFile(t, filepath.Join(in, "pyenvkit"), program, 0o755)
	p.with(wheel).do(t, 0, filepath.Join(in, "pyenvkit")+" "+wheel, filepath.Join(in, "python"), "-c",
		"import pyenvkit; print(pyenvkit.find_pyenvkit_bin(), pyenvkit.__file__)")
	p.with(wheel).do(t, 0, "pyenvkit v"+version, filepath.Join(in, "python"), "-m", "pyenvkit")
}

// TestWheelsOfOthersAreRefused offers pip what is for another machine.
func TestWheelsOfOthersAreRefused(t *testing.T) {
	t.Parallel()
	other := "linux_s390x"
	if own() == other {
		other = "linux_amd64"
	}
	p := newPythonista(t)
	p.do(t, 1, "is not a supported wheel on this platform", lab.Python(t), newestPip(t), "install", "--target", "x", only(t, wheels(t, other, program), "*.whl"))
	if _, err := os.Stat(filepath.Join(p.dir, "x")); err == nil {
		t.Error("something was installed")
	}
}

// TestWheelsByPackaging has the library that pip and the index go by read the file
// name, WHEEL and METADATA of a wheel for each kind of Linux. Those for other systems
// are seen in internal/release/wheel, which has their programs.
func TestWheelsByPackaging(t *testing.T) {
	t.Parallel()
	const check = `
import email, sys, zipfile
from pip._vendor.packaging import metadata, tags, utils
path = sys.argv[1]
name, version, build, compound = utils.parse_wheel_filename(path.rsplit("/", 1)[1])
assert (name, str(version), build) == ("pyenvkit", sys.argv[2], ()), (name, version, build)
with zipfile.ZipFile(path) as wheel:
    info = "pyenvkit-%s.dist-info/" % version
    wheel.testzip()
    listed = email.message_from_bytes(wheel.read(info + "WHEEL")).get_all("Tag")
    assert {str(tag) for tag in compound} == set(listed), listed
    known = metadata.Metadata.from_email(wheel.read(info + "METADATA"))
    assert (known.name, known.version) == (name, version), known
    assert known.license_expression == "MIT", known.license_expression
    for file in known.license_files:
        wheel.read(info + "licenses/" + file)
    assert "3.6" in known.requires_python and "2.7" not in known.requires_python
    assert known.description_content_type.startswith("text/markdown") and len(known.description) > 1000
print("fits" if compound & set(tags.sys_tags()) else "is for others")
`
	p := newPythonista(t).with(filepath.Dir(newestPip(t)))
	for _, platform := range platforms(t, false) {
		if !strings.HasPrefix(platform, "linux_") {
			continue
		}
		want := "is for others\n"
		if platform == own() {
			want = "fits\n"
		}
		p.do(t, 0, want, lab.Python(t), "-c", check, only(t, wheels(t, platform, program), "*.whl"), version)
	}
}
