// Command build makes the programs that pyenvkit carries along, byte for byte the
// same on every machine:
//
//	go run ./platform/program/build           # write bin/ and table.go
//	go run ./platform/program/build -check    # build again and compare
//	go run ./platform/program/build -check launcher-linux-amd64 ...
//
// It may be run anywhere in the repository. The go command gets the toolchain that
// it needs (GOTOOLCHAIN).
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
)

func main() {
	log.SetFlags(0)
	log.SetPrefix("build: ")
	compare := flag.Bool("check", false, "compare with what is there, instead of writing it")
	flag.Parse()
	if err := run(*compare, flag.Args()); err != nil {
		log.Fatal(err)
	}
}

func run(compare bool, names []string) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	root, err := moduleRoot(ctx)
	if err != nil {
		return err
	}
	scratch, err := os.MkdirTemp("", "pyenvkit-programs-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(scratch)
	b := builder{root: root, scratch: scratch, committed: filepath.Join(root, "platform", "program")}
	if !compare {
		if len(names) > 0 {
			return errors.New("the table needs all programs: names go with -check only")
		}
		return b.write(ctx)
	}
	selected, err := selectTargets(names)
	if err != nil {
		return err
	}
	faults, err := b.check(ctx, selected)
	if err == nil && len(faults) > 0 {
		err = fmt.Errorf("%d differences; go run ./platform/program/build writes all anew\n%s", len(faults), strings.Join(faults, "\n"))
	}
	return err
}

// moduleRoot returns the directory with go.mod.
func moduleRoot(ctx context.Context) (string, error) {
	out, err := exec.CommandContext(ctx, "go", "env", "GOMOD").Output()
	if err != nil {
		return "", fmt.Errorf("go env GOMOD: %v", err)
	}
	return filepath.Dir(strings.TrimSpace(string(out))), nil
}

// selectTargets returns the targets with the names given, or all for none.
func selectTargets(names []string) ([]target, error) {
	if len(names) == 0 {
		return targets, nil
	}
	var selected []target
	for _, name := range names {
		before := len(selected)
		for _, t := range targets {
			if t.file() == name {
				selected = append(selected, t)
			}
		}
		if len(selected) == before {
			return nil, fmt.Errorf("there is no program %s", name)
		}
	}
	return selected, nil
}
