// Command standalone unpacks a relocatable CPython (python-build-standalone) for
// the platform and of the version that it is given into the directory that it is
// given, for the tests. None has ensurepip. They come from the Go module
// github.com/kluctl/go-embed-python, by way of go mod download: whoever can build
// this project can have them.
package main

import (
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
)

// modules has the version of the module for each version of Python.
var modules = map[string]string{
	"3.14.6":  "github.com/kluctl/go-embed-python@v0.0.0-3.14.6-20260610-1",
	"3.11.11": "github.com/kluctl/go-embed-python@v0.0.0-3.11.11-20241219-1",
	"3.10.16": "github.com/kluctl/go-embed-python@v0.0.0-3.10.16-20241219-1",
}

// An entry is one line of the module's list of files. Files in the list that
// are compressed lie in the module under their name and ".gz".
type entry struct {
	Name       string      `json:"name"`
	Mode       fs.FileMode `json:"perm"`
	Symlink    string      `json:"symlink"`
	Compressed bool        `json:"compressed"`
}

func main() {
	if len(os.Args) != 4 || modules[os.Args[2]] == "" {
		fmt.Fprintln(os.Stderr, "usage: standalone PLATFORM VERSION DIR, with a platform such as windows-amd64 and a version of",
			slices.Sorted(maps.Keys(modules)))
		os.Exit(2)
	}
	if err := unpack(modules[os.Args[2]], os.Args[1], os.Args[3]); err != nil {
		fmt.Fprintln(os.Stderr, "standalone:", err)
		os.Exit(1)
	}
}

func unpack(module, platform, target string) error {
	source, err := download(module)
	if err != nil {
		return err
	}
	source = filepath.Join(source, "python", "internal", "data", platform)
	data, err := os.ReadFile(filepath.Join(source, "files.json"))
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%s has no Python for %s", module, platform)
	}
	if err != nil {
		return err
	}
	var list struct{ Files []entry }
	if err := json.Unmarshal(data, &list); err != nil {
		return fmt.Errorf("files.json of %s: %v", module, err)
	}
	for _, e := range list.Files {
		if err := e.unpack(source, target); err != nil {
			return err
		}
	}
	return nil
}

// download returns the directory of the module in Go's module cache.
func download(module string) (string, error) {
	cmd := exec.Command("go", "mod", "download", "-json", module)
	cmd.Dir = os.TempDir() // outside any module: this one's go.mod is none of its business
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("go mod download %s: %v: %s", module, err, out)
	}
	var answer struct{ Dir string }
	if err := json.Unmarshal(out, &answer); err != nil {
		return "", fmt.Errorf("go mod download %s: %v", module, err)
	}
	return answer.Dir, nil
}

func (e entry) unpack(source, target string) error {
	to := filepath.Join(target, filepath.FromSlash(e.Name))
	switch {
	case e.Mode.IsDir():
		return os.MkdirAll(to, 0o755)
	case e.Symlink != "":
		return os.Symlink(e.Symlink, to)
	}
	content, err := e.read(filepath.Join(source, filepath.FromSlash(e.Name)))
	if err != nil {
		return err
	}
	return os.WriteFile(to, content, e.Mode.Perm())
}

func (e entry) read(path string) ([]byte, error) {
	if !e.Compressed {
		return os.ReadFile(path)
	}
	packed, err := os.Open(path + ".gz")
	if err != nil {
		return nil, err
	}
	defer packed.Close()
	unpacked, err := gzip.NewReader(packed)
	if err != nil {
		return nil, fmt.Errorf("%s: %v", packed.Name(), err)
	}
	return io.ReadAll(unpacked)
}
