package apply

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestInspectRefusesPathsBeforeAnythingIsTouched(t *testing.T) {
	root, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	at := func(name string) string { return filepath.Join(root, name) }
	write(t, at("file"), "")
	write(t, at(".venv"), "/some/where\nrest")
	write(t, at("empty/.venv"), "\n")
	write(t, at("binary/.venv"), "\x7fELF\xff")
	write(t, at("other/redirect"), "/some/where\n")
	symlink(t, "gone", at("dangling"))
	symlink(t, "loop", at("loop"))
	symlink(t, ".venv", at("to-redirect"))
	if out, err := exec.Command("mkfifo", at("pipe")).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	tests := []struct {
		path string
		want error
	}{
		{"a:b", &SeparatorError{at("a:b"), ':'}},
		{"a\nb", &NewlineError{at("a\nb")}},
		{"a\rb", &NewlineError{at("a\rb")}},
		{"a\xffb", &UndecodableError{at("a\xffb")}},
		{"a\x00b", &UndecodableError{at("a\x00b")}},
		{"file", &FileInWayError{at("file"), "a file"}},
		{"file/", &FileInWayError{at("file"), "a file"}},
		{"pipe", &FileInWayError{at("pipe"), "a named pipe"}},
		{".venv", &RedirectError{at(".venv"), "/some/where"}},
		{"to-redirect", &FileInWayError{at("to-redirect"), "a file"}},
		{"empty/.venv", &FileInWayError{at("empty/.venv"), "a file"}},
		{"binary/.venv", &FileInWayError{at("binary/.venv"), "a file"}},
		{"other/redirect", &FileInWayError{at("other/redirect"), "a file"}},
		{"file/env", &ParentFileError{at("file"), at("file/env")}},
		{"file/a/b/env", &ParentFileError{at("file"), at("file/a/b/env")}},
		{"dangling", &DanglingLinkError{at("dangling"), "gone"}},
		{"dangling/env", &DanglingLinkError{at("dangling"), "gone"}},
	}
	before := tree(t, root+"/other")
	for _, tt := range tests {
		_, err := Inspect(root+"/"+tt.path, ':')
		if diff := cmp.Diff(tt.want, err); diff != "" {
			t.Errorf("%q: -want +got:\n%s", tt.path, diff)
		}
		if err != nil {
			explained(t, err, "")
		}
	}
	if _, err := Inspect(at("loop"), ':'); err == nil {
		t.Error("a link to itself is accepted")
	}
	if diff := cmp.Diff(before, tree(t, root+"/other")); diff != "" {
		t.Error(diff)
	}
}

func TestInspectTellsTheState(t *testing.T) {
	root, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	at := func(name string) string { return filepath.Join(root, name) }
	write(t, at("env/pyvenv.cfg"), "")
	write(t, at("odd/pyvenv.cfg/x"), "")
	write(t, at("full/x"), "")
	mkdir(t, at("empty"))
	symlink(t, "env", at("link"))
	t.Chdir(root)
	tests := []struct {
		dir, path, real string
		state           State
	}{
		{"env", at("env"), at("env"), Environment},
		{"./link/", at("link"), at("env"), Environment},
		{"link/new", at("link/new"), at("env/new"), Missing},
		{"a/b/../c", at("a/c"), at("a/c"), Missing},
		{at("odd"), at("odd"), at("odd"), Other},
		{at("full"), at("full"), at("full"), Other},
		{at("empty"), at("empty"), at("empty"), Empty},
	}
	for _, tt := range tests {
		got, err := Inspect(tt.dir, ':')
		if err != nil {
			t.Errorf("%s: %v", tt.dir, err)
			continue
		}
		if want := (Place{tt.path, tt.real, tt.state}); got != want {
			t.Errorf("%s: got %v, want %v", tt.dir, got, want)
		}
	}
	if err := os.Remove(at("empty")); err != nil {
		t.Fatal("Inspect left something:", err)
	}
}
