// The pyenvkit command makes Python virtual environments.
package main

import (
	"os"

	"github.com/pyenvkit/pyenvkit/internal/cli"
)

func main() {
	os.Exit(cli.Run(os.Args[1:], os.Environ(), os.Stdout, os.Stderr))
}
