//go:build unix

package apply

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/pyenvkit/pyenvkit/plan"
)

// TestNoPlaceForDirectories ends with an error: /proc refuses directories as
// if their parent were missing.
func TestNoPlaceForDirectories(t *testing.T) {
	if _, err := os.Stat("/proc/self"); err != nil {
		t.Skip("missing: /proc")
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	target, err := Lock(ctx, "/proc/env", Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer target.Close()
	_, err = target.Apply(ctx, Job{Plan: plan.Plan{Ops: []plan.Op{plan.File{Path: "pyvenv.cfg"}}}})
	if err == nil || ctx.Err() != nil || !strings.Contains(err.Error(), "/proc") {
		t.Errorf("error %v", err)
	}
	hinting := interface{ Hints() []string }(nil)
	if !errors.As(err, &hinting) || len(hinting.Hints()) == 0 {
		t.Errorf("%v has no hint", err)
	}
}

// TestLinksInACircleLeadNowhere names the link.
func TestLinksInACircleLeadNowhere(t *testing.T) {
	loop := filepath.Join(t.TempDir(), "loop")
	if err := os.Symlink("loop", loop); err != nil {
		t.Fatal(err)
	}
	_, err := Inspect(loop, os.PathListSeparator)
	if link := (*DanglingLinkError)(nil); !errors.As(err, &link) || !strings.Contains(err.Error(), loop) {
		t.Errorf("error %v", err)
	}
}
