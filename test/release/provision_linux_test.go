package release

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pyenvkit/pyenvkit/internal/lab"
)

// TestPages does what the documentation has people do, all with one release.
func TestPages(t *testing.T) {
	t.Parallel()
	p := publish(t)
	for name, test := range map[string]func(*testing.T, publication){
		"readme":              testReadme,
		"tutorial":            testTutorial,
		"how-to":              testHowTo,
		"install":             testInstallPage,
		"use":                 testUsePage,
		"Go":                  testGo,
		"provisioning script": testProvisioningScript,
		"Dockerfile":          testDockerfile,
		"workflow":            testWorkflow,
		"cloud-config":        testCloudConfig,
		"by hand":             testByHand,
		"BusyBox":             testBusyBoxMachine,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, p)
		})
	}
}

// testProvisioningScript runs the script of the page on a machine, again, and where
// something was damaged.
func testProvisioningScript(t *testing.T, p publication) {
	lab.DebianRoot(t)
	scripts := under(t, "A script that may run again", "sh")
	if len(scripts) != 2 {
		t.Fatalf("%d scripts", len(scripts))
	}
	m := newRoot(t)
	m.put(t, "srv/app/requirements.txt", "hello\n")
	m.put(t, "provision", p.local(scripts[0]))
	again := call{env: append(p.env(), standardPath), argv: []string{"sh", "/provision"}}
	said := m.must(t, again)
	if !strings.Contains(said, "installed pyenvkit v"+version) {
		t.Errorf("it says\n%s", said)
	}
	hello := call{argv: []string{"/srv/app/.venv/bin/hello", "again"}}
	before := m.must(t, hello)

	// Without the server: what is there needs no download.
	again.env = []string{standardPath, "PIP_NO_INDEX=1", "PIP_DISABLE_PIP_VERSION_CHECK=1"}
	m.put(t, "provision", strings.ReplaceAll(scripts[0], releases, "http://127.0.0.1:9"))
	if said := m.must(t, again); said != "" {
		t.Errorf("again it says\n%s", said)
	}
	m.must(t, call{argv: []string{"rm", "-r", "/srv/app/.venv/bin/python", "/srv/app/.venv/bin/pip"}})
	m.must(t, again)
	if after := m.must(t, hello); after != before {
		t.Errorf("before %s after %s", before, after)
	}

	// An old one is replaced, and what can't be had fails.
	m.put(t, "usr/local/bin/pyenvkit", "#!/bin/sh\necho pyenvkit v1.2.2 '(old)'\n")
	if status, said := m.run(t, again); status == 0 || !strings.Contains(said, "curl: ") {
		t.Errorf("without a network: status %d\n%s", status, said)
	}
	m.put(t, "provision", p.local(scripts[0]))
	m.must(t, again)

	// jq is this machine's.
	made := filepath.Join(t.TempDir(), ".venv")
	for _, want := range []string{"created\n", "updated\n"} {
		script := strings.ReplaceAll(scripts[1], "/srv/app/.venv", made)
		cmd := exec.CommandContext(t.Context(), lab.Program(t, "sh"), "-euc", script)
		cmd.Env = []string{"PATH=" + filepath.Join(m.dir, "usr/local/bin") + ":" + filepath.Dir(lab.Program(t, "jq")) + ":/usr/bin:/bin"}
		if _, said := run(t, cmd); said != want {
			t.Errorf("%s says %q, want %q", script, said, want)
		}
	}
}

// testWorkflow runs the steps of the page as a runner of GitHub does, one process
// each.
func testWorkflow(t *testing.T, p publication) {
	workflow := under(t, "GitHub Actions", "yaml")[0]
	dir := t.TempDir()
	home, files := filepath.Join(dir, "home"), map[string]string{}
	for _, name := range []string{"GITHUB_PATH", "GITHUB_ENV"} {
		files[name] = filepath.Join(dir, name)
		lab.WriteFile(t, files[name], "", 0o644)
	}
	lab.WriteFile(t, filepath.Join(home, "checkout", "requirements.txt"), "pytest\n", 0o644)
	found := regexp.MustCompile(`(?m)^  (PYENVKIT_VERSION): (.*)$`).FindStringSubmatch(workflow)
	if found == nil {
		t.Fatal("the workflow names no version")
	}
	var said string
	for _, step := range steps(workflow) {
		if step.shell != "bash" {
			t.Fatalf("%q is run by %q, of which a pipe does not fail", step.script, step.shell)
		}
		var path []string
		added, err := os.ReadFile(files["GITHUB_PATH"])
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(added)) {
			path = append([]string{strings.TrimSpace(line)}, path...)
		}
		// What GitHub says that `shell: bash` is.
		cmd := exec.CommandContext(t.Context(), lab.Program(t, "bash"), "--noprofile", "--norc", "-eo", "pipefail", "-c", p.local(step.script))
		cmd.Dir = filepath.Join(home, "checkout")
		cmd.Env = append(p.env(), "HOME="+home, found[1]+"="+found[2], "GITHUB_PATH="+files["GITHUB_PATH"], "GITHUB_ENV="+files["GITHUB_ENV"],
			"PATH="+strings.Join(append(path, "/usr/bin", "/bin"), ":"))
		status, words := run(t, cmd)
		if status != 0 {
			t.Fatalf("%s: status %d\n%s", step.script, status, words)
		}
		said = words
	}
	// The last is -m pytest, for which a package stands that frames its arguments.
	if !strings.Contains(said, "||     ||") {
		t.Errorf("the last step says\n%s", said)
	}
}

// TestWorkflowFailsWithoutARelease is what `shell: bash` is for.
func TestWorkflowFailsWithoutARelease(t *testing.T) {
	t.Parallel()
	for _, step := range steps(under(t, "GitHub Actions", "yaml")[0])[:1] {
		script := strings.ReplaceAll(step.script, releases, "http://127.0.0.1:9")
		cmd := exec.CommandContext(t.Context(), lab.Program(t, "bash"), "--noprofile", "--norc", "-eo", "pipefail", "-c", script)
		cmd.Env = append(os.Environ(), "PYENVKIT_VERSION="+version, "GITHUB_PATH="+filepath.Join(t.TempDir(), "path"))
		if status, said := run(t, cmd); status == 0 {
			t.Errorf("it goes on: %s", said)
		}
	}
}

// testCloudConfig does what cloud-init does with the one of the page: packages, then
// files, then one script of sh with all commands. Then it does what systemd and cron
// would, and runs the commands of the unit and of the line.
func testCloudConfig(t *testing.T, p publication) {
	lab.DebianRoot(t)
	text := under(t, "cloud-init", "yaml")[0]
	if !strings.HasPrefix(text, "#cloud-config\n") {
		t.Error("cloud-init goes by the first line")
	}
	config := parseCloudConfig(p.local(text))
	m := newRoot(t)
	m.must(t, call{env: []string{standardPath}, argv: append([]string{"apt-get", "install", "-y"}, config.packages...)})
	for path, content := range config.files {
		m.put(t, path, content)
	}
	m.put(t, "runcmd", "#!/bin/sh\n"+strings.Join(config.commands, "\n")+"\n")
	environment := append(p.env(), standardPath)
	m.must(t, call{env: environment, argv: []string{"sh", "/runcmd"}})
	if got := m.must(t, call{argv: []string{"cat", "/run/systemctl"}}); got != "enable --now app.service\n" {
		t.Errorf("systemctl is told %q", got)
	}

	unit := config.files["/etc/systemd/system/app.service"]
	command := regexp.MustCompile(`(?m)^ExecStart=(.*)$`).FindStringSubmatch(unit)
	if command == nil {
		t.Fatalf("the unit has no ExecStart:\n%s", unit)
	}
	service := call{user: "65534:65534", dir: "srv/app", env: []string{standardPath}, argv: strings.Fields(command[1])}
	if said := m.must(t, service); !strings.Contains(said, "| --app app run |") {
		t.Errorf("the service says\n%s", said)
	}

	m.put(t, "srv/app/report.py", "import flask, sys; print(sys.prefix)\n")
	line := under(t, "systemd and cron", "")[0]
	fields := regexp.MustCompile(`^(?:[0-9*/,-]+ ){5}([^%]*)\n$`).FindStringSubmatch(line)
	if fields == nil {
		t.Fatalf("%q is no line of a crontab", line)
	}
	job := call{env: []string{"PATH=/usr/bin:/bin"}, argv: []string{"sh", "-c", fields[1]}}
	if said := m.must(t, job); said != "/srv/app/.venv\n" {
		t.Errorf("the job says %s", said)
	}

	// The script ends where a command fails.
	m.put(t, "runcmd", strings.ReplaceAll(strings.Join(config.commands, "\n")+"\n", p.url, "http://127.0.0.1:9"))
	if status, said := m.run(t, call{env: environment, argv: []string{"sh", "/runcmd"}}); status == 0 {
		t.Errorf("it goes on:\n%s", said)
	}
}

// TestUnit has systemd look at the unit of the page, with a service that is there.
func TestUnit(t *testing.T) {
	t.Parallel()
	unit := parseCloudConfig(under(t, "cloud-init", "yaml")[0]).files["/etc/systemd/system/app.service"]
	unit = strings.ReplaceAll(unit, "/srv/app/.venv/bin/python", "/bin/true")
	path := filepath.Join(t.TempDir(), "app.service")
	lab.WriteFile(t, path, unit, 0o644)
	status, said := run(t, exec.CommandContext(t.Context(), lab.Program(t, "systemd-analyze"), "verify", "--man=no", path))
	if status != 0 || strings.Contains(said, "app.service:") {
		t.Errorf("status %d\n%s", status, said)
	}
}

// testByHand types what the page does to hosts by ssh, and where there is no index.
// A host is another home on this machine, with a Python that has no pip, as Debian's:
// ssh gives its shell one line, and scp copies.
func testByHand(t *testing.T, p publication) {
	for _, heading := range []string{"By ssh", "Machines without a network"} {
		t.Run(heading, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			home, host := filepath.Join(dir, "anna"), filepath.Join(dir, "host")
			for _, path := range []string{home, host} {
				lab.WriteFile(t, filepath.Join(path, "requirements.txt"), "hello\n", 0o644)
			}
			cmd := guest(t, p, home)
			tools := filepath.Join(dir, "tools")
			lab.WriteFile(t, filepath.Join(tools, "ssh"), `#!/bin/sh
[ "$1" = host ] && shift && cd "`+host+`" && exec env -i HOME="$PWD" SHELL=/bin/sh PATH="`+filepath.Dir(lab.Standalone(t))+`:/usr/bin:/bin" sh -c "$*"
`, 0o755)
			lab.WriteFile(t, filepath.Join(tools, "scp"), "#!/bin/sh\nshift\nwhile [ $# -gt 1 ]; do cp \"$1\" "+host+"; shift; done\n[ \"$1\" = host: ]\n", 0o755)
			cmd.Env = append(cmd.Env, "PATH="+tools+":"+strings.TrimPrefix(cmd.Env[len(cmd.Env)-1], "PATH="))
			exchanges := p.at(home, consoles(t, "docs/how-to/provision.md", heading))
			if heading == "By ssh" {
				before := lab.Tree(t, host)
				last := regexp.MustCompile("`(ssh host sh -s -- --uninstall <install.sh)`").FindStringSubmatch(read(t, "docs/how-to/provision.md"))
				if last == nil {
					t.Fatal("the page does not say how to uninstall")
				}
				exchanges = append(exchanges, exchange{command: last[1], want: "[...]\n"})
				converse(t, cmd, exchanges)
				for _, name := range []string{"app", "install.sh", "checksums.txt", archive} {
					os.RemoveAll(filepath.Join(host, name))
				}
				if diff := cmp.Diff(before, lab.Tree(t, host)); diff != "" {
					t.Errorf("left on the host:\n%s", diff)
				}
				return
			}
			made := p.local("curl -fsSL " + releases + "/latest/download/install.sh | sh 2>/dev/null && pyenvkit create --quiet\n")
			exchanges = append([]exchange{{command: made}}, exchanges...)
			converse(t, cmd, exchanges)
			status, said := run(t, exec.CommandContext(t.Context(), filepath.Join(home, ".venv/bin/hello")))
			expect(t, 0, "||", status, said)
		})
	}
}
