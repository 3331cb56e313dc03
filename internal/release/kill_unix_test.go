//go:build unix

package release

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/pyenvkit/pyenvkit/internal/lab"
)

// TestKilledUpdate kills a program at many moments while it replaces itself. One that
// works is there whenever that is, and the next run removes what else is.
func TestKilledUpdate(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pyenvkit")
	m := newMirror(t, newer, executable(t, newer))
	old := executable(t, older)
	lab.WriteFile(t, path, old, 0o755)
	begin := time.Now()
	output(t, start(t, path, "update", m))
	whole := time.Since(begin)

	const moments = 24
	seen := map[string]int{}
	for moment := range moments {
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
		lab.WriteFile(t, path, old, 0o755)
		cmd := start(t, path, "update", m)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(whole * time.Duration(moment) / (moments - 4)) // the last ones are late
		_ = cmd.Process.Kill()                                    // it may have ended
		_ = cmd.Wait()
		shown := output(t, start(t, path, "--version", m))
		if !strings.HasPrefix(shown, "pyenvkit v"+older) && !strings.HasPrefix(shown, "pyenvkit v"+newer) {
			t.Fatalf("at moment %d it is %q", moment, shown)
		}
		seen[shown]++
	}
	t.Logf("%v", seen)
	output(t, start(t, path, "update", m))
	if entries, err := os.ReadDir(filepath.Dir(path)); err != nil || len(entries) != 1 {
		t.Errorf("left behind: %v (%v)", entries, err)
	}
}
