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
	for _, test := range [][]string{
		{"bash", "-c", `. "$0/activate"; printf '%s\036' "$VIRTUAL_ENV" "$PATH"`, dir},
		{"zsh", "-fc", `. "$0/activate"; printf '%s\036' "$VIRTUAL_ENV" "$PATH"`, dir},
		{"fish", "--no-config", "-c", `source $argv[1]/activate.fish; printf '%s\036' $VIRTUAL_ENV (string join : $PATH)`, dir},
	} {
		test[0] = lab.Program(t, test[0])
		path := bin + ":/usr/bin:/bin"
		got := run(t, clean(t, "PATH="+path), "", test...)
		if diff := cmp.Diff([]string{root, root + "/Scripts:" + path}, records(got.stdout)); diff != "" || got.stderr != "" {
			t.Errorf("%s: %s (-want +got):\n%s", test[0], got.stderr, diff)
		}
	}
}
