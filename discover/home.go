package discover

import homedir "github.com/mitchellh/go-homedir"

// home returns the home directory, "" where there is none. It is the one place
// that asks the system for it.
func (f *Finder) home() string {
	if home := f.Env("HOME"); home != "" {
		return home
	}
	ask := homedir.Dir
	if f.Home != nil {
		ask = f.Home
	}
	home, err := ask()
	if err != nil {
		f.log("no home directory: %v", err)
		return ""
	}
	return home
}
