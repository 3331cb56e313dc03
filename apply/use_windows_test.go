package apply

import (
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/sys/windows"

	"github.com/pyenvkit/pyenvkit/plan"
)

// programs returns a plan of an environment with one program, a copy of that at
// source, and one file with the text version.
func programs(source, version string) plan.Plan {
	return plan.Plan{Ops: []plan.Op{
		plan.Dir{Path: "Scripts"},
		plan.Copy{Path: "Scripts/python.exe", Source: source, Mode: 0o755},
		plan.File{Path: "pyvenv.cfg", Content: []byte("version = " + version + "\n")},
	}}
}

// start runs a program that waits for the end of its input, and returns what ends
// it.
func start(t *testing.T, program string) (end func()) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), program)
	cmd.Env = append(os.Environ(), waiter+"=1")
	input, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	output, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadFull(output, make([]byte, 1)); err != nil {
		t.Fatal(err)
	}
	return func() {
		input.Close()
		if err := cmd.Wait(); err != nil {
			t.Error(err)
		}
	}
}

// inPlace lets nothing be made beside an environment.
func inPlace(call, path string) error {
	if call == "make" && strings.Contains(path, ".env"+mark) {
		return windows.ERROR_ACCESS_DENIED
	}
	return nil
}

// Windows lets the directory of a program that runs, or of an open file, be where
// it is; Wine moves it. So both ways are gone through.
func TestAnEnvironmentInUseIsRenewed(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	for name, before := range map[string]func(call, path string) error{"moved": nil, "in place": inPlace} {
		for _, clear := range []bool{false, true} {
			t.Run(name, func(t *testing.T) {
				dir, locks := filepath.Join(t.TempDir(), "env"), t.TempDir()
				renew := func(version string) {
					t.Helper()
					target, err := lock(t.Context(), dir, Options{LockDir: locks}, before)
					if err != nil {
						t.Fatal(err)
					}
					defer target.Close()
					if _, err := target.Apply(t.Context(), Job{Plan: programs(self, version), Clear: clear}); err != nil {
						t.Fatal(err)
					}
					got, err := os.ReadFile(filepath.Join(dir, "pyvenv.cfg"))
					if want := "version = " + version + "\n"; string(got) != want {
						t.Errorf("pyvenv.cfg is %q, want %q (%v)", got, want, err)
					}
				}
				if err := os.Mkdir(dir, 0o777); err != nil {
					t.Fatal(err)
				}
				renew("1")
				first := start(t, filepath.Join(dir, "Scripts", "python.exe"))
				renew("2")
				second := start(t, filepath.Join(dir, "Scripts", "python.exe"))
				renew("3")
				first()
				second()
				renew("4")
				alone(t, dir)
				if _, err := os.Lstat(filepath.Join(dir, workDir)); !errors.Is(err, os.ErrNotExist) {
					t.Errorf("%s is left over: %v", workDir, err)
				}
			})
		}
	}
}

// A file that another program has open can't be replaced on Windows.
func TestAFileInUseKeepsTheOldState(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	parent := t.TempDir()
	dir := filepath.Join(parent, "env")
	write(t, filepath.Join(dir, "pyvenv.cfg"), "version = 1\n")
	write(t, filepath.Join(dir, "Scripts", "python.exe"), "old")
	want := tree(t, parent)
	f, err := os.Open(filepath.Join(dir, "pyvenv.cfg"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	target, err := lock(t.Context(), dir, Options{}, inPlace)
	if err != nil {
		t.Fatal(err)
	}
	defer target.Close()
	_, err = target.Apply(t.Context(), Job{Plan: programs(self, "2")})
	if used := (*UsedError)(nil); !errors.As(err, &used) || used.Path != filepath.Join(dir, "pyvenv.cfg") {
		t.Errorf("error %v", err)
	}
	if diff := cmp.Diff(want, tree(t, parent)); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}
