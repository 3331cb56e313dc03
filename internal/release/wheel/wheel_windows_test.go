package main

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/windows"

	"github.com/pyenvkit/pyenvkit/internal/lab"
)

// TestMain has the tests stand for pyenvkit.exe where their first argument is a
// status: they end with that, or with 5 when they are interrupted before.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && !strings.HasPrefix(os.Args[1], "-") {
		interrupted := make(chan os.Signal, 1)
		signal.Notify(interrupted, os.Interrupt)
		fmt.Printf("%q\n", os.Args[1:])
		if os.Args[1] == "wait" {
			<-interrupted
			os.Exit(5)
		}
		status, _ := strconv.ParseUint(os.Args[1], 0, 32)
		windows.ExitProcess(uint32(status))
	}
	os.Exit(m.Run())
}

// TestWheelOnWindows installs a wheel by pip, starts the program by the package,
// and looks at the status that is passed on.
func TestWheelOnWindows(t *testing.T) {
	own, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	program, err := os.ReadFile(own)
	if err != nil {
		t.Fatal(err)
	}
	name, _, content := makeWheel(t, "pyenvkit_1.2.3_windows_amd64.zip", zipped(t, program))
	dir := t.TempDir()
	wheel := filepath.Join(dir, name)
	if err := os.WriteFile(wheel, content, 0o666); err != nil {
		t.Fatal(err)
	}
	pips, err := filepath.Glob(filepath.Join("..", "..", "..", "seed", "wheels", "pip-2[6-9]*.whl"))
	if err != nil || len(pips) != 1 {
		t.Fatalf("%d wheels of pip (%v)", len(pips), err)
	}
	for i, python := range lab.WindowsPythons(t) {
		target, prefix := filepath.Join(dir, fmt.Sprint("target", i)), filepath.Join(dir, fmt.Sprint("prefix", i))
		for _, where := range [][]string{{"--target", target}, {"--prefix", prefix}} {
			install := append([]string{filepath.Join(pips[0], "pip"), "install", "--no-index", "--no-compile", "--ignore-installed", wheel}, where...)
			if out, err := exec.CommandContext(t.Context(), python, install...).CombinedOutput(); err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
		}
		for _, site := range []string{target, filepath.Join(prefix, "Lib", "site-packages")} {
			t.Setenv("PYTHONPATH", site)
			for _, status := range []string{"0", "7", "0x7fffffff", "0xc000013a", "0xffffffff"} {
				want, _ := strconv.ParseUint(status, 0, 32)
				cmd := exec.CommandContext(t.Context(), python, "-m", "pyenvkit", status, `it's "a" %PATH% \`)
				cmd.Dir = dir // this one has a directory pyenvkit
				out, err := cmd.Output()
				if exit := (*exec.ExitError)(nil); err != nil && !errors.As(err, &exit) {
					t.Fatal(err)
				}
				if words := fmt.Sprintf("%q\n", cmd.Args[3:]); string(out) != words {
					t.Errorf("%s: %s, want %s", site, out, words)
				}
				if got := cmd.ProcessState.Sys().(syscall.WaitStatus).ExitCode; uint64(got) != want {
					t.Errorf("%s: status %#x, want %s", site, got, status)
				}
			}
		}
		t.Run("interrupted "+filepath.Base(filepath.Dir(python)), func(t *testing.T) {
			if status, err := interrupt(t, own, "wait"); status != 5 {
				t.Skipf("missing: a Windows whose console sends events (status %d, %v)", status, err)
			}
			if status, err := interrupt(t, python, "-m", "pyenvkit", "wait"); status != 5 {
				t.Errorf("status %d (%v), want 5", status, err)
			}
		})
	}
}

// interrupt sends Ctrl-Break to a command once it has printed a line, and returns its
// status: what that means is for the program to decide.
func interrupt(t *testing.T, argv ...string) (status int, err error) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), argv[0], argv[1:]...)
	cmd.Dir = t.TempDir()
	cmd.SysProcAttr = &syscall.SysProcAttr{CreationFlags: windows.CREATE_NEW_PROCESS_GROUP}
	output, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	_, err = bufio.NewReader(output).ReadString('\n')
	if err == nil {
		err = windows.GenerateConsoleCtrlEvent(windows.CTRL_BREAK_EVENT, uint32(cmd.Process.Pid))
	}
	if err != nil {
		return -1, errors.Join(err, cmd.Process.Kill(), cmd.Wait())
	}
	err = cmd.Wait()
	return cmd.ProcessState.ExitCode(), err
}
