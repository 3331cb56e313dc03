package cli

import (
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/pyenvkit/pyenvkit"
)

// completeEnvironments offers the environments that lie where the word begun is, and
// the directories that lead further.
func completeEnvironments(_ *cobra.Command, _ []string, word string) ([]string, cobra.ShellCompDirective) {
	dir, beginning := filepath.Split(word)
	entries, _ := os.ReadDir(filepath.Join(".", dir)) // nothing there, nothing to offer
	if filepath.IsAbs(dir) {
		entries, _ = os.ReadDir(dir)
	}
	var found []string
	for _, e := range entries {
		path := dir + e.Name()
		hidden := strings.HasPrefix(e.Name(), ".") && beginning == ""
		info, err := os.Stat(path)
		if err != nil || !strings.HasPrefix(e.Name(), beginning) {
			continue
		}
		if _, err := os.Stat(filepath.Join(path, "pyvenv.cfg")); err == nil {
			found = append(found, path)
		} else if info.IsDir() && !hidden {
			found = append(found, path+string(filepath.Separator))
		}
	}
	return found, cobra.ShellCompDirectiveNoSpace | cobra.ShellCompDirectiveNoFileComp
}

// completeShells offers the names of shells.
func completeShells(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	return pyenvkit.Shells(), cobra.ShellCompDirectiveNoFileComp
}

// completeCommands offers the programs of the environment.
func completeCommands(p *program, name *string) func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	return func(_ *cobra.Command, args []string, word string) ([]string, cobra.ShellCompDirective) {
		if len(args) > 0 || strings.ContainsRune(word, filepath.Separator) {
			return nil, cobra.ShellCompDirectiveDefault
		}
		kit, err := p.kit()
		if err != nil {
			return nil, cobra.ShellCompDirectiveDefault
		}
		e, err := kit.Environment(*name)
		if err != nil {
			return nil, cobra.ShellCompDirectiveDefault
		}
		var found []string
		entries, _ := os.ReadDir(filepath.Join(e.Root, e.Bin))
		for _, entry := range entries {
			info, err := os.Stat(filepath.Join(e.Root, e.Bin, entry.Name()))
			if err == nil && info.Mode().IsRegular() && info.Mode().Perm()&0o111 != 0 && strings.HasPrefix(entry.Name(), word) {
				found = append(found, entry.Name())
			}
		}
		scripts, _ := filepath.Glob(word + "*.py")
		return append(found, scripts...), cobra.ShellCompDirectiveDefault
	}
}
