package release

import (
	"fmt"
	"net/url"
	"strings"

	"github.com/pyenvkit/pyenvkit/platform"
)

// releases is where the project has its own, each with all of its files.
const releases = "https://github.com/pyenvkit/pyenvkit/releases"

// The files of a release beside its archives.
const (
	checksumsName = "checksums.txt"
	signatureName = checksumsName + ".minisig"
)

// A source is where the files of one release are.
type source struct {
	base string // the URL that their names follow, without a slash at its end
	own  bool   // it is the project's
}

// newSource returns the place of a version, "" for the latest: the project's releases,
// or what the variable PYENVKIT_BASE_URL names.
func newSource(environ []string, version string) (source, error) {
	base := platform.Variable(environ, "PYENVKIT_BASE_URL")
	if base == "" {
		if version == "" {
			return source{releases + "/latest/download", true}, nil
		}
		return source{releases + "/download/v" + version, true}, nil
	}
	for _, scheme := range []string{"https://", "http://", "file://"} {
		if rest, ok := strings.CutPrefix(base, scheme); ok && strings.Trim(rest, "/") != "" {
			return source{strings.TrimRight(base, "/"), false}, nil
		}
	}
	return source{}, &BaseError{base}
}

// at returns the place of a version that was found by way of s, where the latest may be
// another one by now.
func (s source) at(v Version) source {
	if s.own {
		s.base = releases + "/download/v" + v.String()
	}
	return s
}

// url returns that of a file.
func (s source) url(name string) string { return s.base + "/" + name }

// shown returns an address as it is shown, in words that others may keep: without the
// name and the password, or the token, that it may have for its server.
func shown(address string) string {
	scheme, rest, _ := strings.Cut(address, "://")
	server, path, _ := strings.Cut(rest, "/")
	if at := strings.LastIndex(server, "@"); at >= 0 {
		return scheme + "://xxxxx" + server[at:] + "/" + path
	}
	return address
}

// localPath returns the path that a URL of a file names, ok is false for other URLs.
// One with a drive ("file:///C:/mirror") has no slash before that, and a share
// ("file://server/share") two.
func localPath(address string) (path string, ok bool) {
	path, ok = strings.CutPrefix(address, "file://")
	if !ok {
		return "", false
	}
	if decoded, err := url.PathUnescape(path); err == nil {
		path = decoded
	}
	switch {
	case !strings.HasPrefix(path, "/"):
		path = "//" + path
	case len(path) > 2 && path[2] == ':':
		path = path[1:]
	}
	return path, true
}

// archiveName returns the name of the archive of a version for a platform, and of the
// program in it: those of .goreleaser.yaml.
func archiveName(v Version, platform string) (archive, program string) {
	archive = "pyenvkit_" + v.String() + "_" + platform
	if strings.HasPrefix(platform, "windows_") {
		return archive + ".zip", "pyenvkit.exe"
	}
	return archive + ".tar.gz", "pyenvkit"
}

// releasedVersion returns the version that a trusted comment names: it is "pyenvkit
// 1.2.3" and nothing more.
func releasedVersion(comment string) (Version, error) {
	text, ok := strings.CutPrefix(comment, "pyenvkit ")
	if ok && !strings.HasPrefix(text, "v") {
		if v, err := ParseVersion(text); err == nil {
			return v, nil
		}
	}
	return Version{}, fmt.Errorf("its comment is %q, and names no version", comment)
}

// sumOf returns the SHA-256 of a file, in hexadecimal digits, among lines of sha256sum.
func sumOf(checksums, name string) (sum string, ok bool) {
	for line := range strings.Lines(checksums) {
		first, rest, _ := strings.Cut(strings.TrimRight(line, "\n"), " ")
		// A blank, or an asterisk for a file that is read as bytes.
		if len(first) == 64 && strings.Trim(first, "0123456789abcdef") == "" && len(rest) > 0 && rest[1:] == name {
			return first, true
		}
	}
	return "", false
}

// A BaseError reports a PYENVKIT_BASE_URL that is none.
type BaseError struct{ URL string }

func (e *BaseError) Error() string {
	return "PYENVKIT_BASE_URL=" + e.URL + " is no URL of https, http or file"
}

// Hints says what one is.
func (*BaseError) Hints() []string { return []string{"that of a directory is file:///srv/mirror"} }

// ExitCode is 2, that of a wrong variable.
func (*BaseError) ExitCode() int { return 2 }
