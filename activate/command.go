package activate

import "strings"

// A shell says how its user activates an environment.
type shell struct {
	language
	names  string // separated by blanks
	script string
	// before stands before the quoted path of the script.
	before string
	quote  func(string) (string, error)
	// native is set where the path is written as the platform writes it;
	// elsewhere its separators are slashes.
	native bool
}

// shells are the shells that there are scripts for. Only bash, zsh, fish, csh
// and xonsh have the word "source".
var shells = []shell{
	{shLanguage, "bash zsh", "activate", "source ", QuoteSh, false},
	{shLanguage, "sh dash ash ksh ksh93 mksh lksh yash", "activate", ". ", QuoteSh, false},
	{fishLanguage, "fish", "activate.fish", "source ", QuoteFish, false},
	{cshLanguage, "csh tcsh", "activate.csh", "source ", QuoteCsh, false},
	{nuLanguage, "nu", "activate.nu", "overlay use ", quoteNuWord, false},
	{xonshLanguage, "xonsh", "activate.xsh", "source ", quoteXonshWord, false},
	{powerShellLanguage, "pwsh powershell", "Activate.ps1", "", quotePowerShellCommand, true},
	{cmdLanguage, "cmd", "activate.bat", "", quoteCmd, true},
}

// Command returns the command line with which a user of the named shell
// activates the environment: "bash", "zsh", "sh", "dash", "ash", "ksh",
// "ksh93", "mksh", "lksh", "yash", "fish", "csh", "tcsh", "nu", "xonsh", "pwsh",
// "powershell" or "cmd". It is false for any other, and where the script or the
// path of it cannot be expressed in that language.
func Command(name string, v Values) (command string, ok bool) {
	s, err := shellNamed(name)
	if err != nil {
		return "", false
	}
	return s.command(v)
}

// Shells returns the names of the shells that there is code for.
func Shells() []string {
	var names []string
	for _, s := range shells {
		names = append(names, strings.Fields(s.names)...)
	}
	return names
}

// shellNamed returns the shell of a name, or an [*UnknownShellError].
func shellNamed(name string) (shell, error) {
	for _, s := range shells {
		for known := range strings.FieldsSeq(s.names) {
			if known == name {
				return s, nil
			}
		}
	}
	return shell{}, &UnknownShellError{Name: name}
}

func (s shell) command(v Values) (string, bool) {
	if _, err := render(v, s.script); err != nil {
		return "", false
	}
	path := v.Root + "/" + v.Bin + "/" + s.script
	if windows := !strings.HasPrefix(v.Root, "/"); windows && s.native {
		path = strings.ReplaceAll(path, "/", `\`)
	} else if windows {
		path = strings.ReplaceAll(path, `\`, "/")
	}
	quoted, err := s.quote(path)
	if err != nil {
		return "", false
	}
	return s.before + quoted, true
}

// quotePowerShellCommand returns what runs the script at path. A quoted path
// is a value in PowerShell until & calls it.
func quotePowerShellCommand(path string) (string, error) {
	if plain(strings.ReplaceAll(path, `\`, "/")) && !strings.ContainsAny(path, "@,") {
		return path, nil
	}
	quoted, err := QuotePowerShell(path)
	return "& " + quoted, err
}

// quoteCmd returns what runs the batch file at path from the prompt of cmd,
// where nothing escapes a percent sign.
func quoteCmd(path string) (string, error) {
	if plain(strings.ReplaceAll(path, `\`, "/")) && !strings.Contains(path, ",") {
		return path, nil
	}
	if strings.Contains(path, "%") {
		return "", &InexpressibleError{Language: "cmd", Text: path, What: "a percent sign"}
	}
	if _, err := QuoteBatch(path); err != nil {
		return "", err
	}
	return `"` + path + `"`, nil
}

// quoteNuWord returns a path for the command line of nushell.
func quoteNuWord(path string) (string, error) {
	if plain(path) {
		return path, nil
	}
	return QuoteNu(path)
}

// quoteXonshWord returns a path for the command line of xonsh, which looks for
// variables in a string unless that is raw.
func quoteXonshWord(path string) (string, error) {
	if plain(path) {
		return path, nil
	}
	quoted, err := QuotePython(path)
	return "@(" + quoted + ")", err
}

// refuseXonsh returns an error for a place that xonsh cannot have on PATH: it
// expands variables and ~ in the entries each time it looks (xonsh.tools,
// EnvPath and expand_path).
func refuseXonsh(v Values) error {
	path := v.Root + "/" + v.Bin
	if strings.Contains(path, "=~") {
		return &PathError{Path: path, Shell: "xonsh", Reason: "it would expand =~"}
	}
	for i := range len(path) - 1 {
		if path[i] == '$' && inVariable(path[i+1]) {
			return &PathError{Path: path, Shell: "xonsh", Reason: "it would expand the variable"}
		}
	}
	return nil
}

// inVariable reports whether a dollar sign and b begin a variable of xonsh, in
// the regular expression of which a word may have characters of any script.
func inVariable(b byte) bool {
	lower := b | 0x20
	return b == '{' || b == '_' || b >= 0x80 || '0' <= b && b <= '9' || 'a' <= lower && lower <= 'z'
}
