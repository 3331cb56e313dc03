//go:build unix

package release

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pyenvkit/pyenvkit/internal/lab"
)

// TestMinisign verifies what the real one writes, and has that verify what the tests do.
func TestMinisign(t *testing.T) {
	minisign := lab.Program(t, "minisign")
	dir := t.TempDir()
	run := func(args ...string) {
		t.Helper()
		cmd := exec.CommandContext(t.Context(), minisign, args...)
		cmd.Dir = dir
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("minisign %s: %v\n%s", strings.Join(args, " "), err, out)
		}
	}
	read := func(name string) string {
		t.Helper()
		content, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		return string(content)
	}
	const message = "0123  pyenvkit_1.2.3_linux_amd64.tar.gz\n"
	lab.WriteFile(t, filepath.Join(dir, "file"), message, 0o644)
	run("-G", "-W", "-p", "public", "-s", "secret")
	// As .goreleaser.yaml has it.
	run("-S", "-l", "-s", "secret", "-m", "file", "-x", "legacy", "-t", "pyenvkit 1.2.3")
	run("-S", "-s", "secret", "-m", "file", "-x", "hashed", "-t", "pyenvkit 1.2.3")
	trusted, err := parseKey(read("public"))
	if err != nil {
		t.Fatal(err)
	}
	if comment, err := trusted.verify([]byte(message), read("legacy")); err != nil || comment != "pyenvkit 1.2.3" {
		t.Errorf("%q, %v", comment, err)
	}
	if comment, err := trusted.verify([]byte(message), read("hashed")); err == nil || !strings.Contains(err.Error(), "minisign without -l") {
		t.Errorf("hashed: %q, %v", comment, err)
	}
	own := newSigner(1)
	lab.WriteFile(t, filepath.Join(dir, "own.pub"), own.public(), 0o644)
	lab.WriteFile(t, filepath.Join(dir, "own.sig"), own.sign(message, "pyenvkit 1.2.3"), 0o644)
	run("-V", "-p", "own.pub", "-m", "file", "-x", "own.sig")
}
