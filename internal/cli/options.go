package cli

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/pyenvkit/pyenvkit"
)

// exclusive lists the options of which only one makes sense. One that stands
// on the command line puts the variable of the other out of force.
var exclusive = [][2]string{
	{"symlinks", "copies"},
	{"clear", "upgrade"},
	{"clear", "allow-existing"},
	{"quiet", "verbose"},
	{"facts", "python"},
	{"path", "python"},
	{"path", "site-packages"},
	{"site-packages", "python"},
}

// variable returns the environment variable of an option.
func variable(option string) string {
	return "PYENVKIT_" + strings.ToUpper(strings.ReplaceAll(option, "-", "_"))
}

// typed marks an option that no variable stands for: one that says what a single
// command is to do, or one by which something is lost.
const typed = "typed"

// onlyTyped marks options so.
func onlyTyped(flags *pflag.FlagSet, names ...string) {
	for _, name := range names {
		_ = flags.SetAnnotation(name, typed, []string{}) // an error would be that there is no such option
	}
}

// settle gives each option that the command line leaves open the value of its
// environment variable, and refuses options that exclude each other.
func settle(cmd *cobra.Command, environ []string) error {
	flags := cmd.Flags()
	if err := adopt(flags, environ); err != nil {
		return err
	}
	for _, pair := range exclusive {
		if on(flags, pair[0]) && on(flags, pair[1]) {
			return &usageError{
				message: fmt.Sprintf("--%s and --%s exclude each other", pair[0], pair[1]),
				hints:   []string{"leave one of the two out"},
				// The one pair that CPython's venv looks at after its arguments.
				late: cmd.Name() == "venv" && pair[0] == "clear",
			}
		}
	}
	return nil
}

// adopt takes the values of variables for options that are not given.
func adopt(flags *pflag.FlagSet, environ []string) error {
	given := map[string]bool{}
	flags.Visit(func(f *pflag.Flag) { given[f.Name] = true })
	for _, setting := range environ {
		f := named(flags, setting)
		if f == nil || f.Hidden || f.Annotations[typed] != nil {
			continue
		}
		name := variable(f.Name)
		set := pyenvkit.Variable(environ, name)
		if set == "" || given[f.Name] || f.Name == "help" || f.Name == "version" || outdone(flags, f.Name, given) {
			continue
		}
		value := set
		if f.Value.Type() == "bool" {
			value = truth(value)
		}
		if err := flags.Set(f.Name, value); err != nil {
			return &usageError{
				message: fmt.Sprintf("%s=%q: %s", name, set, reason(f)),
				hints:   []string{"correct the variable or unset it; --" + f.Name + " on the command line outranks it"},
			}
		}
	}
	return nil
}

// named returns the option that a variable ("NAME=value") is about, nil for
// none. Some systems don't tell capitals apart in names, so neither does it.
func named(flags *pflag.FlagSet, setting string) *pflag.Flag {
	const prefix = "PYENVKIT_"
	if len(setting) < len(prefix) || !strings.EqualFold(setting[:len(prefix)], prefix) {
		return nil
	}
	name, _, _ := strings.Cut(setting[len(prefix):], "=")
	option := strings.ToLower(strings.ReplaceAll(name, "_", "-"))
	f := flags.Lookup(option)
	if f == nil || f.Name != option {
		return nil // no option, or one that is shortened
	}
	return f
}

// outdone reports whether the command line holds an option that excludes the
// named one.
func outdone(flags *pflag.FlagSet, name string, given map[string]bool) bool {
	switch name { // these two exclude each other in one case alone
	case "relocatable":
		if given["entry-points"] && flags.Lookup("entry-points").Value.String() == "script" {
			return true
		}
	case "entry-points":
		if given["relocatable"] && on(flags, "relocatable") {
			return true
		}
	}
	for _, pair := range exclusive {
		if pair[0] == name && given[pair[1]] || pair[1] == name && given[pair[0]] {
			return true
		}
	}
	return false
}

// isTrue reports whether the value of a variable is a word for yes.
func isTrue(value string) bool {
	set, err := strconv.ParseBool(truth(value))
	return err == nil && set
}

// truth turns the words that people write for a boolean into those that pflag
// knows.
func truth(value string) string {
	switch strings.ToLower(value) {
	case "yes", "on", "y":
		return "true"
	case "no", "off", "n":
		return "false"
	}
	return value
}

func reason(f *pflag.Flag) string {
	if f.Value.Type() == "bool" {
		return "not one of 1, true, yes, on, 0, false, no, off"
	}
	if c, ok := f.Value.(*choice); ok {
		return "not one of " + strings.Join(c.words, ", ")
	}
	return "not a value of --" + f.Name
}

func on(flags *pflag.FlagSet, name string) bool {
	f := flags.Lookup(name)
	if f == nil {
		return false
	}
	set, err := strconv.ParseBool(f.Value.String())
	return err == nil && set
}

// abbreviate lets the options of a command be shortened as argparse allows it:
// to every beginning that only one of them has.
func abbreviate(flags *pflag.FlagSet) {
	var names []string
	flags.VisitAll(func(f *pflag.Flag) {
		if f.Name != "python" { // which is ours, and would take "--p" from --prompt
			names = append(names, f.Name)
		}
	})
	names = append(names, "help")
	flags.SetNormalizeFunc(func(_ *pflag.FlagSet, name string) pflag.NormalizedName {
		match := ""
		for _, n := range names {
			if n == name {
				return pflag.NormalizedName(name)
			}
			if strings.HasPrefix(n, name) && name != "" {
				if match != "" {
					return pflag.NormalizedName(name) // ambiguous: left unknown
				}
				match = n
			}
		}
		if match == "" {
			match = name
		}
		return pflag.NormalizedName(match)
	})
}

// A choice is the value of an option that takes one of a few words.
type choice struct {
	value string
	words []string
}

func (c *choice) String() string { return c.value }
func (c *choice) Type() string   { return strings.Join(c.words, "|") }

// Set implements pflag.Value.
func (c *choice) Set(s string) error {
	if !slices.Contains(c.words, s) {
		return fmt.Errorf("not one of %s", strings.Join(c.words, ", "))
	}
	c.value = s
	return nil
}
