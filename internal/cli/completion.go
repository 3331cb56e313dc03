package cli

import (
	"io"

	"github.com/spf13/cobra"
)

// NushellCompletion has nushell ask the program what could follow, as the scripts that
// cobra makes for the other shells do.
const NushellCompletion = `# Completion of pyenvkit in nushell:  use completions/pyenvkit.nu *

def "nu-complete pyenvkit" [line: string] {
    let words = ($line | split row --regex '\s+' | skip 1)
    ^pyenvkit __complete ...$words
    | lines
    | where {|offer| not ($offer starts-with ":") }
    | each {|offer|
        let parts = ($offer | split row (char tab))
        { value: $parts.0, description: ($parts.1? | default "") }
    }
}

export extern pyenvkit [...arguments: string@"nu-complete pyenvkit"]
`

// addCompletion adds the command of cobra that prints completions, which knows no
// nushell, and shows its help, as if all were well, for a shell that it does not know.
func addCompletion(root *cobra.Command) {
	root.InitDefaultCompletionCmd()
	cmd, _, err := root.Find([]string{"completion"})
	if err != nil {
		return
	}
	cmd.AddCommand(&cobra.Command{
		Use:     "nushell",
		Short:   "Generate the autocompletion script for nushell",
		Example: "  pyenvkit completion nushell | save pyenvkit.nu",
		RunE: func(cmd *cobra.Command, _ []string) error {
			_, err := io.WriteString(cmd.OutOrStdout(), NushellCompletion)
			return err
		},
	})
	for _, shell := range cmd.Commands() {
		shell.Args = atMost(0)
	}
	cmd.Args = cobra.ArbitraryArgs
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if len(args) > 0 {
			return &usageError{message: "unknown command " + quote("completion "+args[0]), hints: []string{"see `pyenvkit completion --help`"}}
		}
		return cmd.Help()
	}
}
