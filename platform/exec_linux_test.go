package platform

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestExecHandsEverythingOn compares what a program has that was put in the place of
// this one with what it has when it is called itself, from a shell that has changed
// whatever it can: /proc/self of both.
func TestExecHandsEverythingOn(t *testing.T) {
	const look = `for f in status limits; do while read -r l; do case $l in
		Sig[BI]*|Umask*|Max*|NoNewPrivs*) echo "$l";; esac; done </proc/self/$f; done
		cd /proc/self/fd; for n in *; do [ ! -e "$n" ] || echo "$n"; done`
	asked := filepath.Join(t.TempDir(), "asked.test")
	build := exec.CommandContext(t.Context(), "go", "test", "-c", "-tags=linkname", "-ldflags=-checklinkname=0", "-o", asked, ".")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	const ignored = "trap '' HUP INT QUIT TERM PIPE CHLD TSTP TTIN TTOU URG USR1 WINCH"
	for name, c := range map[string]struct{ self, setting string }{
		"nothing changed":        {executablePath(t), ""},
		"open files":             {executablePath(t), "ulimit -S -n 100"},
		"umask":                  {executablePath(t), "umask 027"},
		"descriptors":            {executablePath(t), "exec 5</dev/null 9>/dev/null"},
		"ignored INT and HUP":    {executablePath(t), "trap '' HUP INT"},
		"ignored signals, asked": {asked, ignored},
		"no signal, asked":       {asked, ""},
	} {
		t.Run(name, func(t *testing.T) {
			run := func(command ...string) string {
				shell := []string{"-c", c.setting + "\nexec \"$@\"", "sh"}
				return finish(t, exec.CommandContext(t.Context(), "/bin/sh", append(shell, command...)...)).out
			}
			want, got := run("/bin/sh", "-c", look), run(c.self, "/bin/sh", "/bin/sh", "-c", look)
			if diff := cmp.Diff(strings.Split(want, "\n"), strings.Split(got, "\n")); diff != "" || !strings.Contains(want, "SigIgn") {
				t.Errorf("called itself -, through Exec +:\n%s", diff)
			}
		})
	}
}

// TestExecWithoutStandardStreams has Go's /dev/null where they were closed.
func TestExecWithoutStandardStreams(t *testing.T) {
	got := finish(t, exec.CommandContext(t.Context(), "/bin/sh", "-c", `exec "$0" "$@" <&-`, executablePath(t),
		"/bin/sh", "sh", "-c", "readlink /proc/self/fd/0; cat"))
	if want := (outcome{0, "/dev/null\n", ""}); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
}
