package cli

import (
	"cmp"
	"runtime"
	"runtime/debug"
	"strings"

	"github.com/pyenvkit/pyenvkit"
)

// A build says what this program is, as far as the go command has recorded it. Its JSON
// form is what `self version` prints.
type build struct {
	Schema  int    `json:"schema"`
	Version string `json:"version"`
	Commit  string `json:"commit,omitempty"`
	Date    string `json:"date,omitempty"` // of the commit (RFC 3339)
	Go      string `json:"go"`
	// Platform is in the words of Go: "linux/amd64".
	Platform string `json:"platform"`

	downloaded bool   // it was built from a module that Go has downloaded
	archive    string // the platform in the names of archives: "linux_armv7"
}

// thisBuild returns what this program is.
func thisBuild() build {
	b := build{Schema: pyenvkit.Schema, Version: "(devel)", Go: runtime.Version()}
	recorded := map[string]string{}
	if info, ok := debug.ReadBuildInfo(); ok {
		b.Version = cmp.Or(info.Main.Version, b.Version)
		b.downloaded = info.Main.Sum != ""
		for _, s := range info.Settings {
			recorded[s.Key] = s.Value
		}
	}
	b.Commit, b.Date = recorded["vcs.revision"], recorded["vcs.time"]
	b.Platform = recorded["GOOS"] + "/" + recorded["GOARCH"]
	b.archive = recorded["GOOS"] + "_" + recorded["GOARCH"]
	if arm, _, _ := strings.Cut(recorded["GOARM"], ","); arm != "" {
		b.archive += "v" + arm
	}
	return b
}

// String returns all of it on a line: "1.2.3 (commit 0123456789ab, 2026-11-21,
// go1.26.8, linux/amd64)".
func (b build) String() string {
	var about []string
	if b.Commit != "" {
		about = append(about, "commit "+b.Commit[:min(len(b.Commit), 12)])
	}
	if day, _, _ := strings.Cut(b.Date, "T"); day != "" {
		about = append(about, day)
	}
	about = append(about, b.Go, b.Platform)
	return b.Version + " (" + strings.Join(about, ", ") + ")"
}

// sayVersion prints what this program is.
func (p *program) sayVersion() error {
	return p.output.emit(p.output.out, "pyenvkit "+thisBuild().String()+"\n")
}
