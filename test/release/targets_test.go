package release

import (
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the platforms of .goreleaser.yaml into install.sh and install.ps1")

// repository is the root of the repository.
var repository = filepath.Join("..", "..")

func read(t *testing.T, name string) string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(repository, filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

// targets returns those of .goreleaser.yaml, sorted: "linux_amd64", "linux_arm_7".
func targets(t *testing.T) []string {
	t.Helper()
	_, list, _ := strings.Cut(read(t, ".goreleaser.yaml"), "\n    targets:\n")
	var all []string
	for line := range strings.Lines(list) {
		target, listed := strings.CutPrefix(line, "      - ")
		if !listed {
			break
		}
		all = append(all, strings.TrimSpace(target))
	}
	if len(all) == 0 {
		t.Fatal(".goreleaser.yaml has no targets where they are looked for")
	}
	slices.Sort(all)
	return all
}

// platforms returns what the names of the archives have for the targets: for
// "linux_arm_7" that is "linux_armv7".
func platforms(t *testing.T, windows bool) []string {
	t.Helper()
	var all []string
	for _, target := range targets(t) {
		if strings.HasPrefix(target, "windows") == windows {
			all = append(all, strings.Replace(target, "_arm_", "_armv", 1))
		}
	}
	return all
}

// TestInstallersKnowThePlatforms compares them with .goreleaser.yaml, or with
// -update has them know.
func TestInstallersKnowThePlatforms(t *testing.T) {
	for _, installer := range []struct {
		name    string
		windows bool
		line    *regexp.Regexp
	}{
		{"install.sh", false, regexp.MustCompile(`(?m)^(platforms=')([^']*)(')$`)},
		{"install.ps1", true, regexp.MustCompile(`(?m)^( {4}\$platforms = ')([^']*)('\r)$`)},
	} {
		t.Run(installer.name, func(t *testing.T) {
			script, want := read(t, installer.name), strings.Join(platforms(t, installer.windows), " ")
			found := installer.line.FindAllStringSubmatch(script, -1)
			if len(found) != 1 {
				t.Fatalf("%d lines name the platforms", len(found))
			}
			if *update {
				script = installer.line.ReplaceAllString(script, "${1}"+want+"${3}")
				if err := os.WriteFile(filepath.Join(repository, installer.name), []byte(script), 0o644); err != nil {
					t.Fatal(err)
				}
			} else if found[0][2] != want {
				t.Errorf("the platforms are %q, want %q; go test ./test/release -update writes them", found[0][2], want)
			}
		})
	}
}

// TestEveryPlatformHasPrograms compares the targets with the platforms that there
// are a launcher and a redirector for, and with those that CI builds for.
func TestEveryPlatformHasPrograms(t *testing.T) {
	var want []string
	for _, target := range targets(t) {
		parts := strings.Split(target, "_")
		want = append(want, parts[0]+"/"+parts[1])
	}
	var programs []string
	for _, found := range regexp.MustCompile(`Name: "launcher", Platform: "([^"]+)"`).FindAllStringSubmatch(read(t, "platform/program/table.go"), -1) {
		programs = append(programs, found[1])
	}
	_, list, _ := strings.Cut(read(t, "test/lint"), "\nreleased='")
	list, _, _ = strings.Cut(list, "'")
	built := strings.Fields(list)
	for name, got := range map[string][]string{"platform/program/table.go": programs, "test/lint": built} {
		slices.Sort(got)
		slices.Sort(want)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-.goreleaser.yaml +it):\n%s", name, diff)
		}
	}
}

// TestPlatformsAreDocumented looks at a table of docs/how-to/install.md.
func TestPlatformsAreDocumented(t *testing.T) {
	page := read(t, "docs/how-to/install.md")
	for _, platform := range append(platforms(t, false), platforms(t, true)...) {
		system, processor, _ := strings.Cut(platform, "_")
		row := regexp.MustCompile("(?m)^\\| `" + system + "`.*`" + processor + "`")
		if !row.MatchString(page) {
			t.Errorf("docs/how-to/install.md does not name %s", platform)
		}
	}
}

// TestReleaseIsBuiltTheSameAnywhere looks for what the name of the machine, its
// directories or the hour would else get into.
func TestReleaseIsBuiltTheSameAnywhere(t *testing.T) {
	config := read(t, ".goreleaser.yaml")
	for _, setting := range []string{
		"env: [CGO_ENABLED=0]", "-trimpath", "-buildvcs=true", "tags: [linkname]", "-s -w -checklinkname=0",
		`mod_timestamp: "{{ .CommitTimestamp }}"`, "builds_info:", "buildhost: pyenvkit", "ids: [archives, packages]",
	} {
		if !strings.Contains(config, setting) {
			t.Errorf(".goreleaser.yaml has no %s", setting)
		}
	}
	// Each file of an archive or a package needs a time, or it has that of the checkout.
	if files, times := strings.Count(config, "- src: "), strings.Count(config, "info: *info")+strings.Count(config, "info: &info")+strings.Count(config, "file_info:"); files != times {
		t.Errorf("%d files, of which %d have a time and a mode", files, times)
	}
}

// TestReleaseHasTheInstallers looks for them where a snapshot does not get: among what
// is published, besides what has a checksum.
func TestReleaseHasTheInstallers(t *testing.T) {
	for _, section := range []string{"checksum", "release"} {
		_, text, _ := strings.Cut(read(t, ".goreleaser.yaml"), "\n"+section+":\n")
		text, _, _ = strings.Cut(text, "\n\n")
		text += "\n"
		for _, installer := range []string{"install.sh", "install.ps1"} {
			if !strings.Contains(text, "    - glob: ./"+installer+"\n") {
				t.Errorf("%s of .goreleaser.yaml has no %s", section, installer)
			}
		}
	}
}

// TestCaskHasTheManPages compares its list, for which there are no patterns, with those
// that there are.
func TestCaskHasTheManPages(t *testing.T) {
	_, list, _ := strings.Cut(read(t, ".goreleaser.yaml"), "\n    manpages:\n")
	var has []string
	for line := range strings.Lines(list) {
		page, listed := strings.CutPrefix(line, "      - man/")
		if !listed {
			break
		}
		has = append(has, strings.TrimSpace(page))
	}
	var want []string
	files, err := os.ReadDir(filepath.Join(repository, "man"))
	for _, f := range files {
		want = append(want, f.Name())
	}
	if diff := cmp.Diff(want, has); diff != "" || err != nil {
		t.Errorf("%s (%v)", diff, err)
	}
}
