package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pyenvkit/pyenvkit/internal/lab"
)

// index serves the wheels in seed/wheels as a package index (PEP 503).
func index(t *testing.T) string {
	t.Helper()
	wheels, err := filepath.Glob("../../seed/wheels/*.whl")
	if err != nil || len(wheels) == 0 {
		t.Fatalf("no wheels: %v", err)
	}
	mux := http.NewServeMux()
	mux.HandleFunc("/simple/pip/", func(w http.ResponseWriter, _ *http.Request) {
		for _, wheel := range wheels {
			fmt.Fprintf(w, `<a href="/files/%[1]s">%[1]s</a>`, filepath.Base(wheel))
		}
	})
	mux.Handle("/files/", http.StripPrefix("/files/", http.FileServer(http.Dir("../../seed/wheels"))))
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return server.URL + "/simple/"
}

// setPip makes pip use the index and nothing of this machine's settings.
func setPip(t *testing.T, index string) {
	t.Helper()
	for name, value := range map[string]string{
		"PIP_INDEX_URL": index, "PIP_CONFIG_FILE": os.DevNull, "PIP_FIND_LINKS": "", "PIP_NO_INDEX": "",
		"PIP_EXTRA_INDEX_URL": "", "PIP_NO_CACHE_DIR": "1", "PIP_RETRIES": "0", "NO_PROXY": "127.0.0.1",
	} {
		t.Setenv(name, value)
	}
}

// TestUpgradeDeps upgrades pip from an index before the environment takes its
// place.
func TestUpgradeDeps(t *testing.T) {
	python := lab.Python(t)
	setPip(t, index(t))
	dir := t.TempDir()
	words, err := pyenvkit(t, dir, "create", "-p", python, "--upgrade-deps", "env")
	if err != nil {
		t.Fatalf("%v\n%s", err, words)
	}
	if !strings.Contains(words, "Successfully installed pip-") {
		t.Errorf("pip's own words are not shown:\n%s", words)
	}
	out, err := exec.CommandContext(t.Context(), filepath.Join(dir, "env", "bin", "pip"), "--version").CombinedOutput()
	if err != nil || !strings.HasPrefix(string(out), "pip 26.3 from "+filepath.Join(dir, "env")) {
		t.Errorf("%v\n%s", err, out)
	}
	script, err := os.ReadFile(filepath.Join(dir, "env", "bin", "pip"))
	if err != nil || !strings.HasPrefix(string(script), "#!"+filepath.Join(dir, "env", "bin", "python")) {
		t.Errorf("the script does not name the environment: %v\n%s", err, script)
	}
	out, err = exec.CommandContext(t.Context(), "grep", "-rlI", "pyenvkit-", filepath.Join(dir, "env"), "--include=*.py", "--include=RECORD", "--include=pyvenv.cfg", "--include=pip*").CombinedOutput()
	if err == nil {
		t.Errorf("the staging directory is named in %s", out)
	}
}

// TestUpgradeDepsFails shows pip's own words and leaves nothing.
func TestUpgradeDepsFails(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/simple/pip/" {
			fmt.Fprint(w, `<a href="/gone/pip-99.0-py3-none-any.whl">pip-99.0-py3-none-any.whl</a>`)
			return
		}
		http.NotFound(w, r)
	}))
	t.Cleanup(server.Close)
	setPip(t, server.URL+"/simple/")
	dir := t.TempDir()
	for _, args := range [][]string{{"create"}, {"create", "-q"}, {"venv"}} {
		words, err := pyenvkit(t, dir, append(args, "-p", lab.Python(t), "--upgrade-deps", "env")...)
		if err == nil || !strings.Contains(words, "HTTP error 404") {
			t.Errorf("%q: %v\n%s", args, err, words)
		}
		if left, _ := os.ReadDir(dir); len(left) > 0 {
			t.Errorf("%q: left behind: %v", args, left)
		}
	}
}
