// Package windows holds what is particular to environments on Windows: their
// layout.
package windows

import "github.com/pyenvkit/pyenvkit/plan"

// Layout is that of Windows, whose os.name is "nt". The executables are the
// redirectors that every CPython for Windows carries in Lib\venv\scripts\nt;
// 3.13 gave them other names there.
var Layout = plan.Layout{
	ListSeparator: ";",
	Separator:     `\`,
	Redirectors: []plan.Redirector{
		{Name: "python.exe", Source: "venv/scripts/nt/python.exe", Before: 13},
		{Name: "pythonw.exe", Source: "venv/scripts/nt/pythonw.exe", Before: 13},
		{Name: "python.exe", Source: "venv/scripts/nt/venvlauncher.exe", Since: 13},
		{Name: "pythonw.exe", Source: "venv/scripts/nt/venvwlauncher.exe", Since: 13},
		{Name: "python.exe", Source: "venv/scripts/nt/venvlaunchert.exe", Since: 13, FreeThreaded: true},
		{Name: "pythonw.exe", Source: "venv/scripts/nt/venvwlaunchert.exe", Since: 13, FreeThreaded: true},
		{Name: "python{version}t.exe", Source: "venv/scripts/nt/venvlaunchert.exe", Since: 13, FreeThreaded: true},
		{Name: "pythonw{version}t.exe", Source: "venv/scripts/nt/venvwlaunchert.exe", Since: 13, FreeThreaded: true},
	},
	Activators: []string{
		"activate", "activate.bat", "activate.fish", "activate.nu", "activate.xsh", "Activate.ps1",
		"activate_this.py", "deactivate.bat",
	},
}
