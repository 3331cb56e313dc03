package winproc

import (
	"syscall"
	"unsafe"
)

// Interpreter is the variable by which a base interpreter is told what executable
// it stands for, and with it the environment (Modules/getpath.py of CPython).
const Interpreter = "__PYVENV_LAUNCHER__"

// SetInterpreter tells the process to come that it stands for an executable, or
// with "" that it stands for itself.
func SetInterpreter(executable string) error {
	name, err := syscall.UTF16PtrFromString(Interpreter)
	if err != nil {
		return err
	}
	if executable == "" {
		_ = syscall.SetEnvironmentVariable(name, nil) // no error that there was none
		return nil
	}
	value, err := syscall.UTF16PtrFromString(executable)
	if err != nil {
		return err
	}
	return syscall.SetEnvironmentVariable(name, value)
}

// Run starts an executable in the place of this program, waits for its end and
// returns its exit code. Its command line is head, the text for its name and
// arguments of our own, and the arguments that this program was given, as they
// are. It has the standard handles and all that can be inherited, ends with
// this program, and decides alone on Ctrl-C and the like. The problem is a
// [NoProcess].
func (p Program) Run(executable, head string) (code int, problem *Problem) {
	line, err := commandLine(head)
	if err != nil {
		return 0, cannotStart(executable, err)
	}
	const limit = 32767 // CreateProcess, with the NUL
	if len(line) > limit {
		return 0, &Problem{NoProcess, "cannot start " + executable +
			" with a command line of more than 32766 characters; pass arguments in a file"}
	}
	p.Debug("starting " + executable + ": " + syscall.UTF16ToString(line))
	code, err = p.Replace(executable, line, nil)
	if err != nil {
		return 0, cannotStart(executable, err)
	}
	return code, nil
}

// Replace is [Program.Run] with the whole command line, and with the environment as
// CreateProcess takes both: in UTF-16, and the latter with a NUL behind each variable
// and one more. No environment is that of this program. It returns an error where the
// executable was not started, and ends with neither console nor standard handles.
func (p Program) Replace(executable string, line, environment []uint16) (code int, err error) {
	restoreErrorMode()
	job, err := newJob()
	if err != nil {
		p.Debug("no job object " + Reason(err))
	}
	leaveEvents(job)
	child, err := p.create(executable, line, environment)
	if err != nil {
		return 0, err
	}
	if err := job.take(child.Process); err != nil {
		p.Debug("not in a job object " + Reason(err))
	}
	if n, _, err := resumeThread.Call(uintptr(child.Thread)); int32(n) == -1 {
		_ = syscall.TerminateProcess(child.Process, NoProcess)
		return 0, err
	}
	p.letGo()
	if p.Window {
		endStarting(child.Process)
	}
	return wait(child.Process)
}

func cannotStart(executable string, err error) *Problem {
	return &Problem{NoProcess, "cannot start " + executable + " " + Reason(err) + "; see whether it starts by itself"}
}

// commandLine returns head and the arguments of this program, with a NUL.
func commandLine(head string) ([]uint16, error) {
	line, err := syscall.UTF16FromString(head)
	if err != nil {
		return nil, err
	}
	line = append(line[:len(line)-1], Tail(ownLine())...)
	return append(line, 0), nil
}

// ownLine returns the command line of this program without its NUL.
func ownLine() []uint16 {
	first := syscall.GetCommandLine()
	if first == nil {
		return nil
	}
	n := 0
	for *(*uint16)(unsafe.Add(unsafe.Pointer(first), 2*n)) != 0 {
		n++
	}
	return unsafe.Slice(first, n)
}

// create starts a process that does not run yet. It is given this one's window
// settings and files of the C runtime (lpReserved2) too. Where this program has no
// console, one that needs it has it unseen.
func (p Program) create(executable string, line, environment []uint16) (child syscall.ProcessInformation, err error) {
	const suspended, unicodeEnvironment, noWindow = 0x4, 0x400, 0x08000000
	flags := uint32(suspended | unicodeEnvironment)
	if p.Window {
		flags |= noWindow
	}
	name, err := syscall.UTF16PtrFromString(Long(executable))
	if err != nil {
		return child, err
	}
	var start syscall.StartupInfo
	if err := syscall.GetStartupInfo(&start); err != nil {
		return child, err
	}
	start.Cb = uint32(unsafe.Sizeof(start))
	inherit(&start)
	err = syscall.CreateProcess(name, &line[0], nil, nil, true, flags, unsafe.SliceData(environment), nil, &start, &child)
	return child, err
}

// wait returns the exit code of a process.
func wait(process syscall.Handle) (int, error) {
	var code uint32
	if _, err := syscall.WaitForSingleObject(process, syscall.INFINITE); err != nil {
		return 0, err
	}
	if err := syscall.GetExitCodeProcess(process, &code); err != nil {
		return 0, err
	}
	// Codes of crashes, such as 0xC0000005, are negative: Exit takes them so.
	return int(int32(code)), nil
}
