// Package windows shows what pyenvkit promises on Windows: its tests are programs
// of Windows that run pyenvkit.exe on real Pythons. On Debian they run in Wine,
// which stands for Windows with these limits: no symbolic links, no rights of
// files, no short waits of virus scanners, directories in use can be renamed, no
// Ctrl-C, no PowerShell. There is no code for others to use.
package windows
