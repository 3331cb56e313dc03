package lab

import (
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/windows"
)

// Drive makes a drive ("W:") of a directory for the length of the test. What does
// so in Windows has no effect in Wine, which takes its drives from links in a
// directory of Unix.
func Drive(t testing.TB, drive, dir string) {
	t.Helper()
	there := func() bool {
		_, err := os.Stat(drive + `\`)
		return err == nil
	}
	if there() {
		t.Skipf("missing: a drive %s that is free", drive)
	}
	name, target := windows.StringToUTF16Ptr(drive), windows.StringToUTF16Ptr(dir)
	if err := windows.DefineDosDevice(0, name, target); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		const exact = windows.DDD_REMOVE_DEFINITION | windows.DDD_EXACT_MATCH_ON_REMOVE
		if err := windows.DefineDosDevice(exact, name, target); err != nil {
			t.Error(err)
		}
	})
	if there() {
		return
	}
	place, err := exec.CommandContext(t.Context(), "winepath", "-u", dir).Output()
	if err != nil {
		t.Fatal(err)
	}
	link := exec.CommandContext(t.Context(), "start", "/wait", "/unix", "/bin/ln", "-s", strings.TrimSpace(string(place)), "/opt/prefix/dosdevices/"+strings.ToLower(drive))
	_ = link.Run() // it fails at once, whatever happens
	for range 1000 {
		if there() {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatalf("there is no %s", drive)
}
