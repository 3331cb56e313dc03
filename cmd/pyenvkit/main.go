// The pyenvkit command makes Python virtual environments.
package main

import (
	"os"

	"github.com/pyenvkit/pyenvkit/internal/cli"
)

func main() {
	os.Exit(cli.Run(os.Args, os.Environ(), os.Stdin, os.Stdout, os.Stderr))
}
