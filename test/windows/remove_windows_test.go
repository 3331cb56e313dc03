package windows

import (
	"encoding/json"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestInfo describes the environments of this Python's own tool and of pyenvkit.
func TestInfo(t *testing.T) {
	t.Parallel()
	project, ours := newEnvironment(t)
	theirs := filepath.Join(project, "theirs")
	base := newest(t)
	must(t, project, base, "-m", "venv", "--without-pip", theirs)
	version := strings.TrimSpace(must(t, project, base, "-c", "import platform; print(platform.python_version())"))
	for maker, env := range map[string]string{"pyenvkit": ours, "venv": theirs} {
		var got struct {
			Path   string
			Python struct {
				Version, Executable, Base string
				BaseExists                bool `json:"base_exists"`
			}
			Maker struct{ Name string }
		}
		if err := json.Unmarshal([]byte(must(t, project, "pyenvkit", "info", "--json", env)), &got); err != nil {
			t.Fatal(err)
		}
		want := got
		want.Path, want.Python.Version, want.Python.Executable, want.Python.BaseExists, want.Maker.Name = env, version, python(env), true, maker
		if diff := cmp.Diff(want, got); diff != "" || !strings.EqualFold(got.Python.Base, base) {
			t.Errorf("%s of %s\n-want +got:\n%s", env, got.Python.Base, diff)
		}
		if got := must(t, project, "pyenvkit", "info", "--site-packages", env); got != filepath.Join(env, "Lib", "site-packages")+"\n" {
			t.Errorf("packages are in %s", got)
		}
	}
	if got := must(t, project, "pyenvkit", "info", "--python"); got != python(ours)+"\n" {
		t.Errorf("the interpreter is %s", got)
	}
}

func TestRemove(t *testing.T) {
	t.Parallel()
	project, env := newEnvironment(t)
	put(t, filepath.Join(project, "mine"), "mine")
	for name, c := range map[string]struct {
		dir, says string
		env       []string
		args      []string
		code      int
	}{
		"unasked":     {project, "add --yes", nil, []string{env}, 2},
		"active":      {project, "active", []string{"VIRTUAL_ENV=" + env}, []string{"--yes", env}, 1},
		"current":     {filepath.Join(env, "Lib"), "current directory", nil, []string{"--yes", env}, 1},
		"not an env":  {env, "no environment", nil, []string{"--yes", project}, 1},
		"not a thing": {project, "no", nil, []string{"--yes", "nothing"}, 1},
	} {
		r := run(t, c.dir, c.env, "pyenvkit", append([]string{"remove"}, c.args...)...)
		if r.code != c.code || r.stdout != "" || !strings.Contains(r.stderr, c.says) || !strings.Contains(r.stderr, "\nhint: ") {
			t.Errorf("%s: %+v", name, r)
		}
	}
	must(t, t.TempDir(), python(env), "-c", "")
	must(t, project, "pyenvkit", "remove", "--yes", strings.ToUpper(".venv"))
	if got := names(t, project); !slices.Equal(got, []string{"mine"}) {
		t.Errorf("there are %q", got)
	}
}

// TestRemoveInUse leaves an environment whose Python runs as it is, until that has ended.
func TestRemoveInUse(t *testing.T) {
	t.Parallel()
	project, env := newEnvironment(t)
	end := hold(t, t.TempDir(), python(env), "-c", wait)
	defer end()
	r := run(t, project, nil, "pyenvkit", "remove", "--yes", env)
	if r.code != 1 || !strings.Contains(r.stderr, python(env)+" is in use by another program") || !strings.Contains(r.stderr, "\nhint: ") {
		t.Errorf("%+v", r)
	}
	must(t, project, python(env), "-c", "")
	end()
	must(t, project, "pyenvkit", "remove", "--yes", env)
	if got := names(t, project); len(got) > 0 {
		t.Errorf("there are %q", got)
	}
}

// TestAllow has the directory for data decide, and a denial outlive a new environment.
func TestAllow(t *testing.T) {
	t.Parallel()
	project, env := newEnvironment(t)
	data := []string{"LOCALAPPDATA=" + t.TempDir(), "XDG_DATA_HOME=" + t.TempDir()}
	follow := func(want bool, says string) {
		t.Helper()
		r := run(t, project, data, "pyenvkit", "activate", "--hooked", "powershell", "--auto")
		if r.code != 0 || strings.Contains(r.stdout, "VIRTUAL_ENV") != want || !strings.Contains(r.stderr, says) || (says == "") != (r.stderr == "") {
			t.Errorf("%+v, want %t, %s", r, want, says)
		}
	}
	decide := func(command string) {
		t.Helper()
		if r := run(t, project, data, "pyenvkit", command); r.code != 0 {
			t.Errorf("%s: %+v", command, r)
		}
	}
	follow(false, "pyenvkit allow")
	decide("allow")
	follow(true, "")
	must(t, project, "pyenvkit", "create", "-q", "--clear", "--without-pip", "-p", newest(t), "--prompt", "another", env)
	follow(false, "pyenvkit allow")
	decide("deny")
	follow(false, "")
	if r := run(t, project, data, "pyenvkit", "allow", "--list"); r.code != 0 || !strings.HasPrefix(r.stdout, "denied  ") {
		t.Errorf("%+v", r)
	}
}
