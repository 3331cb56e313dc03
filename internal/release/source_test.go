package release

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestSource(t *testing.T) {
	v, err := ParseVersion("1.2.3")
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct{ base, version, checksums, archive string }{
		{"", "", releases + "/latest/download/checksums.txt", releases + "/download/v1.2.3/a"},
		{"", "1.2.3", releases + "/download/v1.2.3/checksums.txt", releases + "/download/v1.2.3/a"},
		{"https://mirror.example/x//", "", "https://mirror.example/x/checksums.txt", "https://mirror.example/x/a"},
		{"file:///srv/mirror", "1.2.3", "file:///srv/mirror/checksums.txt", "file:///srv/mirror/a"},
	} {
		s, err := newSource([]string{"PYENVKIT_BASE_URL=" + test.base}, test.version)
		got := []string{s.url("checksums.txt"), s.at(v).url("a")}
		if diff := cmp.Diff([]string{test.checksums, test.archive}, got); err != nil || diff != "" {
			t.Errorf("%q: %v\n%s", test.base, err, diff)
		}
	}
	for _, base := range []string{"/srv/mirror", "ftp://x", "file://", "file:///", "https://", "mirror.example", "-o/x"} {
		if s, err := newSource([]string{"PYENVKIT_BASE_URL=" + base}, ""); err == nil {
			t.Errorf("%q is taken for %v", base, s)
		}
	}
}

func TestLocalPath(t *testing.T) {
	for url, want := range map[string]string{
		"file:///srv/mirror/a":   "/srv/mirror/a",
		"file:///srv/a%20b%2Fc%": "/srv/a%20b%2Fc%",
		"file:///srv/a%20b":      "/srv/a b",
		"file:///C:/mirror/a":    "C:/mirror/a",
		"file://server/share/a":  "//server/share/a",
	} {
		if got, ok := localPath(url); !ok || got != want {
			t.Errorf("localPath(%q) = %q, %t, want %q", url, got, ok, want)
		}
	}
	if got, ok := localPath("https://x/a"); ok {
		t.Errorf("a URL of the network is %q", got)
	}
}

func TestSumOf(t *testing.T) {
	sum := strings.Repeat("0a", 32)
	for checksums, want := range map[string]string{
		sum + "  a.zip\n": sum,
		sum + " *a.zip":   sum,
		"x\n" + sum + "  xa.zip\n" + sum + "  a.zip\n": sum,
		sum + "  a.zip.sbom.json\n":                    "",
		sum + " a.zip\n":                               "",
		strings.ToUpper(sum) + "  a.zip\n":             "",
		sum[1:] + "  a.zip\n":                          "",
		"":                                             "",
		sum:                                            "",
		sum + " \n":                                    "",
		strings.Repeat("0", 128) + "  a.zip\n":         "",
		"<html>" + strings.Repeat("0", 58) + "  a.zip\r\n": "",
		strings.Repeat("z", 64) + "  a.zip\n":              "",
	} {
		if got, ok := sumOf(checksums, "a.zip"); got != want || ok != (want != "") {
			t.Errorf("sumOf(%q) = %q, %t", checksums, got, ok)
		}
	}
}

func TestReleasedVersion(t *testing.T) {
	for comment, want := range map[string]string{
		"pyenvkit 1.2.3": "1.2.3", "pyenvkit 1.2.3-rc.1": "1.2.3-rc.1",
		"pyenvkit v1.2.3": "", "pyenvkit 1.2.3 ": "", "other 1.2.3": "", "pyenvkit": "", "timestamp:1 file:x": "",
	} {
		if v, err := releasedVersion(comment); (err == nil) != (want != "") || v.String() != want {
			t.Errorf("releasedVersion(%q) = %v, %v", comment, v, err)
		}
	}
}
