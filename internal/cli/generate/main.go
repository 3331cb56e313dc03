// Command generate writes what the commands of pyenvkit say of themselves: man
// pages, completions and pages of reference, each in a directory below that of its
// argument. They are committed, and a test says that they are current.
package main

import (
	"bytes"
	"flag"
	"log"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/cobra/doc"

	"github.com/pyenvkit/pyenvkit/internal/cli"
)

func main() {
	log.SetFlags(0)
	log.SetPrefix("generate: ")
	flag.Parse()
	if flag.NArg() != 1 {
		log.Fatal("name the directory to write to")
	}
	if err := write(flag.Arg(0)); err != nil {
		log.Fatal(err)
	}
}

// write puts all files where they belong, and takes those away that belong to no
// command any more.
func write(root string) error {
	files, err := all()
	if err != nil {
		return err
	}
	for _, directory := range []string{"man", "completions", "docs/reference/commands"} {
		if err := os.RemoveAll(filepath.Join(root, directory)); err != nil {
			return err
		}
	}
	for name, content := range files {
		path := filepath.Join(root, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			return err
		}
		if err := os.WriteFile(path, content, 0o666); err != nil {
			return err
		}
	}
	return nil
}

// all returns the files by their names, which have slashes.
func all() (map[string][]byte, error) {
	root := cli.Commands()
	files, err := completions(root)
	if err != nil {
		return nil, err
	}
	var visit func(*cobra.Command) error
	visit = func(cmd *cobra.Command) error {
		page, err := manual(cmd)
		if err != nil {
			return err
		}
		name := strings.ReplaceAll(cmd.CommandPath(), " ", "-")
		files["man/"+name+".1"] = page
		if page, err = reference(cmd); err != nil {
			return err
		}
		files["docs/reference/commands/"+name+".md"] = page
		for _, sub := range cmd.Commands() {
			if !sub.IsAvailableCommand() {
				continue
			}
			if err := visit(sub); err != nil {
				return err
			}
		}
		return nil
	}
	return files, visit(root)
}

// completions returns those of the shells that cobra knows, and of nushell.
func completions(root *cobra.Command) (map[string][]byte, error) {
	var bash, zsh, fish, powerShell bytes.Buffer
	for _, err := range []error{
		root.GenBashCompletionV2(&bash, true),
		root.GenZshCompletion(&zsh),
		root.GenFishCompletion(&fish, true),
		root.GenPowerShellCompletionWithDesc(&powerShell),
	} {
		if err != nil {
			return nil, err
		}
	}
	return map[string][]byte{
		"completions/pyenvkit.bash": bash.Bytes(),
		"completions/_pyenvkit":     zsh.Bytes(),
		"completions/pyenvkit.fish": fish.Bytes(),
		"completions/pyenvkit.ps1":  powerShell.Bytes(),
		"completions/pyenvkit.nu":   []byte(cli.NushellCompletion),
	}, nil
}

// manual returns the man page of a command. It has no date, which would be that of
// the machine.
func manual(cmd *cobra.Command) ([]byte, error) {
	var page bytes.Buffer
	header := &doc.GenManHeader{Title: strings.ToUpper(strings.ReplaceAll(cmd.CommandPath(), " ", "-")), Section: "1", Source: "pyenvkit", Date: &time.Time{}}
	if err := doc.GenMan(cmd, header, &page); err != nil {
		return nil, err
	}
	return bytes.Replace(page.Bytes(), []byte(`"Jan 0001"`), []byte(`""`), 1), nil
}

// reference returns the page of a command in Markdown.
func reference(cmd *cobra.Command) ([]byte, error) {
	var page bytes.Buffer
	link := func(name string) string { return strings.ReplaceAll(name, "_", "-") }
	if err := doc.GenMarkdownCustom(cmd, &page, link); err != nil {
		return nil, err
	}
	return page.Bytes(), nil
}
