// Command floor makes the directories, symbolic links and files of an environment
// and does nothing else, so that the benchmark can say how much of a time is the
// file system's. What it is to make it reads from a list, which it wrote before:
//
//	floor list SRC LIST     write the list of what is in the directory SRC
//	floor link LIST DST...  make that in each DST, with hard links to the files in SRC
//	floor copy LIST DST...  make that in each DST, with copies of them
package main

import (
	"errors"
	"fmt"
	"io"
	"os"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "floor:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) < 3 {
		return errors.New("usage: floor list SRC LIST, or floor link or copy, LIST, and each DST")
	}
	switch args[0] {
	case "list":
		return writeList(args[1], args[2])
	case "link":
		return makeAll(args[1], args[2:], os.Link)
	case "copy":
		return makeAll(args[1], args[2:], copyFile)
	}
	return fmt.Errorf("%s: must be list, link or copy", args[0])
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
