package discover

import homedir "github.com/mitchellh/go-homedir"

// HomeDir returns the home directory: that of Env if it is set and not empty
// (HOME, on Windows USERPROFILE before it), else what Home says, whose error is
// passed on. It is the one place that asks the system for it.
func (f *Finder) HomeDir() (string, error) {
	for _, variable := range f.system().HomeVariables {
		if home := f.Env(variable); home != "" {
			return home, nil
		}
	}
	if f.Home != nil {
		return f.Home()
	}
	return homedir.Dir()
}

// home returns the home directory, "" where there is none.
func (f *Finder) home() string {
	home, err := f.HomeDir()
	if err != nil {
		f.log("no home directory: %v", err)
		return ""
	}
	return home
}
