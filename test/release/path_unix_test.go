//go:build unix

package release

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/pyenvkit/pyenvkit/internal/lab"
)

// A profile is what is changed for the users of a shell.
type profile struct {
	shell string
	// ways are how the shell is started and reads what is changed.
	ways [][]string
	// before are start-up files that are there, by name, with their content.
	before map[string]string
	// changed are the files that are changed or made.
	changed []string
}

var profiles = []profile{
	{"bash", [][]string{{"bash", "-i", "-c"}, {"bash", "-l", "-c"}}, nil, []string{".bashrc", ".profile"}},
	{
		"bash",
		[][]string{{"bash", "-i", "-c"}, {"bash", "-l", "-c"}},
		map[string]string{".bash_profile": "A=1", ".profile": "A=2\n", ".bash_login": "A=3\n", ".bashrc": "\n"},
		[]string{".bash_profile", ".bashrc"},
	},
	{"zsh", [][]string{{"zsh", "-d", "-i", "-c"}}, map[string]string{".zshrc": "A=\xe4\n"}, []string{".zshrc"}},
	{"fish", [][]string{{"fish", "-c"}}, nil, []string{".config/fish/conf.d/pyenvkit.fish"}},
	{"tcsh", [][]string{{"tcsh", "-c"}}, map[string]string{".cshrc": "set a = 1"}, []string{".cshrc"}},
	{"tcsh", [][]string{{"tcsh", "-c"}}, map[string]string{".cshrc": "set a = 1", ".tcshrc": ""}, []string{".tcshrc"}},
	{"dash", [][]string{{"dash", "-l", "-c"}}, map[string]string{".profile": "A='\xff \xe4'\n"}, []string{".profile"}},
	{"ksh93", [][]string{{"ksh93", "-l", "-c"}}, nil, []string{".profile"}},
	{"mksh", [][]string{{"mksh", "-l", "-c"}}, nil, []string{".profile"}},
	{"yash", [][]string{{"yash", "-l", "-c"}}, nil, []string{".yash_profile"}},
}

// TestModifyPath has new shells find the program, once, and takes that back.
func TestModifyPath(t *testing.T) {
	t.Parallel()
	for _, test := range profiles {
		for _, home := range []string{"home", `it's "a" $HOME \b *`} {
			t.Run(test.shell+" "+home, func(t *testing.T) {
				t.Parallel()
				r, m := newMirror(t), newMachine(t, home, "sha256sum")
				m.env[2] = "SHELL=" + lab.Program(t, test.shell)
				for name, content := range test.before {
					lab.WriteFile(t, filepath.Join(m.home, name), content, 0o600)
				}
				before := lab.Tree(t, m.home)
				status, said := m.install(t, "file://"+r.dir, "--dry-run", "--modify-path")
				expect(t, 0, test.changed[0], status, said)
				same(t, before, m.home)
				status, said = m.install(t, "file://"+r.dir, "--modify-path")
				expect(t, 0, test.changed[0], status, said)
				after := lab.Tree(t, m.home)
				for name := range after {
					known := slices.Contains(test.changed, strings.TrimPrefix(name, "/"))
					if strings.HasPrefix(before[name], "-") && (before[name] != after[name]) != known {
						t.Errorf("%s is changed, or is not: %s", name, after[name])
					}
				}
				for _, way := range test.ways {
					m.finds(t, way, m.installed())
				}
				status, said = m.install(t, "file://"+r.dir, "--modify-path")
				expect(t, 0, "installed", status, said)
				same(t, after, m.home)

				status, said = m.install(t, "", "--uninstall", "--dry-run")
				expect(t, 0, test.changed[0], status, said)
				same(t, after, m.home)
				status, said = m.install(t, "", "--uninstall")
				expect(t, 0, "removed", status, said)
				for name, content := range test.before {
					if content != "" && !strings.HasSuffix(content, "\n") && slices.Contains(test.changed, name) {
						// The line that follows has to begin somewhere.
						before["/"+name] += "\n"
					}
				}
				same(t, before, m.home)
			})
		}
	}
}

// finds fails the test unless a shell finds the program on PATH, where it is once.
func (m *machine) finds(t *testing.T, way []string, want string) {
	t.Helper()
	argv := append(slices.Clone(way), "pyenvkit; printenv PATH")
	cmd := exec.CommandContext(t.Context(), lab.Program(t, argv[0]), argv[1:]...)
	cmd.Env = append(slices.Clone(m.env), "PATH=/usr/bin:/bin", "TERM=dumb", "XDG_DATA_HOME="+t.TempDir())
	_, said := run(t, cmd)
	if !strings.Contains(said, "pyenvkit v"+version) || strings.Count(said, filepath.Dir(want)) != 1 {
		t.Errorf("%s says %s", strings.Join(way, " "), said)
	}
}

// TestAnotherDirectory has its name in a start-up file, and then that of another one.
func TestAnotherDirectory(t *testing.T) {
	t.Parallel()
	for _, shell := range []string{"dash", "fish"} {
		r, m := newMirror(t), newMachine(t, "home", "sha256sum")
		m.env[2] = "SHELL=/bin/" + shell
		for _, name := range []string{`it's "a" $HOME \b *`, "in home", "plain"} {
			dir := filepath.Join(t.TempDir(), name)
			if name == "in home" {
				dir = filepath.Join(m.home, name)
			}
			m.env = append(m.env, "PYENVKIT_INSTALL_DIR="+dir)
			status, said := m.install(t, "file://"+r.dir, "--modify-path")
			expect(t, 0, "installed", status, said)
			m.finds(t, map[string][]string{"dash": {"dash", "-l", "-c"}, "fish": {"fish", "-c"}}[shell], filepath.Join(dir, "pyenvkit"))
			if err := os.Remove(filepath.Join(dir, "pyenvkit")); err != nil {
				t.Fatal(err)
			}
			file := filepath.Join(m.home, map[string]string{"dash": ".profile", "fish": ".config/fish/conf.d/pyenvkit.fish"}[shell])
			content, err := os.ReadFile(file)
			if lines := strings.Count(string(content), "PATH # ") + strings.Count(string(content), "export PATH ;; esac # "); err != nil || lines > 1 {
				t.Errorf("%d lines put a directory on PATH (%v): %s", lines, err, content)
			}
		}
	}
}

// TestModifyPathRefuses what it can't do, before it does anything.
func TestModifyPathRefuses(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ shell, dir, want string }{
		{"nu", "", "does not know the start-up file of nu"},
		{"sh", "/a:b", "can't be put on PATH"},
		{"sh", "/a\nb", "can't be put on PATH"},
		{"tcsh", "/a b", "can't be put on PATH"},
	} {
		r, m := newMirror(t), newMachine(t, "home", "sha256sum")
		if test.dir != "" {
			test.dir = m.home + test.dir
		}
		m.env = append(m.env, "SHELL=/bin/"+test.shell, "PYENVKIT_INSTALL_DIR="+test.dir)
		before := lab.Tree(t, m.home)
		status, said := m.install(t, "file://"+r.dir, "--modify-path")
		expect(t, 1, test.want, status, said)
		same(t, before, m.home)
	}
}

// TestAdvice has each shell run the line that it is shown.
func TestAdvice(t *testing.T) {
	t.Parallel()
	for _, shell := range []string{"bash", "zsh", "dash", "ksh93", "mksh", "yash", "fish", "tcsh"} {
		for _, home := range []string{"home", `it's "a" $HOME \b *`} {
			r, m := newMirror(t), newMachine(t, home, "sha256sum")
			m.env[2] = "SHELL=/bin/" + shell
			status, said := m.install(t, "file://"+r.dir)
			expect(t, 0, "is not on PATH; for this shell:\n  ", status, said)
			_, line, _ := strings.Cut(said, "for this shell:\n  ")
			line, _, _ = strings.Cut(line, "\n")
			cmd := exec.CommandContext(t.Context(), lab.Program(t, shell), "-c", line+"\npyenvkit")
			cmd.Env = append(slices.Clone(m.env), "PATH=/usr/bin:/bin")
			status, said = run(t, cmd)
			expect(t, 0, "pyenvkit v"+version, status, said)
		}
	}
}

// TestAdviceIsGivenWhereItIsNeeded looks at PATH.
func TestAdviceIsGivenWhereItIsNeeded(t *testing.T) {
	t.Parallel()
	r, m := newMirror(t), newMachine(t, "home", "sha256sum")
	m.env[1] = "PATH=" + m.bin + ":" + filepath.Dir(m.installed())
	status, said := m.install(t, "file://"+r.dir)
	expect(t, 0, "installed", status, said)
	if strings.Contains(said, "hint") {
		t.Errorf("needless: %s", said)
	}
	m.fake(t, "pyenvkit", "echo another one")
	status, said = m.install(t, "file://"+r.dir)
	expect(t, 0, "hint: another one comes first on PATH: "+filepath.Join(m.bin, "pyenvkit"), status, said)
	m.env[2] = "SHELL=/bin/nu"
	m.env[1] = "PATH=" + m.bin
	status, said = m.install(t, "file://"+r.dir)
	expect(t, 0, "belongs into PATH by the start-up file of nu", status, said)
}

// TestProfileKeepsItsModeAndItsLink has a start-up file somewhere else.
func TestProfileKeepsItsModeAndItsLink(t *testing.T) {
	t.Parallel()
	r, m := newMirror(t), newMachine(t, "home", "sha256sum")
	lab.WriteFile(t, filepath.Join(m.home, "dotfiles", "profile"), "A=1\n# pyenvkit is fine\n", 0o640)
	if err := os.Symlink(filepath.Join("dotfiles", "profile"), filepath.Join(m.home, ".profile")); err != nil {
		t.Fatal(err)
	}
	before := lab.Tree(t, m.home)
	status, said := m.install(t, "file://"+r.dir, "--modify-path")
	expect(t, 0, "installed", status, said)
	m.finds(t, []string{"dash", "-l", "-c"}, m.installed())
	status, said = m.install(t, "", "--uninstall")
	expect(t, 0, "removed", status, said)
	same(t, before, m.home)
}
