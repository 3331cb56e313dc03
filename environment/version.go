package environment

import (
	"slices"
	"strconv"
	"strings"
)

// Release returns major and minor of the Python that the environment was made for;
// nil if that is not recorded. PEP 838 has brought python-version, which comes
// first; virtualenv and uv write version_info, venv writes version. A value
// that is no version is passed over.
func (c Config) Release() []int {
	for _, key := range []string{"python-version", "version_info", "version"} {
		if release := release(c.Get(key)); release != nil {
			return release
		}
	}
	return nil
}

// release returns the first two numbers of a version, nil for what has not so many.
func release(version string) []int {
	parts := strings.Split(version, ".")
	if len(parts) < 2 {
		return nil
	}
	major, err := strconv.ParseUint(parts[0], 10, 16)
	if err != nil {
		return nil
	}
	digits := parts[1]
	if i := strings.IndexFunc(digits, func(r rune) bool { return r < '0' || r > '9' }); i > 0 {
		digits = digits[:i] // 3.15rc1
	}
	minor, err := strconv.ParseUint(digits, 10, 16)
	if err != nil {
		return nil
	}
	return []int{int(major), int(minor)}
}

// levels are the names that virtualenv has from sys.version_info.
var levels = strings.NewReplacer(".final.0", "", ".alpha.", "a", ".beta.", "b", ".candidate.", "rc")

// Version returns the version of the Python that the environment was made for, as
// exactly as it is recorded: "3.12.1", "3.15.0rc1", "3.12", or "". It is one of
// [Config.Release].
func (c Config) Version() string {
	fullest, of := "", c.Release()
	for _, key := range []string{"version_info", "version", "python-version"} {
		version := levels.Replace(c.Get(key))
		if of != nil && slices.Equal(release(version), of) && len(version) > len(fullest) {
			fullest = version
		}
	}
	return fullest
}

// Maker returns which program has made the environment: "venv", "virtualenv", "uv"
// or "pyenvkit", "" where nothing tells. The version is that of the program, ""
// where it is not recorded.
func (c Config) Maker() (name, version string) {
	for _, name := range []string{"virtualenv", "uv"} {
		if version := c.Get(name); version != "" {
			return name, version
		}
	}
	command := c.Get("command")
	switch {
	case strings.HasPrefix(command, "pyenvkit "), command == "" && c.Relocatable():
		return "pyenvkit", "" // uv's, which may be moved too, has its own key
	case strings.Contains(command, " -m venv "):
		return "venv", ""
	case command == "" && c.Home() != "" && c.Get("version") != "" && c.Get("include-system-site-packages") != "":
		return "venv", "" // up to 3.10 it has no more
	}
	return "", ""
}
