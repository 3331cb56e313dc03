//go:build unix

package release

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pyenvkit/pyenvkit/internal/lab"
)

// keeping stands for a pyenvkit that keeps a cache.
const keeping = `#!/bin/sh
case "$1 $2" in
'--version ') echo pyenvkit v1.0.0 ;;
'cache dir') echo "$HOME/.cache/pyenvkit" ;;
'cache clean') rm -rf "$HOME/.cache/pyenvkit" ;;
esac
`

// A household is what a user has at home, and how it is called.
type household struct {
	name      string
	shell     string
	variables []string          // relative to the home
	files     map[string]string // before pyenvkit came
	links     map[string]string
	later     map[string]string // what the user has added to files since
}

var households = []household{
	{name: "nothing", shell: "bash"},
	{name: "bash", shell: "bash", files: map[string]string{".bash_profile": "A=1", ".profile": "A=2\n", ".bash_login": "A=3\n", ".bashrc": "\n"}},
	{name: "zsh", shell: "zsh", files: map[string]string{".zshrc": "A=\xe4\n"}},
	{name: "ZDOTDIR", shell: "zsh", variables: []string{"ZDOTDIR=zsh"}, files: map[string]string{"zsh/.zshrc": "A=1\n", ".zshrc": "A=2\n"}},
	{name: "ZDOTDIR is home", shell: "zsh", variables: []string{"ZDOTDIR=."}},
	{name: "fish", shell: "fish"},
	{name: "fish with more", shell: "fish", variables: []string{"XDG_CONFIG_HOME=conf"}, files: map[string]string{"conf/fish/config.fish": "x\n"}},
	{name: "tcsh", shell: "tcsh", files: map[string]string{".cshrc": "set a = 1"}},
	{name: "yash", shell: "yash"},
	{name: "ends of lines", shell: "dash", files: map[string]string{".profile": "A='\xff \xe4'\r\n# pyenvkit install.sh\r\n# pyenvkit install.sh is fine\n\n\x00\nlast"}},
	{name: "added since", shell: "dash", later: map[string]string{".profile": "B=1\n", ".local/bin/other": "mine", ".local/share/pyenvkit/mine": "mine", ".cache/x": ""}},
	{name: "links", shell: "dash", files: map[string]string{"dotfiles/profile": "A=1\n"}, links: map[string]string{".profile": "dotfiles/profile"}},
	{name: "a link to nothing yet", shell: "dash", files: map[string]string{"dotfiles/README": ""}, links: map[string]string{".profile": "dotfiles/profile"}},
	{name: "a link in a directory", shell: "bash", files: map[string]string{"dot/bash/rc": "A=1\n", ".profile": "A=2\n"}, links: map[string]string{".bashrc": "dot/bash/rc"}},
	{name: "a directory in the way", shell: "bash", files: map[string]string{".zshrc/file": "A=1 # pyenvkit install.sh\n"}},
	{name: "data elsewhere", shell: "dash", variables: []string{"XDG_DATA_HOME=data"}},
}

// make makes a home, lets install.sh install into it, and returns its variables.
func (h household) make(t *testing.T, home string, m mirror) (environ []string) {
	t.Helper()
	for name, content := range h.files {
		lab.WriteFile(t, filepath.Join(home, name), content, 0o640)
	}
	for name, target := range h.links {
		if err := os.Symlink(target, filepath.Join(home, name)); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.MkdirAll(home, 0o755); err != nil {
		t.Fatal(err)
	}
	environ = []string{"HOME=" + home, "PATH=" + os.Getenv("PATH"), "SHELL=/bin/" + h.shell, "PYENVKIT_BASE_URL=" + m.url()}
	data := ".local/share"
	for _, variable := range h.variables {
		name, value, _ := strings.Cut(variable, "=")
		environ = append(environ, name+"="+filepath.Join(home, value))
		if name == "XDG_DATA_HOME" {
			data = value
		}
	}
	run(t, environ, installer(t), "--modify-path")
	lab.WriteFile(t, filepath.Join(home, ".cache", "pyenvkit", "file"), "", 0o644)
	lab.WriteFile(t, filepath.Join(home, data, "pyenvkit", "trust", "file"), "", 0o600)
	for name, content := range h.later {
		before, _ := os.ReadFile(filepath.Join(home, name))
		lab.WriteFile(t, filepath.Join(home, name), string(before)+content, 0o644)
	}
	return environ
}

// installer returns the path of install.sh.
func installer(t *testing.T) string {
	t.Helper()
	path, err := filepath.Abs(filepath.Join("..", "..", "install.sh"))
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// run runs a shell script.
func run(t *testing.T, environ []string, argv ...string) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), lab.Program(t, "sh"), argv...)
	cmd.Env, cmd.Dir = environ, "/"
	output(t, cmd)
}

// uninstall removes what there is at home.
func uninstall(t *testing.T, home string, environ []string) {
	t.Helper()
	path := filepath.Join(home, ".local", "bin", "pyenvkit")
	u := Uninstall{
		Installation: Installation{Path: path, Version: "v" + older, Platform: here, Dir: home, Environ: environ},
		Called:       path, CacheDir: filepath.Join(home, ".cache", "pyenvkit"),
		Clean: func(context.Context) error { return os.RemoveAll(filepath.Join(home, ".cache", "pyenvkit")) },
	}
	before := lab.Tree(t, home)
	items, err := u.Items(t.Context())
	expect(t, "", err)
	same(t, before, home)
	for _, item := range items {
		remaining, err := u.Remove(t.Context(), item)
		if expect(t, "", err); remaining != "" {
			t.Errorf("%s remains", remaining)
		}
	}
}

// TestUninstallersAgree has install.sh install for different people, and compares what
// it and this package leave of that. Files are what they were, but for the end of the
// last line, which install.sh may have added.
func TestUninstallersAgree(t *testing.T) {
	m := newMirror(t, older, keeping)
	for _, h := range households {
		t.Run(h.name, func(t *testing.T) {
			dir := t.TempDir()
			one, other := filepath.Join(dir, "one"), filepath.Join(dir, "two")
			environ := h.make(t, one, m)
			run(t, environ, installer(t), "--uninstall")
			want := lab.Tree(t, one)
			uninstall(t, other, h.make(t, other, m))
			same(t, want, other)
			for name := range h.links {
				if _, err := os.Readlink(filepath.Join(other, name)); err != nil {
					t.Error(err)
				}
			}
			for name, text := range want {
				if strings.HasSuffix(name, "/pyenvkit") && !slices.Contains([]string{"added since"}, h.name) || strings.Contains(text, "PATH") {
					t.Errorf("%s is left: %s", name, text)
				}
			}
		})
	}
}

// TestUninstallRemovesTheLink by which the program was called.
func TestUninstallRemovesTheLink(t *testing.T) {
	u := installed(t, newMirror(t, newer, ""))
	link := filepath.Join(u.Dir, "link")
	if err := os.Symlink("bin/pyenvkit", link); err != nil {
		t.Fatal(err)
	}
	items, err := Uninstall{Installation: u.Installation, Called: link}.Items(t.Context())
	expect(t, "", err)
	if diff := cmp.Diff([]Item{{Link, link}, {Program, u.Path}}, items); diff != "" {
		t.Error(diff)
	}
	if _, err := (Uninstall{Installation: u.Installation}).Remove(t.Context(), items[0]); err != nil || exists(link) || !exists(u.Path) {
		t.Errorf("the link or the program: %v", err)
	}
}

// TestUninstallWithTheRootAsHome leaves the directory of the program, which is none of
// the user's.
func TestUninstallWithTheRootAsHome(t *testing.T) {
	for _, home := range []string{"/", "//"} {
		dir := filepath.Join(t.TempDir(), "usr", "local", "bin")
		path := filepath.Join(dir, "pyenvkit")
		lab.WriteFile(t, path, script(older), 0o755)
		u := Uninstall{Installation: Installation{Path: path, Version: "v" + older, Platform: here, Dir: "/", Environ: []string{"HOME=" + home, "PATH="}}, Called: path}
		_, err := u.Remove(t.Context(), Item{Program, path})
		if expect(t, "", err); exists(path) || !exists(dir) {
			t.Errorf("HOME=%s: the program is there, or its directory is not", home)
		}
	}
}

// TestStartUpFileIsReplacedWhole has no other process see a part of it, and nothing
// beside it.
func TestStartUpFileIsReplacedWhole(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "profile")
	lab.WriteFile(t, path, "A=1\nx "+mark+"\nB=2\n", 0o600)
	open, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer open.Close()
	expect(t, "", removeMarked(path))
	old := make([]byte, 100)
	if n, _ := open.ReadAt(old, 0); !strings.Contains(string(old[:n]), mark) {
		t.Errorf("who has it open reads %q", old[:n])
	}
	if diff := cmp.Diff(map[string]string{"": "drwxr-xr-x", "/profile": "-rw------- A=1\nB=2\n"}, lab.Tree(t, dir)); diff != "" {
		t.Error(diff)
	}
}

// TestOwnerOfTheDirectoryGainsNothing has somebody exchange the new start-up file for a
// link while it is made: what that leads to keeps its mode.
func TestOwnerOfTheDirectoryGainsNothing(t *testing.T) {
	for range 20 {
		dir, secret := t.TempDir(), filepath.Join(t.TempDir(), "secret")
		lab.WriteFile(t, secret, "", 0o600)
		path := filepath.Join(dir, "profile")
		lab.WriteFile(t, path, "A=1\nx "+mark+"\n", 0o666)
		ended, exchanged := make(chan struct{}), make(chan struct{})
		go func() {
			defer close(exchanged)
			for {
				select {
				case <-ended:
					return
				default:
				}
				names, _ := filepath.Glob(path + ".*")
				for _, name := range names {
					if os.Remove(name) == nil && os.Symlink(secret, name) == nil {
						return
					}
				}
			}
		}()
		_ = removeMarked(path) // it may miss its file
		close(ended)
		<-exchanged
		if info, err := os.Stat(secret); err != nil || info.Mode().Perm() != 0o600 {
			t.Fatalf("the mode is %v (%v)", info.Mode(), err)
		}
	}
}
