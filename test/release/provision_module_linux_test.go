package release

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/pyenvkit/pyenvkit/internal/lab"
)

// testGo does what the README says that one can do with Go: installs the module from
// a proxy that has it in the version of the release, and runs it in a checkout. (The
// other command for a checkout runs this test.)
func testGo(t *testing.T, _ publication) {
	readme := read(t, "README.md")
	install := regexp.MustCompile("With Go [0-9.]+: `([^`]+)`").FindStringSubmatch(readme)
	if install == nil {
		t.Fatal("the README does not say how to install with Go")
	}
	const module = "github.com/pyenvkit/pyenvkit"
	checkout := copyOfTheTree(t)
	proxy := filepath.Join(t.TempDir(), "proxy")
	versions := filepath.Join(proxy, module, "@v")
	lab.WriteFile(t, filepath.Join(versions, "list"), "v"+version+"\n", 0o644)
	lab.WriteFile(t, filepath.Join(versions, "v"+version+".info"), fmt.Sprintf(`{"Version": "v%s"}`, version), 0o644)
	lab.WriteFile(t, filepath.Join(versions, "v"+version+".mod"), read(t, "go.mod"), 0o644)
	lab.WriteFile(t, filepath.Join(versions, "v"+version+".zip"), string(moduleZip(t, checkout, module+"@v"+version+"/")), 0o644)

	goCommand := lab.Program(t, "go")
	cache, err := exec.CommandContext(t.Context(), goCommand, "env", "GOMODCACHE").Output()
	if err != nil {
		t.Fatal(err)
	}
	home := t.TempDir()
	bash := func(dir, command string) string {
		t.Helper()
		cmd := exec.CommandContext(t.Context(), lab.Program(t, "bash"), "-euc", command)
		cmd.Dir = dir
		cmd.Env = slices.DeleteFunc(os.Environ(), func(variable string) bool { return strings.HasPrefix(variable, "PYENVKIT_") })
		cmd.Env = append(
			cmd.Env, "PYENVKIT_CACHE_DIR="+filepath.Join(home, "cache"), "GOBIN="+filepath.Join(home, "bin"), "GOMODCACHE="+filepath.Join(home, "modules"), "GOSUMDB=off", "GOFLAGS=-modcacherw -trimpath",
			// All else is what this repository was built with.
			"GOPROXY=file://"+proxy+",file://"+strings.TrimSpace(string(cache))+"/cache/download",
		)
		status, said := run(t, cmd)
		if status != 0 {
			t.Fatalf("%s: status %d\n%s", command, status, said)
		}
		return said
	}
	bash(home, install[1])
	if said := bash(home, "bin/pyenvkit --version"); !strings.HasPrefix(said, "pyenvkit v"+version+" (") {
		t.Errorf("it says %s", said)
	}

	commands := consoles(t, "README.md", "Install")
	last := len(commands) - 1
	if commands[last-1].command != "go run ./cmd/pyenvkit create .venv\n" || commands[last].command != "go test ./...\n" {
		t.Errorf("the two commands of a checkout are %q", commands[last-1:])
	}
	bash(checkout, commands[last-1].command)
	if _, err := os.Stat(filepath.Join(checkout, ".venv", "bin", "python")); err != nil {
		t.Error(err)
	}
}

// moduleZip returns the archive of a module.
func moduleZip(t *testing.T, dir, prefix string) []byte {
	t.Helper()
	var b bytes.Buffer
	archive := zip.NewWriter(&b)
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		name, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		w, err := archive.Create(prefix + filepath.ToSlash(name))
		if err != nil {
			return err
		}
		_, err = w.Write(content)
		return err
	})
	if err := errors.Join(err, archive.Close()); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
