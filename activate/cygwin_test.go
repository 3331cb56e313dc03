package activate

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pyenvkit/pyenvkit/internal/lab"
)

// TestWindowsPathIsTranslated plays Cygwin: a program cygpath is on PATH, and
// the environment was made with a Windows path.
func TestWindowsPathIsTranslated(t *testing.T) {
	t.Parallel()
	dir := realTemp(t)
	root, bin := filepath.Join(dir, "me & you", "env"), filepath.Join(dir, "bin")
	v := Values{Root: `C:\me & you\env`, Bin: "Scripts", Prompt: "p", PathSeparator: ";"}
	done, omitted := Render(v, []string{"activate", "activate.fish"})
	if len(omitted) > 0 {
		t.Fatal(omitted)
	}
	files := map[string]string{
		filepath.Join(bin, "cygpath"): "#!/bin/sh\nif [ \"$*\" = '-u C:\\me & you\\env' ]; then echo '" + root + "'; fi\n",
		// Elsewhere than the environment, so that nothing but the path counts.
		filepath.Join(dir, "activate"):      string(done[0].Content),
		filepath.Join(dir, "activate.fish"): string(done[1].Content),
		filepath.Join(root, "pyvenv.cfg"):   "",
	}
	for name, content := range files {
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(content), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	for shell, name := range map[string]string{"bash": "code.sh", "fish": "code.fish"} {
		code, err := Code(shell, v, lookupIn(nil))
		if err != nil {
			t.Fatal(err)
		}
		leave, err := LeaveCode(shell, v.Bin, v.PathSeparator, lookupIn(nil))
		if err != nil {
			t.Fatal(err)
		}
		for name, content := range map[string]string{name: code, "leave-" + name: leave} {
			if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, test := range [][]string{
		{"bash", "-c", `. "$0/activate"; printf '%s\036' "$VIRTUAL_ENV" "$PATH"`, dir},
		{"zsh", "-fc", `. "$0/activate"; printf '%s\036' "$VIRTUAL_ENV" "$PATH"`, dir},
		{"fish", "--no-config", "-c", `source $argv[1]/activate.fish; printf '%s\036' $VIRTUAL_ENV (string join : $PATH)`, dir},
		{"bash", "-c", `eval "$(cat "$0/code.sh")"; printf '%s\036' "$VIRTUAL_ENV" "$PATH"`, dir},
		{"zsh", "-fc", `eval "$(cat "$0/code.sh")"; printf '%s\036' "$VIRTUAL_ENV" "$PATH"`, dir},
		{"fish", "--no-config", "-c", `cat $argv[1]/code.fish | source; printf '%s\036' $VIRTUAL_ENV (string join : $PATH)`, dir},
	} {
		test[0] = lab.Program(t, test[0])
		path := bin + ":/usr/bin:/bin"
		got := run(t, clean(t, "PATH="+path), "", test...)
		if diff := cmp.Diff([]string{root, root + "/Scripts:" + path}, records(got.stdout)); diff != "" || got.stderr != "" {
			t.Errorf("%s: %s (-want +got):\n%s", test[0], got.stderr, diff)
		}
	}
	for _, test := range [][]string{
		{"bash", "-c", `eval "$(cat "$0/leave-code.sh")"; printf '%s\036' "${VIRTUAL_ENV-unset}" "$PATH"`, dir},
		{"zsh", "-fc", `eval "$(cat "$0/leave-code.sh")"; printf '%s\036' "${VIRTUAL_ENV-unset}" "$PATH"`, dir},
		{"fish", "--no-config", "-c", `cat $argv[1]/leave-code.fish | source; set -q VIRTUAL_ENV; or printf '%s\036' unset (string join : $PATH)`, dir},
	} {
		test[0] = lab.Program(t, test[0])
		path := bin + ":/usr/bin:/bin"
		got := run(t, clean(t, "PATH="+root+"/Scripts:"+path, "VIRTUAL_ENV="+v.Root), "", test...)
		if diff := cmp.Diff([]string{"unset", path}, records(got.stdout)); diff != "" || got.stderr != "" {
			t.Errorf("%s: %s (-want +got):\n%s", test[0], got.stderr, diff)
		}
	}
}
