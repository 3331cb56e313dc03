package seed

import (
	"archive/zip"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pyenvkit/pyenvkit/interp"
	"github.com/pyenvkit/pyenvkit/seed/wheel"
	"github.com/pyenvkit/pyenvkit/seed/wheel/wheeltest"
)

// lay puts wheels into a directory: for "pip-1.0", the wheel of pip 1.0. What
// ends in ".py" gets the text behind an equals sign.
func lay(t *testing.T, dir string, files ...string) {
	t.Helper()
	for _, name := range files {
		name, text, isSource := strings.Cut(name, "=")
		content := []byte(text)
		if !isSource {
			project, version, _ := strings.Cut(name, "-")
			content = wheeltest.New(project, version, wheeltest.Files{project + "/__init__.py": "", project + "-" + version + ".dist-info/METADATA": "Name: " + project + "\nVersion: " + version + "\nRequires-Python: >=3.6,!=3.9.*\n"}).Zip(t, nil)
			name += "-py3-none-any.whl"
		}
		if err := write(filepath.Join(dir, name), content, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func TestChoose(t *testing.T) {
	names := "__init__.py=_SETUPTOOLS_VERSION = \"40.0\"\n_PIP_VERSION = \"21.0\"\n"
	tests := map[string]struct {
		version   string
		ensurepip []string // nil: there is none
		bundled   []string
		wheelDir  []string // nil: it isn't set
		want      string
	}{
		"own wheels":                {"3.8.0", []string{names}, []string{"pip-21.0", "setuptools-40.0"}, nil, "setuptools 40.0, pip 21.0"},
		"own wheels before others":  {"3.8.0", []string{names}, []string{"pip-9.0", "pip-21.0", "pip-23.0", "setuptools-40.0"}, nil, "setuptools 40.0, pip 21.0"},
		"newest if none is named":   {"3.8.0", []string{"__init__.py="}, []string{"pip-9.0", "pip-23.0", "setuptools-40.0"}, nil, "setuptools 40.0, pip 23.0"},
		"no setuptools":             {"3.11.0", []string{names}, []string{"pip-21.0"}, nil, "pip 26.3"},
		"no setuptools needed":      {"3.12.0", []string{names}, []string{"pip-21.0", "setuptools-40.0"}, nil, "pip 21.0"},
		"distribution's":            {"3.11.0", []string{names}, nil, []string{"pip-22.0", "setuptools-41.0"}, "setuptools 41.0, pip 22.0"},
		"distribution's first":      {"3.12.0", []string{names}, []string{"pip-21.0"}, []string{"pip-22.0"}, "pip 22.0"},
		"distribution's is half":    {"3.10.0", []string{names}, []string{"pip-21.0", "setuptools-40.0"}, []string{"pip-22.0"}, "setuptools 40.0, pip 21.0"},
		"distribution's, no module": {"3.13.0", nil, nil, []string{"pip-22.0"}, "pip 22.0"},
		"last as text":              {"3.13.0", []string{names}, nil, []string{"pip-26.0", "pip-9.0"}, "pip 9.0"},
		"unknown to 3.9":            {"3.8.0", []string{names}, []string{"pip-21.0", "setuptools-40.0"}, []string{"pip-22.0", "setuptools-41.0"}, "setuptools 40.0, pip 21.0"},
		"for another Python":        {"3.9.1", []string{names}, []string{"pip-21.0", "setuptools-40.0"}, nil, "pip 25.0.1"},
		"nothing for 3.8":           {"3.8.0", nil, nil, nil, "pip 25.0.1"},
		"nothing for 3.9":           {"3.9.0", nil, nil, nil, "pip 25.0.1"},
		"nothing for 3.10":          {"3.10.0", nil, nil, nil, "pip 26.3"},
		"nothing for 3.16":          {"3.16.0a2", nil, nil, nil, "pip 26.3"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			version, err := interp.ParseVersion(tt.version)
			if err != nil {
				t.Fatal(err)
			}
			f := interp.Facts{Version: version, OS: "nt", Stdlib: t.TempDir()}
			lay(t, filepath.Join(f.Stdlib, "ensurepip"), tt.ensurepip...)
			lay(t, filepath.Join(f.Stdlib, "ensurepip", "_bundled"), tt.bundled...)
			if tt.wheelDir != nil {
				f.WheelDir = t.TempDir()
				lay(t, f.WheelDir, tt.wheelDir...)
			}
			s, err := Choose(f, nil)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, d := range s.Distributions() {
				got = append(got, d.Name+" "+d.Version)
			}
			if diff := cmp.Diff(tt.want, strings.Join(got, ", ")); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestChooseSaysTheWayOutForAnOldPython(t *testing.T) {
	_, err := Choose(interp.Facts{Executable: "/opt/bin/python3.7", Version: interp.Version{Major: 3, Minor: 7, Micro: 16, Level: "final"}, Stdlib: t.TempDir()}, nil)
	old := (*NoWheelError)(nil)
	if !errors.As(err, &old) {
		t.Fatalf("got %v, want a NoWheelError", err)
	}
	for _, word := range []string{"/opt/bin/python3.7", "3.7.16"} {
		if !strings.Contains(err.Error(), word) {
			t.Errorf("%q does not name %s", err, word)
		}
	}
	if hints := strings.Join(old.Hints(), "\n"); !strings.Contains(hints, "python3.7-venv") || !strings.Contains(hints, "--without-pip") {
		t.Errorf("hints: %s", hints)
	}
}

func TestChooseRefusesADamagedWheel(t *testing.T) {
	f := interp.Facts{Version: interp.Version{Major: 3, Minor: 12}, Stdlib: t.TempDir()}
	file := filepath.Join(f.Stdlib, "ensurepip", "_bundled", "pip-21.0-py3-none-any.whl")
	for name, content := range map[string][]byte{
		"empty":   nil,
		"another": wheeltest.New("pip", "21.1", nil).Zip(t, nil),
		"climbs":  wheeltest.New("pip", "21.0", wheeltest.Files{"../x": ""}).Zip(t, func(*zip.FileHeader) {}),
	} {
		if err := write(file, content, 0o644); err != nil {
			t.Fatal(err)
		}
		_, err := Choose(f, nil)
		if bad := (*wheel.Error)(nil); !errors.As(err, &bad) || bad.Wheel != file {
			t.Errorf("%s: %v, want a wheel.Error for %s", name, err, file)
		}
	}
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(file, 0o777); err != nil {
		t.Fatal(err)
	}
	if _, err := Choose(f, nil); err == nil {
		t.Error("a directory is taken for a wheel")
	}
}

// TestBuiltinsAreTheirDigests opens every wheel in this program.
func TestBuiltinsAreTheirDigests(t *testing.T) {
	for _, b := range builtins {
		s, err := builtin(interp.Facts{Version: interp.Version{Major: b.major, Minor: b.minor}}, nil)
		if err != nil {
			t.Fatal(err)
		}
		if got := s.parts[0].Filename; got != b.filename {
			t.Errorf("%d.%d gets %s, want %s", b.major, b.minor, got, b.filename)
		}
		if !supports(s.parts[0].RequiresPython, interp.Version{Major: b.major, Minor: b.minor}) {
			t.Errorf("%s requires Python %s", b.filename, s.parts[0].RequiresPython)
		}
		files, err := s.Open(b.filename)
		if err != nil {
			t.Fatal(err)
		}
		err = fs.WalkDir(files.FS, ".", func(name string, d fs.DirEntry, err error) error {
			if err == nil && !d.IsDir() {
				_, err = fs.ReadFile(files.FS, name)
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	}
}

func TestOpenKnowsItsOwnWheelsOnly(t *testing.T) {
	s, err := builtin(interp.Facts{Version: interp.Version{Major: 3, Minor: 12}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	source := s.parts[0].Filename
	if _, err := s.Open("other.whl"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("another wheel: %v", err)
	}
	if _, err := s.Open(source); err != nil {
		t.Error(err)
	}
	if _, err := (*Seed)(nil).Open(source); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("without a seed: %v", err)
	}
}
