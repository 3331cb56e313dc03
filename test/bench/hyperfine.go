package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"time"
)

// byHyperfine runs a command once and lets hyperfine say how long it took. It is
// started anew for each run: one hyperfine for all of them would run a command
// to the end before it begins with the next.
func (b *bench) byHyperfine(cmd *exec.Cmd) (result, error) {
	export := b.path("hyperfine.json")
	var words []string
	for _, arg := range cmd.Args {
		words = append(words, "'"+strings.ReplaceAll(arg, "'", `'\''`)+"'")
	}
	cmd.Args = []string{
		b.hyperfine, "--shell=none", "--runs=1", "--show-output", "--export-json", export, strings.Join(words, " "),
	}
	cmd.Path = b.hyperfine
	if err := cmd.Run(); err != nil {
		return result{}, err
	}
	text, err := os.ReadFile(export)
	if err != nil {
		return result{}, err
	}
	var said struct {
		Results []struct{ Mean, User, System float64 }
	}
	if err := json.Unmarshal(text, &said); err != nil || len(said.Results) != 1 {
		return result{}, fmt.Errorf("%s says nothing of one command: %w\n%s", b.hyperfine, err, text)
	}
	r := said.Results[0]
	return result{wall: seconds(r.Mean), cpu: seconds(r.User + r.System), peak: peak(cmd.ProcessState)}, nil
}

func seconds(s float64) time.Duration { return time.Duration(s * float64(time.Second)) }
