package release

import (
	"cmp"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/pyenvkit/pyenvkit/internal/lab"
)

// A builder makes images of a Dockerfile, in place of Docker: each stage is a chroot
// of Debian, whatever image the first FROM names. It knows the instructions and the
// forms that the page has, and fails at all others.
type builder struct {
	context string            // the directory that COPY takes files from
	outside []string          // variables of the test, which are not part of the image
	caches  map[string]string // directories of cache mounts, by their targets
	stages  map[string]*stage
}

// A stage is what FROM begins.
type stage struct {
	root
	user string
	dir  string
	env  map[string]string // by ENV
	args map[string]string // by ARG
	cmd  []string
}

// variables returns those of a process in the stage.
func (s *stage) variables(outside []string) []string {
	all := maps.Clone(s.args)
	maps.Copy(all, s.env)
	env := slices.Clone(outside)
	for name, value := range all {
		env = append(env, name+"="+value)
	}
	return env
}

// build carries a Dockerfile out and returns its last stage.
func (b *builder) build(t *testing.T, dockerfile string) *stage {
	t.Helper()
	var s *stage
	for line := range strings.Lines(strings.ReplaceAll(dockerfile, "\\\n", "")) {
		line = strings.TrimSpace(line)
		instruction, rest, _ := strings.Cut(line, " ")
		switch instruction {
		case "", "#":
		case "FROM":
			s = b.from(t, strings.Fields(rest))
		case "ARG":
			name, value, given := strings.Cut(rest, "=")
			if name == "TARGETARCH" {
				value, given = runtime.GOARCH, true
			}
			if !given {
				t.Fatalf("%s: it has no value", line)
			}
			s.args[name] = s.expand(t, value)
		case "ENV":
			for pair := range strings.FieldsSeq(rest) {
				name, value, _ := strings.Cut(pair, "=")
				s.env[name] = s.expand(t, value)
			}
		case "WORKDIR":
			s.dir = s.path(s.expand(t, rest))
			s.must(t, call{argv: []string{"mkdir", "-p", s.dir}})
		case "USER":
			s.user = rest
		case "ADD":
			s.add(t, strings.Fields(s.expand(t, rest)))
		case "COPY":
			b.copy(t, s, strings.Fields(rest))
		case "RUN":
			b.run(t, s, rest)
		case "CMD":
			if err := json.Unmarshal([]byte(rest), &s.cmd); err != nil {
				t.Fatalf("%s: %v", line, err)
			}
		default:
			t.Fatalf("%s: the test knows no %s", line, instruction)
		}
	}
	return s
}

func (b *builder) from(t *testing.T, words []string) *stage {
	t.Helper()
	s := &stage{env: map[string]string{}, args: map[string]string{}}
	if base := b.stages[words[0]]; base != nil {
		s.root, s.user, s.dir, s.env = newRoot(t, base.layers...), base.user, base.dir, maps.Clone(base.env)
	} else if strings.HasPrefix(words[0], "debian:") {
		s.root = newRoot(t)
		name, value, _ := strings.Cut(standardPath, "=")
		s.env[name] = value
	} else {
		t.Fatalf("FROM %s: there is no such image or stage", words[0])
	}
	if len(words) == 3 && words[1] == "AS" {
		b.stages[words[2]] = s
	}
	return s
}

// expand puts the values of variables in.
func (s *stage) expand(t *testing.T, text string) string {
	t.Helper()
	return regexp.MustCompile(`\$(\w+|\{\w+\})`).ReplaceAllStringFunc(text, func(found string) string {
		name := strings.Trim(found, "${}")
		value, known := s.env[name]
		if !known {
			value, known = s.args[name]
		}
		if !known {
			t.Errorf("%s: there is no variable %s", text, name)
		}
		return value
	})
}

// path returns one of the stage as an absolute one.
func (s *stage) path(name string) string {
	if path.IsAbs(name) {
		return name
	}
	return path.Join("/", s.dir, name)
}

// add is ADD of files from the network.
func (s *stage) add(t *testing.T, words []string) {
	t.Helper()
	for _, url := range words[:len(words)-1] {
		response, err := http.Get(url) //nolint:gosec,noctx // from the server of the test
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(response.Body)
		response.Body.Close()
		if err != nil || response.StatusCode != http.StatusOK {
			t.Fatalf("ADD %s: %s %v", url, response.Status, err)
		}
		s.put(t, filepath.Join(s.path(words[len(words)-1]), path.Base(url)), string(content))
	}
}

// copy is COPY of one file or directory: of a directory the contents.
func (b *builder) copy(t *testing.T, s *stage, words []string) {
	t.Helper()
	from := b.context
	if name, given := strings.CutPrefix(words[0], "--from="); given {
		if b.stages[name] == nil {
			t.Fatalf("COPY %s: there is no such stage", words[0])
		}
		from, words = b.stages[name].place(), words[1:]
	}
	source, target := filepath.Join(from, words[0]), filepath.Join(s.place(), s.path(words[1]))
	info, err := os.Stat(source)
	if err != nil {
		t.Fatal(err)
	}
	inDirectory := info.IsDir() || strings.HasSuffix(words[1], "/") || words[1] == "."
	if info.IsDir() {
		source += "/."
	}
	if inDirectory {
		err = os.MkdirAll(target, 0o755)
	} else {
		err = os.MkdirAll(filepath.Dir(target), 0o755)
	}
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), lab.Program(t, "cp"), "-a", "--no-preserve=ownership", source, target)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("COPY %q: %v\n%s", words, err, out)
	}
}

// place returns the root of the stage, as the test sees it.
func (s *stage) place() string { return s.root.dir }

// run is RUN, with what it mounts.
func (b *builder) run(t *testing.T, s *stage, command string) {
	t.Helper()
	c := call{user: s.user, dir: s.dir, env: s.variables(b.outside)}
	mount := regexp.MustCompile(`^--mount=type=cache,target=(\S+)\s+`)
	for found := mount.FindStringSubmatch(command); found != nil; found = mount.FindStringSubmatch(command) {
		command = command[len(found[0]):]
		b.caches[found[1]] = cmp.Or(b.caches[found[1]], t.TempDir())
		c.volumes = append(c.volumes, b.caches[found[1]]+":"+found[1])
	}
	c.argv = []string{"sh", "-c", command}
	s.must(t, c)
}

// start runs what a container of the image would.
func (b *builder) start(t *testing.T, s *stage) string {
	t.Helper()
	return s.must(t, call{user: s.user, dir: s.dir, env: s.variables(b.outside), argv: s.cmd})
}

// testDockerfile builds the images of the page and starts a container of each.
func testDockerfile(t *testing.T, p publication) {
	lab.DebianRoot(t)
	context := t.TempDir()
	lab.WriteFile(t, filepath.Join(context, "requirements.txt"), "hello\n", 0o644)
	lab.WriteFile(t, filepath.Join(context, "main.py"), `import os, sys, hello
hello.main()
print(sys.prefix, os.getuid() != 0, os.access(sys.prefix, os.W_OK), os.path.exists("/usr/local/bin/pyenvkit"))
`, 0o644)
	b := &builder{context: context, outside: p.env(), caches: map[string]string{}, stages: map[string]*stage{}}
	dockerfiles := under(t, "Docker", "dockerfile")
	if len(dockerfiles) != 2 {
		t.Fatalf("%d Dockerfiles", len(dockerfiles))
	}

	image := b.build(t, p.local(dockerfiles[0]))
	if said := b.start(t, image); !strings.Contains(said, "\n/app/.venv True False False\n") {
		t.Errorf("the container says\n%s", said)
	}
	for target, dir := range b.caches {
		if entries, err := os.ReadDir(dir); err != nil || len(entries) == 0 {
			t.Errorf("the cache mount %s is not used: %v", target, err)
		}
	}
	modules, compiled := 0, 0
	for name := range lab.Tree(t, filepath.Join(image.place(), "app/.venv/lib")) {
		switch filepath.Ext(name) {
		case ".py":
			modules++
		case ".pyc":
			compiled++
		}
	}
	if modules == 0 || modules != compiled {
		t.Errorf("the image has %d modules, of which %d are compiled", modules, compiled)
	}
	if links, err := exec.CommandContext(t.Context(), lab.Program(t, "find"), image.place()+"/app", "-type", "l", "-lname", "*cache*").Output(); err != nil || len(links) > 0 {
		t.Errorf("what the image has not got: %s %v", links, err)
	}

	image = b.build(t, p.local(dockerfiles[1]))
	if said := b.start(t, image); !strings.Contains(said, " from /srv/app/.venv/lib/") {
		t.Errorf("the container says\n%s", said)
	}
	image.cmd = []string{"/srv/app/.venv/bin/pip", "--version"}
	if said := b.start(t, image); !strings.Contains(said, " from /srv/app/.venv/lib/") {
		t.Errorf("its pip says\n%s", said)
	}
}
