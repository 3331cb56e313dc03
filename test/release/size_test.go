package release

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// mostBytes is what the program for linux/amd64 may take. What it is made of is in
// docs/explanation/performance.md.
const mostBytes = 12_000_000

// TestSize fails where the program has grown past what it may take. One import that
// has the linker keep every method of every type (text/template does) is 1.3 MB.
func TestSize(t *testing.T) {
	t.Parallel()
	built := filepath.Join(t.TempDir(), "pyenvkit")
	build := exec.Command("go", "build", "-trimpath", "-tags=linkname", "-ldflags=-s -w -checklinkname=0", "-o", built, "./cmd/pyenvkit")
	build.Dir = repository
	build.Env = append(os.Environ(), "CGO_ENABLED=0", "GOOS=linux", "GOARCH=amd64")
	for _, setting := range []string{"-trimpath", "linkname", "-s -w -checklinkname=0", "CGO_ENABLED=0", "linux_amd64"} {
		if !strings.Contains(read(t, ".goreleaser.yaml"), setting) {
			t.Errorf("a release is not built with %s", setting)
		}
	}
	if said, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	info, err := os.Stat(built)
	if err != nil {
		t.Fatal(err)
	}
	if info.Size() > mostBytes {
		t.Errorf("the program has %d bytes, and may have %d", info.Size(), mostBytes)
	}
}
