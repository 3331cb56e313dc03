package use

import (
	"os"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/pyenvkit/pyenvkit/internal/cli"
)

// TestMain puts this very program on PATH as "pyenvkit".
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"pyenvkit": func() {
		os.Exit(cli.Run(os.Args, os.Environ(), os.Stdin, os.Stdout, os.Stderr))
	}})
}
