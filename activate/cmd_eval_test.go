package activate

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// windowsValues are those of an environment on Windows.
func windowsValues(root, prompt string) Values {
	return Values{Root: root, Bin: "Scripts", Prompt: prompt, PathSeparator: ";"}
}

// fakeInCmd makes a program pyenvkit below a directory that is Z:\mnt, which
// prints the code of that name for each of its command lines.
func fakeInCmd(t *testing.T, codes map[string]string) (dir string) {
	t.Helper()
	dir = realTemp(t)
	codes["pyenvkit.bat"] = "@type \"Z:\\mnt\\%1 %2\"\r\n"
	for name, code := range codes {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(code), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// inBatch returns what a batch file has to evaluate the output of a command.
func inBatch(t *testing.T, command string) string {
	t.Helper()
	return "@" + strings.ReplaceAll(strings.TrimSpace(typed(t, "cmd", command)), "%", "%%")
}

func isNotASCII(r rune) bool { return r > '~' }

// TestCmdEvaluatesHostileNames has them all in one evaluation, because each takes
// Wine a quarter of a second. Only those in ASCII: whatever the code page is, Wine
// reads what a program prints as Latin-1.
func TestCmdEvaluatesHostileNames(t *testing.T) {
	t.Parallel()
	const path = `C:\windows\system32;Z:\mnt;C:\100% & (x86)\^a;"C:\quoted"`
	v := windowsValues(`C:\a & b%PATH%^(c)=~`, `it's $P 100%% <b> | %n`)
	code, err := Code("cmd", v, lookupIn(map[string]string{"PATH": path, "PROMPT": "$P$G"}))
	if err != nil {
		t.Fatal(err)
	}
	var names, want []string
	for i, name := range hostile {
		variable := Variable{Name: fmt.Sprintf("V%d", i), Value: name}
		if line, err := Assign("cmd", []Variable{variable}); err == nil && !strings.ContainsFunc(name, isNotASCII) {
			code += line
			names, want = append(names, variable.Name), append(want, name)
		}
	}
	if len(want) < 40 {
		t.Errorf("only %d names", len(want))
	}
	dir := fakeInCmd(t, map[string]string{"activate 0": code})
	state := runCmd(t, dir, "@set SystemRoot=\n@set \"PATH="+strings.ReplaceAll(path, "%", "%%")+"\"\n"+inBatch(t, "pyenvkit activate 0"))[0]
	names = append(names, "VIRTUAL_ENV", "PATH", "VIRTUAL_ENV_PROMPT", "PROMPT")
	want = append(want, v.Root, v.Root+`\Scripts;`+path, v.Prompt, "("+strings.ReplaceAll(v.Prompt, "$", "$$")+") $P$G")
	if diff := cmp.Diff(want, state.of(names...)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestCmdEvaluatedIsUndone compares the state of cmd before with that after the
// code, for which the program sees what cmd has, and after deactivate.bat.
func TestCmdEvaluatedIsUndone(t *testing.T) {
	t.Parallel()
	one, two := windowsValues(`Z:\mnt\one`, "one"), windowsValues(`Z:\mnt\two$&'(^)`, "two$&'%(^)")
	const path = `C:\windows\system32;Z:\mnt`
	setups := []map[string]string{
		{"PATH": path, "PROMPT": "$P$G"},
		{"PATH": path, "PROMPT": "$p & ^ (x) %PATH% $$$G", "PYTHONHOME": `C:\x & y (z)`},
		{"PATH": path, "PROMPT": "$P$G", "VIRTUAL_ENV_DISABLE_PROMPT": "1"},
		{"PATH": `C:\foreign & one\Scripts;` + path, "PROMPT": "$P$G", "VIRTUAL_ENV": `C:\foreign & one`, "VIRTUAL_ENV_PROMPT": "o & x"},
		{"PATH": path},
	}
	flows := []struct {
		activate []Values
		undo     string // "" is the code to leave
	}{
		{activate: []Values{one}},
		{activate: []Values{one, two}, undo: `@call Z:\mnt\deactivate.bat`},
	}
	codes := map[string]string{}
	var steps []string
	for i, setup := range setups {
		set := "@setlocal\n@set SystemRoot=\n@set PROMPT="
		for name, value := range setup {
			set += "\n@set \"" + name + "=" + strings.ReplaceAll(value, "%", "%%") + `"`
		}
		steps = append(steps, set)
		count := 0
		evaluate := func(now map[string]string, code string, err error) {
			if err != nil {
				t.Fatal(err)
			}
			count++
			name := fmt.Sprintf("activate %d.%d", i, count)
			codes[name] = code
			steps[len(steps)-1] += "\n" + inBatch(t, "pyenvkit "+name)
			for line := range strings.Lines(code) {
				name, value, _ := strings.Cut(strings.TrimPrefix(strings.TrimSuffix(line, "\"\n"), `set "`), "=")
				now[name] = value
				if value == "" {
					delete(now, name)
				}
			}
		}
		on := func(now map[string]string, v Values) {
			code, err := Code("cmd", v, lookupIn(now))
			evaluate(now, code, err)
		}
		for _, flow := range flows {
			now := maps.Clone(setup)
			steps = append(steps, "@rem")
			for _, v := range flow.activate {
				on(now, v)
			}
			if flow.undo != "" {
				steps[len(steps)-1] += "\n" + flow.undo
				continue
			}
			code, err := LeaveCode("cmd", "Scripts", ";", lookupIn(now))
			evaluate(now, code, err)
		}
		steps = append(steps, "@endlocal")
	}
	done, _ := Render(one, []string{"deactivate.bat"})
	codes["deactivate.bat"] = string(done[0].Content)
	states := runCmd(t, fakeInCmd(t, codes), steps...)
	for i := range setups {
		first := i * (len(flows) + 2)
		for j := range flows {
			if diff := cmp.Diff(states[first], states[first+j+1]); diff != "" {
				t.Errorf("%s (-before +after):\n%s", steps[first+j+1], diff)
			}
		}
	}
}

func TestCmdCode(t *testing.T) {
	t.Parallel()
	const path = `C:\Old\SCRIPTS\;C:\windows`
	before := map[string]string{"PATH": path, "PROMPT": "$P$G", "VIRTUAL_ENV": `c:\old`, "PYTHONHOME": `C:\py`}
	got, err := Code("cmd", windowsValues(`C:\new%x`, "a$b"), lookupIn(before))
	const want = `set "_OLD_VIRTUAL_PATH=C:\Old\SCRIPTS\;C:\windows"
set "_OLD_VIRTUAL_PYTHONHOME=C:\py"
set "_OLD_VIRTUAL_ENV=c:\old"
set "PATH=C:\new%x\Scripts;C:\windows"
set "PYTHONHOME="
set "VIRTUAL_ENV=C:\new%x"
set "VIRTUAL_ENV_PROMPT=a$b"
set "_OLD_VIRTUAL_PROMPT=$P$G"
set "PROMPT=(a$$b) $P$G"
`
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
	got, err = LeaveCode("cmd", "Scripts", ";", lookupIn(before))
	if diff := cmp.Diff("set \"PATH=C:\\windows\"\nset \"VIRTUAL_ENV=\"\n", got); diff != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
	if got, err := LeaveCode("cmd", "Scripts", ";", lookupIn(nil)); got != "" || err != nil {
		t.Errorf("%q, %v", got, err)
	}
	for _, v := range []Values{
		windowsValues(`C:\a`, `"`), windowsValues(`C:\a`, "a\nb"), windowsValues(`C:\a`, "\x1a"), windowsValues(`C:\a`, "\xff"),
		windowsValues(`C:\a`, strings.Repeat("x", cmdLine)), windowsValues(`C:\a;b`, "p"),
	} {
		if got, err := Code("cmd", v, lookupIn(before)); err == nil || len(err.Error()) > 200 {
			t.Errorf("%s: %q, %v", strconv.Quote(v.Prompt), got, err)
		}
	}
}
