// Command wheel makes wheels of a release: one for each archive that goreleaser has
// left in the directory of its argument, unless the index of Python's packages takes
// none for that platform. A wheel holds the program of the archive as a script, and
// a package by which `python -m pyenvkit` starts it. The same archives give the same
// wheels, byte for byte.
package main

import (
	"flag"
	"log"
	"os"
	"path/filepath"
)

func main() {
	log.SetFlags(0)
	log.SetPrefix("wheel: ")
	output := flag.String("o", "", "the directory to write to (DIST/wheels)")
	flag.Parse()
	if flag.NArg() != 1 {
		log.Fatal("name the directory of the release")
	}
	dist := flag.Arg(0)
	if *output == "" {
		*output = filepath.Join(dist, "wheels")
	}
	if err := write(dist, *output); err != nil {
		log.Fatal(err)
	}
}

// write makes all wheels of the release in dist, or none.
func write(dist, output string) error {
	releases, err := read(dist)
	if err != nil {
		return err
	}
	wheels := map[string][]byte{}
	for _, r := range releases {
		name, content, err := r.wheel()
		if err != nil {
			return err
		}
		wheels[name] = content
	}
	if err := os.MkdirAll(output, 0o777); err != nil {
		return err
	}
	for name, content := range wheels {
		if err := os.WriteFile(filepath.Join(output, name), content, 0o666); err != nil {
			return err
		}
	}
	return nil
}
