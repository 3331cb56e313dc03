// Command floor makes the directories, symbolic links and files of an environment
// and does nothing else, so that the benchmark can say how much of a time is the
// file system's. What it is to make it reads from a list, which it wrote before:
//
//	floor list SRC LIST     write the list of what is in the directory SRC
//	floor link LIST DST...  make that in each DST, with hard links to the files in SRC
//	floor copy LIST DST...  make that in each DST, with copies of them
//	floor auto LIST DST...  make that in each DST, with hard links to bytecode and copies of the rest
package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "floor:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) < 3 {
		return errors.New("usage: floor list SRC LIST, or floor link, copy or auto, LIST, and each DST")
	}
	switch args[0] {
	case "list":
		return writeList(args[1], args[2])
	case "link":
		return makeAll(args[1], args[2:], os.Link)
	case "copy":
		return makeAll(args[1], args[2:], copyFile)
	case "auto":
		return makeAll(args[1], args[2:], linkBytecode)
	}
	return fmt.Errorf("%s: must be list, link, copy or auto", args[0])
}

func makeAll(list string, directories []string, put func(from, to string) error) error {
	t, err := readList(list)
	if err != nil {
		return err
	}
	for _, directory := range directories {
		if err := t.make(directory, put); err != nil {
			return err
		}
	}
	return nil
}

// linkBytecode links bytecode and copies the rest, as pyenvkit does where files
// can't be cloned.
func linkBytecode(from, to string) error {
	if filepath.Ext(from) == ".pyc" {
		return os.Link(from, to)
	}
	return copyFile(from, to)
}

// copyFile leaves the copying to the kernel where that can do it.
func copyFile(from, to string) error {
	source, err := os.Open(from)
	if err != nil {
		return err
	}
	defer source.Close()
	target, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return err
	}
	if _, err = io.Copy(target, source); err != nil {
		target.Close()
		return err
	}
	return target.Close()
}
