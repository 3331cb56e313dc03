package winproc

import "syscall"

// What package syscall has no name for. Both libraries are among those that
// Windows never takes from another directory than its own (KnownDLLs).
var (
	kernel32 = syscall.NewLazyDLL("kernel32.dll")
	user32   = syscall.NewLazyDLL("user32.dll")
	ntdll    = syscall.NewLazyDLL("ntdll.dll")

	assignProcessToJobObject = kernel32.NewProc("AssignProcessToJobObject")
	createJobObject          = kernel32.NewProc("CreateJobObjectW")
	getFinalPathNameByHandle = kernel32.NewProc("GetFinalPathNameByHandleW")
	getModuleFileName        = kernel32.NewProc("GetModuleFileNameW")
	getModuleHandle          = kernel32.NewProc("GetModuleHandleW")
	resumeThread             = kernel32.NewProc("ResumeThread")
	setConsoleCtrlHandler    = kernel32.NewProc("SetConsoleCtrlHandler")
	setErrorMode             = kernel32.NewProc("SetErrorMode")
	setInformationJobObject  = kernel32.NewProc("SetInformationJobObject")

	messageBox       = user32.NewProc("MessageBoxW")
	peekMessage      = user32.NewProc("PeekMessageW")
	postMessage      = user32.NewProc("PostMessageW")
	waitForInputIdle = user32.NewProc("WaitForInputIdle")

	ntQueryInformationProcess = ntdll.NewProc("NtQueryInformationProcess")
)
