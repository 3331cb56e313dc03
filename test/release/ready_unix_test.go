//go:build unix

package release

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pyenvkit/pyenvkit/internal/lab"
)

// TestReady asks for releases that are good, and for some that must not be made.
func TestReady(t *testing.T) {
	t.Parallel()
	keys := t.TempDir()
	public := func(name, password string) string {
		t.Helper()
		args := []string{"-G", "-p", filepath.Join(keys, name+".pub"), "-s", filepath.Join(keys, name)}
		if password == "" {
			args = append(args, "-W")
		}
		cmd := exec.CommandContext(t.Context(), lab.Program(t, "minisign"), args...)
		cmd.Stdin = strings.NewReader(password + "\n" + password + "\n")
		if status, said := run(t, cmd); status != 0 {
			t.Fatal(said)
		}
		content, err := os.ReadFile(filepath.Join(keys, name+".pub"))
		if err != nil {
			t.Fatal(err)
		}
		return string(content)
	}
	open, locked := public("open", ""), public("locked", "it's a secret")
	const changes = "# Changelog\n\n## Unreleased\n\n## 1.2.30\n\n## 1.2.3 - 2026-11-21\n\n## 1.2.4-rc.1\n"

	for _, c := range []struct {
		name, tag, public string
		key, password     string
		elsewhere         string // what to do to the repository
		want              string // of the error; "" for a release that is good
	}{
		{name: "good", tag: "v1.2.3", public: open},
		{name: "a candidate", tag: "v1.2.4-rc.1", public: open},
		{name: "its key", tag: "v1.2.3", public: open, key: "open"},
		{name: "a key with a password", tag: "v1.2.3", public: locked, key: "locked", password: "it's a secret"},

		{name: "no version", tag: "1.2.3", public: open, want: "1.2.3 is none of v1.2.3"},
		{name: "no version of ours", tag: "v1.2.3-pre1", public: open, want: "v1.2.3-pre1 is none of"},
		{name: "not on main", tag: "v1.2.3", public: open, elsewhere: "git update-ref refs/remotes/origin/main HEAD~1", want: " is not on main"},
		{name: "another commit", tag: "v1.2.3", public: open, elsewhere: "git tag -f v1.2.3 HEAD~1", want: "v1.2.3 is not the commit"},
		{name: "no tag", tag: "v1.2.3", public: open, elsewhere: "git tag -d v1.2.3", want: "v1.2.3 is not the commit"},
		{name: "nothing to tell", tag: "v1.2.2", public: open, want: "CHANGELOG.md has no section 1.2.2"},
		{name: "what only looks like it", tag: "v1.2.4", public: open, want: "CHANGELOG.md has no section 1.2.4"},
		{name: "no key", tag: "v1.2.3", public: "untrusted comment: there is none yet\n", want: "minisign.pub is no public key"},
		{name: "a cut key", tag: "v1.2.3", public: open[:len(open)-5] + "\n", want: "minisign.pub is no public key"},
		{name: "a signature", tag: "v1.2.3", public: open + "trusted comment: x\n", want: "minisign.pub is no public key"},
		{name: "the key of somebody else", tag: "v1.2.3", public: locked, key: "open", want: "minisign.pub does not belong to the secret key"},
		{name: "another password", tag: "v1.2.3", public: locked, key: "locked", password: "x", want: "minisign can't sign"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			lab.WriteFile(t, filepath.Join(dir, "test", "release", "ready"), read(t, "test/release/ready"), 0o755)
			lab.WriteFile(t, filepath.Join(dir, "CHANGELOG.md"), changes, 0o644)
			lab.WriteFile(t, filepath.Join(dir, "internal", "release", "minisign.pub"), c.public, 0o644)
			script := `git init -q . && git commit -q --allow-empty -m first && git add . && git commit -q -m second &&
				git update-ref refs/remotes/origin/main HEAD && git tag "$1" && eval "$2" >&2 && exec test/release/ready "$1" ${3:+"$3"}`
			args := []string{"-c", script, "bash", c.tag, c.elsewhere, ""}
			if c.key != "" {
				args[len(args)-1] = filepath.Join(keys, c.key)
			}
			cmd := exec.CommandContext(t.Context(), lab.Program(t, "bash"), args...)
			cmd.Dir = dir
			cmd.Env = []string{
				"PATH=" + os.Getenv("PATH"), "HOME=" + dir, "TMPDIR=" + t.TempDir(), "MINISIGN_PASSWORD=" + c.password,
				"GIT_CONFIG_NOSYSTEM=1", "GIT_AUTHOR_NAME=a", "GIT_AUTHOR_EMAIL=a@example.org", "GIT_COMMITTER_NAME=a", "GIT_COMMITTER_EMAIL=a@example.org",
			}
			status, said := run(t, cmd)
			if c.want == "" {
				expect(t, 0, "", status, said)
				if strings.Contains(said, "error") {
					t.Error(said)
				}
			} else {
				expect(t, 1, c.want, status, said)
			}
		})
	}
}
