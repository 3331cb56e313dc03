package discover

import (
	"encoding/binary"
	"os"
	"path/filepath"
	"strings"
	"unicode/utf16"
)

// An alias is what an app execution alias of Windows leads to. It is a file
// without content, by which a program of a Store package is started.
type alias struct {
	family     string // of the package: "PythonSoftwareFoundation.Python.3.12_qbz5n2kfra8p0"
	executable string // the file in the package, which can't be started by its path
}

// parseAlias reads the data of an app execution alias: a number, then four
// strings in UTF-16 that each end with a NUL: the family of the package, the
// application in it, the executable and the kind of application. No
// specification of it is published; the number is 3 in all that were seen.
func parseAlias(data []byte) (alias, bool) {
	if len(data) < 4 {
		return alias{}, false
	}
	var units []uint16
	for data = data[4:]; len(data) >= 2; data = data[2:] {
		units = append(units, binary.LittleEndian.Uint16(data))
	}
	parts := strings.Split(string(utf16.Decode(units)), "\x00")
	if len(parts) < 4 || parts[0] == "" || parts[2] == "" {
		return alias{}, false
	}
	return alias{parts[0], parts[2]}, true
}

// aliasAt returns the app execution alias that a path is.
func (f *Finder) aliasAt(path string) (alias, bool) {
	if f.system().Reparse == nil {
		return alias{}, false
	}
	data, ok := f.system().Reparse(path)
	if !ok {
		return alias{}, false
	}
	return parseAlias(data)
}

// passedOver returns why a program is no Python although it has the name of
// one, "" for all others: it would install something, open the Microsoft Store,
// or can't be asked.
func (f *Finder) passedOver(path string) string {
	system := f.system()
	if system.isScript(path) {
		return "it is a batch file, which can't be asked what it starts"
	}
	if a, ok := f.aliasAt(path); ok {
		switch {
		case strings.HasPrefix(a.family, "Microsoft.DesktopAppInstaller_"):
			return "it opens the Microsoft Store and is no Python"
		case strings.HasPrefix(a.family, "PythonSoftwareFoundation.PythonManager_"):
			return installManager
		}
		return ""
	}
	if !system.Launcher {
		return ""
	}
	// Its MSI puts programs of these names beside itself. Beside its alias lie
	// those of others, too.
	beside := filepath.Join(filepath.Dir(path), "pymanager.exe")
	if _, isAlias := f.aliasAt(beside); !isAlias && exists(beside) {
		return installManager
	}
	return ""
}

// installManager is why the programs of Python's install manager are passed
// over. Where there is no Python yet, they install one.
const installManager = "it starts the Python install manager, whose Pythons are found without it"

// managedInstallations returns the directories of what Python's install manager
// has installed. Its file is written last, so what lacks it is not complete.
func (f *Finder) managedInstallations() []string {
	root := f.below(f.Env("LOCALAPPDATA"), "Python")
	if config, file := f.managerConfig(); config.InstallDir != "" {
		root = config.InstallDir
		if !filepath.IsAbs(root) {
			root = filepath.Join(filepath.Dir(file), root)
		}
	}
	var dirs []string
	for _, dir := range f.subdirectories(root) {
		if _, err := os.Stat(filepath.Join(dir, "__install__.json")); err == nil {
			dirs = append(dirs, dir)
		}
	}
	return dirs
}

// storePackages returns the directories of aliases that the Pythons of the
// Microsoft Store have, each for itself: those on PATH lead to the one that was
// installed last. No list of versions is needed for that.
func (f *Finder) storePackages() []string {
	var dirs []string
	for _, dir := range f.subdirectories(f.below(f.Env("LOCALAPPDATA"), "Microsoft", "WindowsApps")) {
		if strings.HasPrefix(filepath.Base(dir), storePrefix) {
			dirs = append(dirs, dir)
		}
	}
	return dirs
}

// storePrefix begins the names of the packages of Pythons; a version follows,
// and "_" and the publisher.
const storePrefix = "PythonSoftwareFoundation.Python."

// versionIn takes off the name of a directory what an installer puts around the
// version.
func versionIn(name string) string {
	if rest, ok := strings.CutPrefix(name, storePrefix); ok {
		version, _, _ := strings.Cut(rest, "_")
		return version
	}
	return strings.TrimPrefix(name, "pythoncore-") // of the install manager
}
