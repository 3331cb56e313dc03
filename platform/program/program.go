// Package program holds the programs of pyenvkit's own that environments are made
// with, ready-built: the launcher for every platform of the release, the redirector
// for Windows. Each pyenvkit carries those for its own platform, and knows the size
// and the sum of all, so that a plan can be made anywhere.
//
// They are built from launcher and redirector by go run ./platform/program/build,
// are committed, and are byte for byte the same whoever builds them; a test does so
// and compares. Nothing is unpacked before it is asked for.
package program

import (
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"

	"github.com/pyenvkit/pyenvkit/plan"
)

// Here is the platform that this pyenvkit runs on, in Go's words: "linux/amd64".
const Here = runtime.GOOS + "/" + runtime.GOARCH

// Find returns the program of that name for a platform, in Go's words, and whether
// there is one. The names are those of [plan.Program].
func Find(platform, name string) (plan.Program, bool) {
	for i := range table {
		if table[i].Platform == platform && table[i].Name == name {
			return table[i], true
		}
	}
	return plan.Program{}, false
}

// Read unpacks a program that [Find] returned for the platform [Here]. It takes some
// milliseconds.
func Read(p plan.Program) ([]byte, error) {
	if known, ok := Find(Here, p.Name); !ok || known != p {
		return nil, fmt.Errorf("this pyenvkit is for %s and has no program %s for %s", Here, p.Name, p.Platform)
	}
	name, windowed := strings.CutSuffix(p.Name, "w")
	content, err := unpack(embedded(name), p.Size)
	if err != nil {
		return nil, fmt.Errorf("program %s for %s: %v", p.Name, p.Platform, err)
	}
	if windowed {
		return content, window(content)
	}
	return content, nil
}

func embedded(name string) string {
	if name == "redirector" {
		return redirector
	}
	return launcher
}

// unpack returns what was compressed, size bytes, checked by gzip's own sum.
func unpack(packed string, size int64) ([]byte, error) {
	r, err := gzip.NewReader(strings.NewReader(packed))
	if err != nil {
		return nil, err
	}
	content := make([]byte, size)
	if _, err := io.ReadFull(r, content); err != nil {
		return nil, err
	}
	// The sum stands behind the end.
	if n, err := r.Read(make([]byte, 1)); n != 0 || !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("it is not %d bytes long, or damaged", size)
	}
	return content, nil
}
