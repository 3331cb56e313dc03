package main

import (
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pyenvkit/pyenvkit/internal/lab"
)

var update = flag.Bool("update", false, "write testdata anew")

// newBuilder returns a builder for the committed programs. It needs the very
// toolchain that they were built with.
func newBuilder(t *testing.T) builder {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "go", "env", "GOVERSION")
	cmd.Env = append(cmd.Environ(), targets[0].environment()...)
	if out, err := cmd.Output(); err != nil || strings.TrimSpace(string(out)) != toolchain {
		lab.Missing(t, toolchain)
	}
	root, err := moduleRoot(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	// The go command caches the results of tests that read the same files as before.
	for _, directory := range []string{"launcher", "redirector", "internal/winproc"} {
		if _, err := os.ReadDir(filepath.Join(root, directory)); err != nil {
			t.Fatal(err)
		}
	}
	return builder{root: root, scratch: t.TempDir(), committed: filepath.Join(root, "platform", "program")}
}

func TestCommittedProgramsAreWhatTheSourceGives(t *testing.T) {
	b := newBuilder(t)
	checked := targets
	if os.Getenv("PYENVKIT_TEST_ALL") == "" {
		checked = slices.DeleteFunc(slices.Clone(targets), func(target target) bool {
			return target.platform() != "linux/amd64" && target.platform() != "windows/amd64"
		})
	}
	faults, err := b.check(t.Context(), checked)
	if err != nil {
		t.Fatal(err)
	}
	for _, fault := range faults {
		t.Error(fault + "; go run ./platform/program/build writes all anew")
	}
}

func TestCheckFindsWhatDiffers(t *testing.T) {
	b := newBuilder(t)
	right := b.committed
	b.committed = t.TempDir()
	selected, err := selectTargets([]string{"launcher-linux-amd64", "launcher-linux-386"})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(b.committed, "bin"), 0o755); err != nil {
		t.Fatal(err)
	}
	content, err := unpack(filepath.Join(right, "bin", "launcher-linux-amd64.gz"))
	if err != nil {
		t.Fatal(err)
	}
	content[len(content)-1] ^= 1
	packed, err := pack(content)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(b.packed(selected[0]), packed, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(b.table(), []byte(table(nil)), 0o644); err != nil {
		t.Fatal(err)
	}
	got, err := b.check(t.Context(), selected)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"launcher-linux-amd64 is not what the source gives",
		"table.go has not the size and sum of launcher for linux/amd64",
		"launcher-linux-386 is missing",
		"table.go has not the size and sum of launcher for linux/386",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("faults (-want +got):\n%s", diff)
	}
}

func TestFormsDifferInTheSubsystemAlone(t *testing.T) {
	b := newBuilder(t)
	for _, name := range []string{"launcher-windows-amd64", "redirector-windows-386"} {
		selected, err := selectTargets([]string{name})
		if err != nil {
			t.Fatal(err)
		}
		forms, err := b.forms(t.Context(), selected[0])
		if err != nil {
			t.Fatal(err)
		}
		if at := differences(forms[0].content, forms[1].content); len(at) != 1 {
			t.Errorf("%s: the forms differ at %d places", name, len(at))
		}
	}
}

func TestSelectTargetsKnowsItsNames(t *testing.T) {
	if _, err := selectTargets([]string{"launcher-linux-amd64", "launcher-plan9-amd64"}); err == nil ||
		err.Error() != "there is no program launcher-plan9-amd64" {
		t.Errorf("an unknown name gives %v", err)
	}
}

func TestDifferencesCountsWhatIsLonger(t *testing.T) {
	if diff := cmp.Diff([]int{1, 3, 4}, differences([]byte("abc"), []byte("aXcde"))); diff != "" {
		t.Errorf("offsets (-want +got):\n%s", diff)
	}
}

// A program starts fast and stays small because of what it does not link: each new
// package is to be looked at. The file says which program links what.
func TestLinkedPackages(t *testing.T) {
	b := newBuilder(t)
	linkers := map[string][]string{}
	for _, target := range targets {
		cmd := exec.CommandContext(t.Context(), "go", "list", "-deps", "-tags="+target.tags(), "./"+target.name)
		cmd.Dir = b.root
		cmd.Env = append(cmd.Environ(), target.environment()...)
		out, err := cmd.Output()
		if err != nil {
			t.Fatalf("%s: go list: %v", target.file(), err)
		}
		for path := range strings.FieldsSeq(string(out)) {
			linkers[path] = append(linkers[path], target.file())
		}
	}
	var lines []string
	for path, files := range linkers {
		names := strings.Join(files, " ")
		if len(files) == len(targets) {
			names = "all"
		}
		lines = append(lines, path+": "+names+"\n")
	}
	slices.Sort(lines)
	got := strings.Join(lines, "")
	golden := filepath.Join("testdata", "linked.txt")
	if *update {
		if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("linked packages (-want +got):\n%s", diff)
	}
}
