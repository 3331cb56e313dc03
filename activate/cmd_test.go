package activate

import (
	"bytes"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"

	"github.com/pyenvkit/pyenvkit/internal/lab"
)

// A cmdState is all variables of cmd at one moment.
type cmdState map[string]string

// of returns the values of some variables, "unset" for what is not set.
func (s cmdState) of(names ...string) []string {
	var values []string
	for _, name := range names {
		value, ok := s[name]
		if !ok {
			value = "unset"
		}
		values = append(values, value)
	}
	return values
}

// runCmd runs batch files in one cmd, which has dir as Z:\mnt, and returns the
// state after each. A message on standard error fails the test; on standard
// output Wine echoes labels.
func runCmd(t *testing.T, dir string, steps ...string) []cmdState {
	t.Helper()
	states := filepath.Join(dir, "states")
	if err := os.Mkdir(states, 0o755); err != nil {
		t.Fatal(err)
	}
	var driver strings.Builder
	for i, step := range steps {
		fmt.Fprintf(&driver, "%s\n@>Z:\\mnt\\states\\%d set\n", step, i)
	}
	driver.WriteString("@exit /b 0\n")
	content := strings.ReplaceAll(driver.String(), "\n", "\r\n")
	if err := os.WriteFile(filepath.Join(states, "driver.bat"), []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
	cmd := lab.Cmd(t, dir, "/d", "/u", "/c", `Z:\mnt\states\driver.bat`)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil || stderr.Len() > 0 {
		t.Fatalf("%v\n%s\n%s", err, stderr.String(), fromUTF16(stdout.Bytes()))
	}
	var found []cmdState
	for i := range steps {
		text, err := os.ReadFile(filepath.Join(states, strconv.Itoa(i)))
		if err != nil {
			t.Fatalf("%v\n%s", err, fromUTF16(stdout.Bytes()))
		}
		state := cmdState{}
		for line := range strings.SplitSeq(fromUTF16(text), "\r\n") {
			if name, value, ok := strings.Cut(line, "="); ok {
				state[name] = value
			}
		}
		found = append(found, state)
	}
	return found
}

// fromUTF16 reads what cmd /u prints.
func fromUTF16(text []byte) string {
	var units []uint16
	for pair := range slices.Chunk(text, 2) {
		if len(pair) == 2 {
			units = append(units, uint16(pair[0])|uint16(pair[1])<<8)
		}
	}
	return string(utf16.Decode(units))
}

// as437 returns what the UTF-8 of a batch file is to Wine, which reads it in
// this code page whatever chcp was told.
func as437(s string) string {
	high := []rune("ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐" +
		"└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0")
	var out strings.Builder
	for _, b := range []byte(s) {
		if b < 0x80 {
			out.WriteByte(b)
			continue
		}
		out.WriteRune(high[b-0x80])
	}
	return out.String()
}

// windowsEnvironment makes what the batch files need of an environment. It is
// false where they cannot be written for that prompt.
func windowsEnvironment(t *testing.T, root, prompt string) bool {
	t.Helper()
	v := Values{Root: `C:\env`, Bin: "Scripts", Prompt: prompt, PathSeparator: ";"}
	done, omitted := Render(v, []string{"activate.bat", "deactivate.bat"})
	if len(omitted) > 0 {
		return false
	}
	done = append(done, Script{"../pyvenv.cfg", []byte("home = C:\\Python\n")})
	if err := os.MkdirAll(filepath.Join(root, v.Bin), 0o755); err != nil {
		t.Fatal(err)
	}
	for _, f := range done {
		if err := os.WriteFile(filepath.Join(root, v.Bin, f.Name), f.Content, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return true
}

// inCmd reports whether Wine's cmd can have a directory of that name: Windows
// forbids some characters, PATH forbids the semicolon, and Wine, not Windows,
// expands what %~dp0 stands for once more.
func inCmd(name string) bool {
	return !strings.ContainsAny(name, `<>:"/\|?*`+";%") && !strings.ContainsFunc(name, unicode.IsControl) && !strings.HasSuffix(name, " ")
}

func TestCmdSeesHostileDirectories(t *testing.T) {
	t.Parallel()
	dir := realTemp(t)
	// A name reaches cmd as a match: so it need not be written in any language.
	steps := []string{"@set SystemRoot="} // without chcp, which takes time and changes nothing here
	var want [][]string
	for i, name := range hostile {
		if !inCmd(name) {
			continue
		}
		windowsEnvironment(t, filepath.Join(dir, strconv.Itoa(i), name), "p")
		steps = append(steps, fmt.Sprintf("@for /d %%%%d in (Z:\\mnt\\%d\\*) do @cd /d \"%%%%d\"\n@call Scripts\\activate.bat", i))
		root := fmt.Sprintf(`Z:\mnt\%d\%s`, i, name)
		want = append(want, []string{root, root + `\Scripts;`, "p", "(p) $P$G"})
	}
	states := runCmd(t, dir, append(steps, `@call Scripts\deactivate.bat`)...)
	before, during, after := states[0], states[1:len(states)-1], states[len(states)-1]
	for i, state := range during {
		want[i][1] += before["PATH"]
		if diff := cmp.Diff(want[i], state.of("VIRTUAL_ENV", "PATH", "VIRTUAL_ENV_PROMPT", "PROMPT")); diff != "" {
			t.Errorf("%s (-want +got):\n%s", want[i][0], diff)
		}
	}
	if diff := cmp.Diff(before, after); diff != "" {
		t.Errorf("deactivated (-before +after):\n%s", diff)
	}
}

func TestCmdSeesHostilePrompts(t *testing.T) {
	t.Parallel()
	dir := realTemp(t)
	var steps []string
	var want [][]string
	for i, prompt := range slices.Concat(hostile, prompts) {
		if !windowsEnvironment(t, filepath.Join(dir, strconv.Itoa(i)), prompt) {
			continue
		}
		modes := []string{"DisableDelayedExpansion"}
		// Wine knows no caret where delayed expansion is on.
		if !strings.Contains(prompt, "!") {
			modes = append(modes, "EnableDelayedExpansion")
		}
		for _, mode := range modes {
			steps = append(steps, fmt.Sprintf("@endlocal\n@setlocal %s\n@set SystemRoot=\n@call Z:\\mnt\\%d\\Scripts\\activate.bat", mode, i))
			value := as437(prompt)
			if prompt == "" {
				value = "unset"
			}
			want = append(want, []string{value, "(" + strings.ReplaceAll(as437(prompt), "$", "$$") + ") $P$G"})
		}
	}
	for i, state := range runCmd(t, dir, steps...) {
		if diff := cmp.Diff(want[i], state.of("VIRTUAL_ENV_PROMPT", "PROMPT")); diff != "" {
			t.Errorf("%s (-want +got):\n%s", steps[i], diff)
		}
	}
}

func TestCmdShowsHostilePrompts(t *testing.T) {
	t.Parallel()
	dir := realTemp(t)
	typed, want := "@set SystemRoot=\r\n", []string{}
	for i, prompt := range hostile {
		if windowsEnvironment(t, filepath.Join(dir, strconv.Itoa(i)), prompt) {
			typed += fmt.Sprintf("@call Z:\\mnt\\%d\\Scripts\\activate.bat\r\n", i)
			// Behind a label that Wine echoes stands no end of the line.
			want = append(want, "\n("+as437(prompt)+") Z:\\mnt>\r\n")
		}
	}
	typed += "@rem\r\n"
	if err := os.WriteFile(filepath.Join(dir, "typed"), []byte(typed), 0o644); err != nil {
		t.Fatal(err)
	}
	// Of a pipe, Wine loses what stands behind the first line.
	stdin, err := os.Open(filepath.Join(dir, "typed"))
	if err != nil {
		t.Fatal(err)
	}
	defer stdin.Close()
	cmd := lab.Cmd(t, dir, "/d", "/u", "/k", `cd /d Z:\mnt`)
	cmd.Stdin = stdin
	out, err := cmd.Output()
	if err != nil {
		t.Error(err)
	}
	shown := fromUTF16(out)
	for _, label := range want {
		_, rest, found := strings.Cut(shown, label)
		if !found {
			t.Fatalf("no %q in %q", label, shown)
		}
		shown = rest
	}
}

func TestCmdDeactivateRestoresEverything(t *testing.T) {
	t.Parallel()
	dir := realTemp(t)
	windowsEnvironment(t, filepath.Join(dir, "one"), "one")
	windowsEnvironment(t, filepath.Join(dir, "two"), "two$&'%(^)")
	setups := []string{
		"usual:",
		"path unset: @set PATH=",
		`path hostile: @set "PATH=C:\a & b (x86);%PATH%;C:\100%%;C:\^"`,
		`home: @set "PYTHONHOME=C:\x & y (z)"`,
		`prompt unset: @set PROMPT=`,
		`prompt hostile: @set "PROMPT=$p & ^ (x) %%PATH%% $$$G"`,
		`prompt disabled: @set VIRTUAL_ENV_DISABLE_PROMPT=1`,
		`inherited: @set "VIRTUAL_ENV=C:\foreign & one"` + "\n" + `@set "VIRTUAL_ENV_PROMPT=o & x"` + "\n" + `@set "PATH=C:\foreign & one\Scripts;%PATH%"`,
		`delayed: @setlocal EnableDelayedExpansion`,
		`delayed hostile: @set "PATH=C:\a!b!;C:\^;%PATH%"` + "\n" + `@set "PYTHONHOME=C:\hi! ^"` + "\n" + `@set "PROMPT=a!PATH! ^^ $G"` +
			"\n" + `@set "VIRTUAL_ENV=C:\!!"` + "\n" + `@set "VIRTUAL_ENV_PROMPT=^!"` + "\n" + `@setlocal EnableDelayedExpansion`,
	}
	const (
		one = "@call Z:\\mnt\\one\\Scripts\\activate.bat\n"
		two = "@call Z:\\mnt\\two\\Scripts\\activate.bat\n"
		off = "@call Z:\\mnt\\one\\Scripts\\deactivate.bat\n"
	)
	flows := []string{one + off, one + one + off, one + two + off, two + one + two + off, two + off + off}
	var steps []string
	for _, setup := range setups {
		_, lines, _ := strings.Cut(setup, ":")
		steps = append(steps, "@setlocal\n@set SystemRoot=\n"+lines)
		steps = append(steps, flows...)
		steps = append(steps, one, "@endlocal\n@endlocal")
	}
	states := runCmd(t, dir, steps...)
	for i, setup := range setups {
		group := states[i*(len(flows)+3):]
		for j, flow := range flows {
			if diff := cmp.Diff(group[0], group[j+1]); diff != "" {
				t.Errorf("%s\n%s (-before +after):\n%s", setup, flow, diff)
			}
		}
		before, during := group[0], group[len(flows)+1]
		path := strings.TrimSuffix(`Z:\mnt\one\Scripts;`+before["PATH"], ";")
		if diff := cmp.Diff([]string{path, `Z:\mnt\one`, "one", "unset"}, during.of("PATH", "VIRTUAL_ENV", "VIRTUAL_ENV_PROMPT", "PYTHONHOME")); diff != "" {
			t.Errorf("%s, active (-want +got):\n%s", setup, diff)
		}
	}
}

func TestCmdDoesNotPileUp(t *testing.T) {
	t.Parallel()
	dir := realTemp(t)
	windowsEnvironment(t, filepath.Join(dir, "one"), "one")
	windowsEnvironment(t, filepath.Join(dir, "two"), "two")
	const one, two = `@call Z:\mnt\one\Scripts\activate.bat`, `@call Z:\mnt\two\Scripts\activate.bat`
	steps := []string{
		"@set PATH=C:\\windows\\system32\n@set PYTHONHOME=C:\\y\n" + one,
		one,
		two,
		"@set PYTHONHOME=C:\\mine\n" + one,
		"@call deactivate",
		"@set VIRTUAL_ENV_DISABLE_PROMPT=1\n" + two,
		"@set VIRTUAL_ENV_DISABLE_PROMPT=\n" + one,
		// Wine, not Windows, looks for its own cmd along PATH when it is to run chcp.
		"@call deactivate\n@set SystemRoot=\n@set PATH=\n" + two,
		// Found along PATH, and by a name in quotes.
		"@call Z:\\mnt\\two\\Scripts\\deactivate.bat\n@set PATH=Z:\\mnt\\one\\Scripts\n@call \"activate\"",
	}
	want := [][]string{
		{`Z:\mnt\one`, `Z:\mnt\one\Scripts;C:\windows\system32`, "(one) $P$G", "unset", "one"},
		{`Z:\mnt\one`, `Z:\mnt\one\Scripts;C:\windows\system32`, "(one) $P$G", "unset", "one"},
		{`Z:\mnt\two`, `Z:\mnt\two\Scripts;C:\windows\system32`, "(two) $P$G", "unset", "two"},
		{`Z:\mnt\one`, `Z:\mnt\one\Scripts;C:\windows\system32`, "(one) $P$G", "unset", "one"},
		{"unset", `C:\windows\system32`, "$P$G", `C:\y`, "unset"},
		{`Z:\mnt\two`, `Z:\mnt\two\Scripts;C:\windows\system32`, "$P$G", "unset", "two"},
		{`Z:\mnt\one`, `Z:\mnt\one\Scripts;C:\windows\system32`, "(one) $P$G", "unset", "one"},
		{`Z:\mnt\two`, `Z:\mnt\two\Scripts`, "(two) $P$G", "unset", "two"},
		{`Z:\mnt\one`, `Z:\mnt\one\Scripts;Z:\mnt\one\Scripts`, "(one) $P$G", "unset", "one"},
	}
	for i, state := range runCmd(t, dir, steps...) {
		if diff := cmp.Diff(want[i], state.of("VIRTUAL_ENV", "PATH", "PROMPT", "PYTHONHOME", "VIRTUAL_ENV_PROMPT")); diff != "" {
			t.Errorf("step %d: %s (-want +got):\n%s", i, steps[i], diff)
		}
	}
}

func TestCmdFollowsOrRefuses(t *testing.T) {
	t.Parallel()
	dir := realTemp(t)
	windowsEnvironment(t, filepath.Join(dir, "one"), "one")
	for _, name := range []string{"copy of & one!", "a;b", "broken", "hi", "hi!"} {
		if err := os.CopyFS(filepath.Join(dir, name), os.DirFS(filepath.Join(dir, "one"))); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Remove(filepath.Join(dir, "broken", "pyvenv.cfg")); err != nil {
		t.Fatal(err)
	}
	const call = "@cd /d \"Z:\\mnt\\%s\"\n@call Scripts\\activate.bat 2>..\\said%d\n@set status=%%errorlevel%%"
	states := runCmd(t, dir,
		"@set status=0",
		fmt.Sprintf(call, "broken", 0), fmt.Sprintf(call, "a;b", 1),
		// That of its neighbour is what the name looks like.
		strings.Replace(fmt.Sprintf(call, "hi!", 2), "\n", "\n@setlocal EnableDelayedExpansion\n", 1),
		"@endlocal\n"+fmt.Sprintf(call, "copy of & one!", 3))
	for i, says := range []string{`"Z:\mnt\broken" is not an environment`, `PATH cannot hold "Z:\mnt\a;b"`, "delayed expansion is on"} {
		said, err := os.ReadFile(filepath.Join(dir, "said"+strconv.Itoa(i)))
		if err != nil || !strings.Contains(fromUTF16(said), says) {
			t.Errorf("said %q, not %q (%v)", fromUTF16(said), says, err)
		}
		want := maps.Clone(states[0])
		want["status"] = "1"
		if diff := cmp.Diff(want, states[i+1]); diff != "" {
			t.Errorf("%s (-want +got):\n%s", says, diff)
		}
	}
	const root = `Z:\mnt\copy of & one!`
	want := []string{root, root + `\Scripts;` + states[0]["PATH"], "0"}
	if diff := cmp.Diff(want, states[4].of("VIRTUAL_ENV", "PATH", "status")); diff != "" {
		t.Errorf("copied (-want +got):\n%s", diff)
	}
}
