// Package windows holds what is particular to environments on Windows: their
// layout.
package windows

import "github.com/pyenvkit/pyenvkit/plan"

// Layout is that of Windows, whose os.name is "nt". python3.exe and
// python3.X.exe are what CPython's venv leaves out (gh-87915).
var Layout = plan.Layout{
	ListSeparator: ";",
	Separator:     `\`,
	Redirects:     true,
	Executables: []plan.Name{
		{Name: "python.exe"},
		{Name: "python3.exe"},
		{Name: "python{version}.exe"},
		{Name: "python{version}t.exe", FreeThreaded: true},
		{Name: "python_d.exe", Debug: true},
		{Name: "python{version}t_d.exe", FreeThreaded: true, Debug: true},
		{Name: "pythonw.exe", Windowed: true},
		{Name: "pythonw{version}t.exe", FreeThreaded: true, Windowed: true},
		{Name: "pythonw_d.exe", Debug: true, Windowed: true},
		{Name: "pythonw{version}t_d.exe", FreeThreaded: true, Debug: true, Windowed: true},
	},
	// CPython 3.7.2 and later for Windows carry these in Lib\venv\scripts\nt; 3.13
	// gave them other names there.
	Redirectors: []plan.Redirector{
		{Source: "venv/scripts/nt/python.exe", Before: 13},
		{Source: "venv/scripts/nt/pythonw.exe", Before: 13, Windowed: true},
		{Source: "venv/scripts/nt/venvlauncher.exe", Since: 13},
		{Source: "venv/scripts/nt/venvwlauncher.exe", Since: 13, Windowed: true},
		{Source: "venv/scripts/nt/venvlaunchert.exe", Since: 13, FreeThreaded: true},
		{Source: "venv/scripts/nt/venvwlaunchert.exe", Since: 13, FreeThreaded: true, Windowed: true},
	},
	Activators: []string{
		"activate", "activate.bat", "activate.fish", "activate.nu", "activate.xsh", "Activate.ps1",
		"activate_this.py", "deactivate.bat",
	},
	Fixed: []string{
		"executables that pip itself has installed, or installs later, name the place where the environment is then; `python -m NAME` needs none",
	},
}
