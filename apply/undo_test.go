package apply

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pyenvkit/pyenvkit/platform"
)

// A journal is found in directories that come from elsewhere, such as a
// checkout, so it may be no journal of ours.
func TestAForgedJournalChangesNothing(t *testing.T) {
	const stage = "env/" + workDir + "/"
	for _, forged := range []struct {
		name, journal string
		files         []string
		links         map[string]string
	}{
		{
			name: "through a link of the target", journal: `[{"path":"link/keys","old":true}]`,
			files: []string{stage + "new/link/x", stage + "old/0"},
			links: map[string]string{"env/link": "../victim"},
		},
		{
			name: "through a link to a directory of the target", journal: `[{"path":"link/keys","old":true}]`,
			files: []string{"env/lib/keys", stage + "new/link/x", stage + "old/0"},
			links: map[string]string{"env/link": "lib"},
		},
		{
			name: "from a link in the place of old", journal: `[{"path":"keys","old":true}]`,
			files: []string{stage + "new/x", "victim/0"},
			links: map[string]string{stage + "old": "../../victim"},
		},
		{
			name: "to a link in the place of new", journal: `[{"path":"mine","new":true}]`,
			files: []string{stage + "old/x", "env/mine"},
			links: map[string]string{stage + "new": "../../victim"},
		},
		{
			name: "to a link below new", journal: `[{"path":"lib/mine","new":true}]`,
			files: []string{stage + "old/x", "env/lib/mine"},
			links: map[string]string{stage + "new/lib": "../../../victim"},
		},
		{
			name: "a link in the place of the stage",
			files: []string{
				"env/keys", "victim/old/0", "victim/new/x",
			},
			links: map[string]string{"env/" + workDir: "../victim"}, journal: `[{"path":"keys","old":true}]`,
		},
		{
			name: "over a file", journal: `[{"path":"gone","old":true},{"path":"mine","old":true}]`,
			files: []string{"env/mine", stage + "new/x", stage + "old/0", stage + "old/1"},
		},
		{
			name: "a file said to be new", journal: `[{"path":"mine","new":true}]`,
			files: []string{"env/mine", stage + "new/x", stage + "old/x"},
		},
		{
			name: "one path twice", journal: `[{"path":"mine","old":true},{"path":"mine","old":true}]`,
			files: []string{stage + "new/x", stage + "old/0", stage + "old/1"},
		},
		{
			name: "a path below another", journal: `[{"path":"lib","old":true},{"path":"lib/mine","old":true}]`,
			files: []string{"env/lib/x", stage + "new/lib/x", stage + "old/1"},
		},
		{
			name: "the stage itself", journal: `[{"path":".pyenvkit-stage/new/x","old":true}]`,
			files: []string{stage + "new/.pyenvkit-stage/new/x", stage + "new/x", stage + "old/x"},
		},
	} {
		t.Run(forged.name, func(t *testing.T) {
			root := t.TempDir()
			write(t, filepath.Join(root, "victim/keys"), "the victim's")
			for _, file := range append(forged.files, "env/pyvenv.cfg") {
				write(t, filepath.Join(root, file), "some text")
			}
			for link, target := range forged.links {
				mkdir(t, filepath.Join(root, filepath.Dir(link)))
				symlink(t, target, filepath.Join(root, link))
			}
			write(t, filepath.Join(root, stage, journalName), forged.journal)
			before := tree(t, root)
			target, err := Lock(t.Context(), filepath.Join(root, "env"), Options{})
			if err == nil {
				target.Close()
			}
			if damaged := (*JournalError)(nil); !errors.As(err, &damaged) || damaged.Dir != filepath.Join(root, "env", workDir) {
				t.Errorf("error %v", err)
			}
			if diff := cmp.Diff(before, tree(t, root)); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

// A run that was killed after it had exchanged the new for the old.
func TestExchangesOfFilesAndDirectoriesAreUndone(t *testing.T) {
	for _, isDir := range []bool{false, true} {
		dir := t.TempDir()
		name := ""
		if isDir {
			name = "a"
		}
		now, old := filepath.Join(dir, "x"), filepath.Join(dir, workDir, "new/x")
		write(t, filepath.Join(now, name), "new")
		write(t, filepath.Join(old, name), "old")
		mkdir(t, filepath.Join(dir, workDir, "old"))
		info, err := os.Lstat(now)
		if err != nil {
			t.Fatal(err)
		}
		d := disk{ctx: t.Context()}
		changes := []change{{Path: "x", Old: true, New: true, Identity: platform.Identity(info)}}
		if err := writeJournal(d, filepath.Join(dir, workDir), changes); err != nil {
			t.Fatal(err)
		}
		target, err := Lock(t.Context(), dir, Options{})
		if err != nil {
			t.Fatal(err)
		}
		target.Close()
		content, err := os.ReadFile(filepath.Join(now, name))
		if err != nil || string(content) != "old" {
			t.Errorf("directory %v: got %q, %v", isDir, content, err)
		}
		if _, err := os.Lstat(filepath.Join(dir, workDir)); !os.IsNotExist(err) {
			t.Errorf("directory %v: the stage is still there: %v", isDir, err)
		}
	}
}
