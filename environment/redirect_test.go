package environment_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pyenvkit/pyenvkit/environment"
)

// The rules are those of PEP 832.
func TestRedirects(t *testing.T) {
	name := " blank "
	if filepath.Separator != '/' {
		name = " blank" // Windows drops those at the end
	}
	tree := newTree(t)
	tree.grow(one...)
	tree.grow("envs/"+name+"/pyvenv.cfg: ", "envs/"+name+"/bin/python: x", "envs/plain/", "project/file: ../envs/one")
	rewrite := "hint: write the path of an environment into it, as its first line and in UTF-8, or delete it"
	blank := []string{
		"root T/envs/" + name, "bin bin", "interpreter T/envs/" + name + "/bin/python", "source T/project/.venv", "project T/project",
	}
	for content, want := range map[string][]string{
		"../envs/one":                       isOne("T/project/.venv", "T/project"),
		"../envs/one\n":                     isOne("T/project/.venv", "T/project"),
		"../envs/one\r\nwhat = ever\n":      isOne("T/project/.venv", "T/project"),
		"\ufeff../envs/one\n":               isOne("T/project/.venv", "T/project"),
		"./../envs//one/\n":                 isOne("T/project/.venv", "T/project"),
		tree.at("envs/one") + "\n\xff":      isOne("T/project/.venv", "T/project"),
		"../envs/" + name + "\n":            blank,
		"":                                  {"error: T/project/.venv is a file that redirects to no environment: its first line is empty", rewrite},
		"\n../envs/one":                     {"error: T/project/.venv is a file that redirects to no environment: its first line is empty", rewrite},
		"\r\n":                              {"error: T/project/.venv is a file that redirects to no environment: its first line is empty", rewrite},
		"\ufeff":                            {"error: T/project/.venv is a file that redirects to no environment: its first line is empty", rewrite},
		"\xff\xfe.\x00.\x00":                {"error: T/project/.venv is a file that redirects to no environment: it is UTF-16 rather than UTF-8", rewrite},
		"../env\xe9\n":                      {"error: T/project/.venv is a file that redirects to no environment: its first line is not UTF-8", rewrite},
		"a\x00b\n":                          {"error: T/project/.venv is a file that redirects to no environment: its first line holds a NUL", rewrite},
		strings.Repeat("x", 200<<10) + "\n": {"error: T/project/.venv is a file that redirects to no environment: its first line is too long for a path", rewrite},
		"../envs/plain\n": {
			"error: T/envs/plain, which T/project/.venv redirects to, is no environment: it has no pyvenv.cfg",
			"hint: write the path of an environment into T/project/.venv, or delete it",
		},
		".\n": { // in a circle
			"error: T/project, which T/project/.venv redirects to, is no environment: it has no pyvenv.cfg",
			"hint: write the path of an environment into T/project/.venv, or delete it",
		},
		"../envs/two\n": {
			"error: T/project/.venv redirects to T/envs/two, which does not exist",
			"hint: make the environment that it redirects to, correct the path, or delete the file",
		},
		"~/envs/one\n": {
			"error: T/project/.venv redirects to T/project/~/envs/one, which does not exist",
			"hint: make the environment that it redirects to, correct the path, or delete the file",
		},
		"my env\n": {
			`error: T/project/.venv names "my env", and there is no such directory beside it`,
			"hint: a bare name that other tools look up elsewhere is not followed: write the path of that environment into the file (PEP 832)",
		},
		"file\n": {
			"error: T/project/.venv redirects to file, which is a file",
			"hint: write the path of the environment itself into it: redirects are not followed to other redirects",
		},
		".venv\n": {
			"error: T/project/.venv redirects to .venv, which is a file",
			"hint: write the path of the environment itself into it: redirects are not followed to other redirects",
		},
	} {
		tree.grow("project/.venv: " + content)
		e, err := posix(tree.root).Nearest(tree.at("project"))
		tree.expect(content[:min(len(content), 40)], want, e, err)
		if err != nil {
			_, err := posix(tree.root).Find(tree.at("project/.venv"))
			tree.expect("by name", want, e, err)
		}
	}
}

func TestRedirectsAndLinks(t *testing.T) {
	needLinks(t)
	tree := newTree(t)
	tree.grow(one...)
	tree.grow(
		"linked/.venv -> ../envs/one", "dangling/.venv -> nowhere",
		"shared/redirect: ../envs/one\n", "far/project/.venv -> ../../shared/redirect", // relative to the file itself
		"current -> envs/one", "to-link/.venv: ../current\n", "to-nowhere/.venv: ../lost\n", "lost -> envs/lost",
		"circle/.venv -> .",
	)
	for dir, want := range map[string][]string{
		"linked":      isOne("T/linked/.venv", "T/linked"),
		"far/project": isOne("T/far/project/.venv", "T/far/project"),
		"to-link":     isOne("T/to-link/.venv", "T/to-link"),
		"to-nowhere": {
			"error: T/to-nowhere/.venv redirects to T/lost, which does not exist",
			"hint: make the environment that it redirects to, correct the path, or delete the file",
		},
		"circle": {"error: T/circle/.venv is no environment: it has no pyvenv.cfg", byPath},
		"dangling": {
			"error: T/dangling/.venv is a link to T/dangling/nowhere, which does not exist",
			"hint: make the environment that it links to, or delete the link",
		},
	} {
		e, err := posix(tree.root).Nearest(tree.at(dir))
		tree.expect(dir, want, e, err)
	}
}

func FuzzRedirect(f *testing.F) {
	for _, seed := range []string{"../x\n", "\ufeffx\r\n", "\xff\xfe", "", "\n", "a\x00", "x\ry"} {
		f.Add(seed)
	}
	file := filepath.Join(f.TempDir(), ".venv")
	f.Fuzz(func(t *testing.T, content string) {
		if err := os.WriteFile(file, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
		target, err := environment.Redirect(file)
		if err == nil && (target == "" || strings.ContainsAny(target, "\n\x00") || !strings.Contains(content, target)) {
			t.Errorf("%q redirects to %q", content, target)
		}
	})
}
