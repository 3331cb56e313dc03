// Command probe stands for the base interpreter in tests: it tells how it was
// started, or does what the variable PROBE says.
package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strconv"
	"strings"
	"syscall"
	"time"
	"unsafe"
)

func main() {
	task, value, _ := strings.Cut(os.Getenv("PROBE"), " ")
	switch task {
	case "exit":
		code, err := strconv.ParseUint(value, 0, 32)
		if err != nil {
			panic(err)
		}
		syscall.ExitProcess(uint32(code))
	case "copy":
		io.Copy(os.Stdout, os.Stdin)
		fmt.Fprint(os.Stderr, "copied")
	case "sleep":
		if err := os.Chdir(`\`); err != nil {
			panic(err)
		}
		fmt.Println(os.Getpid())
		os.Stdout.Close()
		time.Sleep(time.Minute)
	case "event":
		events := make(chan os.Signal, 1)
		signal.Notify(events, os.Interrupt)
		fmt.Println("ready")
		select {
		case <-events:
			time.Sleep(time.Second) // as long as clearing up takes
			os.Exit(42)
		case <-time.After(10 * time.Second):
		}
	default:
		tell()
	}
}

func tell() {
	first := syscall.GetCommandLine()
	n := 0
	for *(*uint16)(unsafe.Add(unsafe.Pointer(first), 2*n)) != 0 {
		n++
	}
	path, err := os.Executable()
	if err != nil {
		panic(err)
	}
	interpreter, set := os.LookupEnv("__PYVENV_LAUNCHER__")
	here, err := os.Getwd()
	if err != nil {
		panic(err)
	}
	json.NewEncoder(os.Stdout).Encode(map[string]any{
		"Line": unsafe.Slice(first, n), "Path": path, "Interpreter": interpreter, "Set": set, "Here": here,
	})
}
