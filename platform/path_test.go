package platform

import (
	"path/filepath"
	"testing"
)

func TestAbs(t *testing.T) {
	dir := t.TempDir()
	volume := filepath.VolumeName(dir)
	other := t.TempDir()
	for path, want := range map[string]string{
		"":                               dir,
		".":                              dir,
		"a//b/":                          filepath.Join(dir, "a", "b"),
		"..":                             filepath.Dir(dir),
		other + "/x/":                    filepath.Join(other, "x"),
		"/x":                             filepath.Join(volume+"/", "x"),
		volume + "y":                     filepath.Join(dir, "y"),
		"a" + string(filepath.Separator): filepath.Join(dir, "a"),
	} {
		if got := Abs(dir, path); got != want {
			t.Errorf("Abs(%q, %q) = %q, want %q", dir, path, got, want)
		}
	}
}
