package repotest

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

var asked = regexp.MustCompile(`lab\.Program\(\w+, ("[^)]*")\)`)

// standard are the programs that a Debian has without test/setup, those that the
// checkout took, and those that come with another program or by npm.
var standard = strings.Fields("bash cat cp dpkg find ldd losetup mkdir mkfifo mount rm sed setpriv sh umount unshare /usr/bin/python3 git go btrfs nu")

// checkSetup returns the programs that a test asks for by name and test/setup does
// not install. Of several names, one is enough.
func checkSetup(all []file, programs []string) []string {
	var faults []string
	for _, f := range all {
		if !strings.HasSuffix(f.path, "_test.go") {
			continue
		}
		for _, found := range asked.FindAllStringSubmatch(string(f.content), -1) {
			names := strings.Split(strings.ReplaceAll(found[1], `"`, ""), ", ")
			if !slices.ContainsFunc(names, func(name string) bool { return slices.Contains(programs, name) }) {
				faults = append(faults, f.path+": test/setup does not install "+names[0])
			}
		}
	}
	return faults
}

func TestSetupInstallsWhatTestsAskFor(t *testing.T) {
	all := files(t)
	programs := standard
	for _, f := range all {
		if f.path == "test/setup" {
			_, list, _ := strings.Cut(string(f.content), "\nprograms='")
			list, _, _ = strings.Cut(list, "'")
			for line := range strings.Lines(list) {
				program, _, _ := strings.Cut(line, " ")
				programs = append(programs, program)
			}
		}
	}
	report(t, checkSetup(all, programs))
	asking := file{"a_test.go", []byte("lab.Pro" + "gram(t, \"x\", \"sh\")\nlab.Pro" + "gram(t, \"x\")\n")}
	expect(t, []string{"a_test.go: test/setup does not install x"}, checkSetup([]file{asking}, programs))
}
