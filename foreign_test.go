package pyenvkit

import (
	"testing"

	"github.com/pyenvkit/pyenvkit/interp"
)

func TestGoPlatform(t *testing.T) {
	for _, c := range []struct{ os, platform, architecture, want string }{
		{"nt", "win32", "amd64", "windows/amd64"},
		{"nt", "win32", "win32", "windows/386"},
		{"nt", "win32", "arm64", "windows/arm64"},
		{"nt", "win32", "mingw_x86_64_ucrt_gnu", "windows/amd64"},
		{"nt", "win32", "mingw_aarch64_ucrt_llvm", "windows/arm64"},
		{"nt", "win32", "mingw_i686_msvcrt_gnu", "windows/386"},
		{"posix", "linux", "x86_64", "linux/amd64"},
		{"posix", "linux", "i686", "linux/386"},
		{"posix", "linux", "armv7l", "linux/arm"},
		{"posix", "linux", "ppc64le", "linux/ppc64le"},
		{"posix", "darwin", "universal2", "darwin/arm64"},
		{"posix", "darwin", "x86_64", "darwin/amd64"},
		{"posix", "freebsd14", "amd64", "freebsd/amd64"},
	} {
		if got := goPlatform(interp.Facts{OS: c.os, Platform: c.platform, Architecture: c.architecture}); got != c.want {
			t.Errorf("%s on %s is %s, want %s", c.platform, c.architecture, got, c.want)
		}
	}
}

func TestCleanForeign(t *testing.T) {
	for _, c := range []struct{ system, dir, want string }{
		{"nt", `C:\env`, `C:\env`},
		{"nt", `c:/a//b/../env/`, `c:\a\env`},
		{"nt", `\\server\share\env`, `\\server\share\env`},
		{"nt", `\\server\share`, ""},
		{"nt", `\\server\share\`, ""},
		{"nt", `C:\`, ""},
		{"nt", `C:env`, ""},
		{"nt", `\env`, ""},
		{"nt", `env`, ""},
		{"nt", ``, ""},
		{"posix", "/srv/./env/", "/srv/env"},
		{"posix", "/", ""},
		{"posix", "env", ""},
	} {
		if got, ok := cleanForeign(c.dir, c.system); got != c.want || ok != (c.want != "") {
			t.Errorf("%q on %s is %q, %v, want %q", c.dir, c.system, got, ok, c.want)
		}
	}
}
