//go:build unix

package pyenvkit_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pyenvkit/pyenvkit"
	"github.com/pyenvkit/pyenvkit/apply"
	"github.com/pyenvkit/pyenvkit/environment"
	"github.com/pyenvkit/pyenvkit/internal/lab"
)

// remove does what `pyenvkit remove` does.
func remove(t *testing.T, k *pyenvkit.Kit, env string, force bool) (*pyenvkit.Removal, error) {
	t.Helper()
	r, err := k.Removal(env, force)
	if err != nil {
		return nil, err
	}
	return r, k.Remove(t.Context(), r)
}

// names lists a directory.
func names(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	all := []string{}
	for _, e := range entries {
		all = append(all, e.Name())
	}
	return all
}

func TestRemoveTakesEnvironmentsOfEveryMaker(t *testing.T) {
	for _, m := range makers() {
		t.Run(m.name, func(t *testing.T) {
			parent := t.TempDir()
			m.make(t, filepath.Join(parent, "my env"))
			mine := filepath.Join(t.TempDir(), "mine")
			write(t, filepath.Join(mine, "file"), "mine")
			link(t, mine, filepath.Join(parent, "my env", "lib", "python-linked"))
			k := kit(parent, t.TempDir())
			before := tree(t, parent)
			r, err := k.Removal("my env", false)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(before, tree(t, parent)); diff != "" {
				t.Errorf("to look has changed something: %s", diff)
			}
			if r.Maker.Name != m.name || r.Python == "" || r.Size.Files < 5 || r.Size.Bytes < 5000 || r.Path != filepath.Join(parent, "my env") ||
				r.Problem != "" || len(r.Own)+len(r.Leftovers) > 0 {
				t.Errorf("it is %+v", r)
			}
			if err := k.Remove(t.Context(), r); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff([]string{}, names(t, parent)); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff([]string{"file"}, names(t, mine)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestRemoveTakesWhatIsBroken(t *testing.T) {
	for name, damage := range map[string]func(t *testing.T, dir string){
		"its base is gone": breakBase,
		"its interpreter is gone": func(t *testing.T, dir string) {
			t.Helper()
			if err := os.RemoveAll(filepath.Join(dir, "bin/python")); err != nil {
				t.Fatal(err)
			}
		},
		"its pyvenv.cfg is empty": func(t *testing.T, dir string) {
			t.Helper()
			breakBase(t, dir)
			write(t, filepath.Join(dir, "pyvenv.cfg"), "")
		},
	} {
		parent := t.TempDir()
		small(t, filepath.Join(parent, "env"))
		damage(t, filepath.Join(parent, "env"))
		r, err := remove(t, kit(parent, t.TempDir()), "env", false)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		} else if !strings.Contains(r.Problem, "bin/python") {
			t.Errorf("%s: its problem is %q", name, r.Problem)
		}
		if diff := cmp.Diff([]string{}, names(t, parent)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// breakBase makes the interpreter of an environment one whose base is gone.
func breakBase(t *testing.T, dir string) {
	t.Helper()
	for _, name := range names(t, filepath.Join(dir, "bin")) {
		if strings.HasPrefix(name, "python") {
			path := filepath.Join(dir, "bin", name)
			if err := os.Remove(path); err != nil {
				t.Fatal(err)
			}
			link(t, filepath.Join(dir, "gone", name), path)
		}
	}
}

// small makes the least that is an environment.
func small(t *testing.T, dir string) {
	t.Helper()
	write(t, filepath.Join(dir, "pyvenv.cfg"), "home = /usr/bin\nversion = 3.12.1\n")
	write(t, filepath.Join(dir, "lib/python3.12/site-packages/x.py"), "")
	if err := os.MkdirAll(filepath.Join(dir, "bin"), 0o755); err != nil {
		t.Fatal(err)
	}
	link(t, lab.Python(t), filepath.Join(dir, "bin/python"))
}

func TestRemoveAtHostilePaths(t *testing.T) {
	for _, name := range []string{
		"a b", "ä ö", "'", `"`, "$HOME", "`id`", "-rf", "a\nb", "a:b", "*", "[x]", "\xff", ".", "...", strings.Repeat("n", 255),
	} {
		parent := t.TempDir()
		dir := filepath.Join(parent, "p", name)
		if name == "." {
			dir = filepath.Join(parent, "p", " . ")
		}
		small(t, dir)
		write(t, filepath.Join(parent, "p", "beside"), "")
		if _, err := remove(t, kit(parent, t.TempDir()), dir, false); err != nil {
			t.Errorf("%q: %v", name, err)
		}
		if diff := cmp.Diff([]string{"beside"}, names(t, filepath.Join(parent, "p"))); diff != "" {
			t.Errorf("%q: %s", name, diff)
		}
	}
}

func TestWhatIsNotRemoved(t *testing.T) {
	root, home := t.TempDir(), t.TempDir()
	at := func(name string) string { return filepath.Join(root, name) }
	for _, name := range []string{"env", "active", "conda/env", "holder/home/env"} {
		small(t, at(name))
	}
	small(t, home)
	link(t, "env", at("link"))
	link(t, at("env"), at("conda/.venv"))
	link(t, "nowhere", at("dangling"))
	link(t, root, at("roundabout"))
	write(t, at("redirect/.venv"), "../env\n")
	write(t, at("project/main.py"), "")
	write(t, at("project/bin/x"), "")
	write(t, at("onlycfg/pyvenv.cfg"), "home = /usr/bin\n")
	write(t, at("linked/bin/python"), "")
	link(t, at("env/pyvenv.cfg"), at("linked/pyvenv.cfg"))
	small(t, at("python"))
	write(t, at("python/pyvenv.cfg"), "home = "+at("python/bin")+"\n")
	small(t, at("installation"))
	write(t, at("installation/pyvenv.cfg"), "")
	write(t, at("installation/lib/python3.12/os.py"), "")
	small(t, at("mixed"))
	write(t, at("mixed/main.py"), "")
	write(t, at("mixed/.git/config"), "")
	small(t, filepath.Dir(home)+"/above")
	before := tree(t, root)
	for _, c := range []struct {
		env, dir string // the latter is the current directory
		err      any    // a pointer to the type
		says     string
		way      string
	}{
		{env: "link", err: new(*pyenvkit.RefusalError), says: "it is a link to " + at("env"), way: "name " + at("env")},
		{env: "link/", err: new(*pyenvkit.RefusalError), says: "it is a link to " + at("env"), way: "delete the link"},
		{env: "redirect/.venv", err: new(*pyenvkit.RefusalError), says: "redirects to ../env", way: "name " + at("env")},
		{env: "dangling", err: new(*apply.DanglingLinkError), says: "nowhere", way: "link"},
		{env: "nothing", err: new(*environment.MissingError), says: at("nothing"), way: "name"},
		{env: "", err: new(*environment.MissingError), says: "there is no", way: "name"},
		{env: "project", err: new(*environment.NotEnvironmentError), says: "no pyvenv.cfg", way: "name"},
		{env: "project/main.py", err: new(*environment.NotEnvironmentError), says: "it is a file", way: "name"},
		{env: "onlycfg", err: new(*environment.NotEnvironmentError), says: "neither bin nor Scripts", way: "name"},
		{env: "linked", err: new(*environment.NotEnvironmentError), says: "is a link", way: "name"},
		{env: "env/bin", err: new(*pyenvkit.RefusalError), says: "a part of the environment " + at("env"), way: "name that"},
		{env: "env/bin/python", err: new(*pyenvkit.RefusalError), says: "a part of the environment " + at("env"), way: "name that"},
		{env: "env/pyvenv.cfg", err: new(*pyenvkit.RefusalError), says: "a part of the environment " + at("env"), way: "name that"},
		{env: "active", err: new(*pyenvkit.RefusalError), says: "it is active", way: "deactivate"},
		{env: "roundabout/active", err: new(*pyenvkit.RefusalError), says: "it is active", way: "exit"},
		{env: at("env"), dir: "env", err: new(*pyenvkit.RefusalError), says: "the current directory", way: "change to"},
		{env: "../..", dir: "env/lib/python3.12", err: new(*pyenvkit.RefusalError), says: "the current directory", way: "change to"},
		{env: home, err: new(*pyenvkit.RefusalError), says: "home", way: "name"},
		{env: "python", err: new(*pyenvkit.RefusalError), says: "holds the Python", way: "name"},
		{env: "installation", err: new(*pyenvkit.RefusalError), says: "holds the Python", way: "name"},
		{env: "mixed", err: new(*pyenvkit.OwnFilesError), says: ".git, main.py", way: "--force"},
	} {
		k := pyenvkit.New(at(c.dir), []string{"HOME=" + home, "VIRTUAL_ENV=" + at("roundabout/active")})
		_, err := remove(t, k, c.env, false)
		if !errors.As(err, c.err) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v, want a %T with %q", c.env, err, c.err, c.says)
		}
		hinting := interface{ Hints() []string }(nil)
		if !errors.As(err, &hinting) || !strings.Contains(strings.Join(hinting.Hints(), "\n"), c.way) {
			t.Errorf("%s: %v lacks the way out: %s", c.env, err, c.way)
		}
	}
	if diff := cmp.Diff(before, tree(t, root)); diff != "" {
		t.Errorf("something changed (-before +after):\n%s", diff)
	}
}

// TestRemoveByForceTakesAllOfTheDirectory: what the user has in an environment goes only when asked for.
func TestRemoveByForceTakesAllOfTheDirectory(t *testing.T) {
	parent := t.TempDir()
	dir := filepath.Join(parent, "project")
	small(t, dir)
	write(t, filepath.Join(dir, "src/main.py"), "")
	r, err := remove(t, kit(parent, t.TempDir()), "project", true)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"src"}, r.Own); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{}, names(t, parent)); diff != "" {
		t.Error(diff)
	}
}

// TestWhatPackagesPutAtTheTopIsNotTheUsers has what tools and packages leave there.
func TestWhatPackagesPutAtTheTopIsNotTheUsers(t *testing.T) {
	parent := t.TempDir()
	dir := filepath.Join(parent, "env")
	small(t, dir)
	site := filepath.Join(dir, "lib/python3.12/site-packages")
	for _, name := range []string{
		"docs/guide.txt", "LICENSE.txt", "data, more/x", "old/x", "share/jupyter/kernel.json", "etc/x.cfg", "bin/tool", "man/man1/x.1", "log/x", "tmp/x",
		".tox-info.json", "CACHEDIR.TAG", ".gitignore", ".lock", "include/site/python3.12/x.h", "pip-selfcheck.json",
	} {
		write(t, filepath.Join(dir, name), "")
	}
	write(t, filepath.Join(site, "a-1.0.dist-info/RECORD"),
		"a.py,,\n../../../docs/guide.txt,,\n../../../LICENSE.txt,,\n\"../../../data, more/x\",,\n../../../etc/x.cfg,,\n../../../bin/tool,,\n../../../../elsewhere/x,,\n")
	write(t, filepath.Join(site, "b-1.0-py2.7.egg-info/installed-files.txt"), "../b.py\n../../../../old/x\n")
	k := kit(parent, t.TempDir())
	if r, err := k.Removal("env", false); err != nil {
		t.Error(err)
	} else if len(r.Own) > 0 {
		t.Errorf("own: %q", r.Own)
	}
	for _, name := range []string{"elsewhere/x", "bin/deploy.sh", "etc/app.conf", "lib/mine.py", "share/data/db"} {
		write(t, filepath.Join(dir, name), "")
	}
	own := (*pyenvkit.OwnFilesError)(nil)
	if _, err := k.Removal("env", false); !errors.As(err, &own) || !cmp.Equal(own.Entries, []string{"bin/deploy.sh", "elsewhere", "etc/app.conf", "lib/mine.py", "share/data"}) {
		t.Errorf("error %v", err)
	}
}

func TestRemovalSaysWhatLeadsToTheEnvironment(t *testing.T) {
	root := t.TempDir()
	at := func(name string) string { return filepath.Join(root, name) }
	small(t, at("project/envs/3.12"))
	small(t, at("project/envs/3.13"))
	link(t, "../envs/3.12", at("project/envs/.venv"))
	write(t, at("work/.venv"), at("project/envs/3.12")+"\nreserved\n")
	write(t, at("other/.venv"), at("project/envs/3.13")+"\n")
	for dir, want := range map[string][]string{
		"work/": {at("project/envs/.venv"), at("work/.venv")},
		"other": {at("project/envs/.venv")},
	} {
		if err := os.MkdirAll(at(dir), 0o755); err != nil {
			t.Fatal(err)
		}
		r, err := kit(at(dir), t.TempDir()).Removal(at("project/envs/3.12"), false)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, r.Pointing); diff != "" {
			t.Errorf("%s: %s", dir, diff)
		}
	}
}

func TestAnotherEnvironmentThanTheOneLookedAtStays(t *testing.T) {
	parent := t.TempDir()
	k := kit(parent, t.TempDir())
	request := pyenvkit.Request{Dir: "env", Python: lab.Python(t), WithoutPip: true}
	if _, err := k.Create(t.Context(), request); err != nil {
		t.Fatal(err)
	}
	r, err := k.Removal("env", false)
	if err != nil {
		t.Fatal(err)
	}
	request.Clear = true
	if _, err := k.Create(t.Context(), request); err != nil {
		t.Fatal(err)
	}
	before := tree(t, parent)
	if err := k.Remove(t.Context(), r); !errors.As(err, new(*pyenvkit.ChangedError)) {
		t.Errorf("error %v", err)
	}
	if diff := cmp.Diff(before, tree(t, parent)); diff != "" {
		t.Error(diff)
	}
	// What the user has put there meanwhile, nobody has agreed to.
	if r, err = k.Removal("env", false); err != nil {
		t.Fatal(err)
	}
	mine := filepath.Join(parent, "env", "mine")
	write(t, mine, "mine")
	if err := k.Remove(t.Context(), r); !errors.As(err, new(*pyenvkit.OwnFilesError)) {
		t.Errorf("error %v", err)
	}
	if err := os.Remove(mine); err != nil {
		t.Fatal(err)
	}
	// One that has gone meanwhile is what the user wanted.
	if r, err = k.Removal("env", false); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := k.Remove(t.Context(), r); err != nil {
			t.Error(err)
		}
	}
	if err := os.Mkdir(filepath.Join(parent, "env"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := k.Remove(t.Context(), r); !errors.As(err, new(*pyenvkit.ChangedError)) {
		t.Errorf("an empty directory: error %v", err)
	}
}

// TestWhatAKilledRemovalLeftIsRemoved: nothing else is there, so the user can't name it
// in another way than by the path of the environment.
func TestWhatAKilledRemovalLeftIsRemoved(t *testing.T) {
	parent := t.TempDir()
	left := filepath.Join(parent, ".env.pyenvkit-abcdefghij")
	write(t, filepath.Join(left, "lib/x"), "")
	write(t, filepath.Join(parent, ".env2.pyenvkit-abcdefghij", "x"), "")
	r, err := remove(t, kit(parent, t.TempDir()), "env", false)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{left}, r.Leftovers); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{".env2.pyenvkit-abcdefghij"}, names(t, parent)); diff != "" {
		t.Error(diff)
	}
}

// TestAnEnvironmentHalfChangedIsRemoved has one in which a run was killed that had put
// pyvenv.cfg aside; whoever locks it restores it first.
func TestAnEnvironmentHalfChangedIsRemoved(t *testing.T) {
	parent := t.TempDir()
	dir := filepath.Join(parent, "env")
	small(t, dir)
	stage := filepath.Join(dir, ".pyenvkit-stage")
	write(t, filepath.Join(stage, "journal"), `[{"path": "pyvenv.cfg", "old": true}]`)
	for _, name := range []string{"new", "old"} {
		if err := os.Mkdir(filepath.Join(stage, name), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Rename(filepath.Join(dir, "pyvenv.cfg"), filepath.Join(stage, "old", "0")); err != nil {
		t.Fatal(err)
	}
	r, err := remove(t, kit(parent, t.TempDir()), "env", false)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{stage}, r.Leftovers); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{}, names(t, parent)); diff != "" {
		t.Error(diff)
	}
}
