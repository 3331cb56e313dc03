package winproc

import (
	"encoding/binary"
	"slices"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"
)

func TestTail(t *testing.T) {
	for _, c := range []struct{ line, want string }{
		{"", ""},
		{"python", ""},
		{"python -V", " -V"},
		{"python\t-V", "\t-V"},
		{"python\n-V x", " x"},
		{`"C:\a b\python.exe"  -c "x y"`, `  -c "x y"`},
		{`"C:\a b"\"c d" x`, ` x`},
		{`C:\a" "b x`, ` x`},
		{`"C:\a b\" x" y`, ` x" y`}, // no escape in a program's name
		{`"unclosed -V`, ""},
		{"  x", "  x"}, // an empty name
		{"Привет \U0001f40d", " \U0001f40d"},
	} {
		got := string(utf16.Decode(Tail(utf16.Encode([]rune(c.line)))))
		if got != c.want {
			t.Errorf("Tail(%q) = %q, want %q", c.line, got, c.want)
		}
	}
}

// The arguments of a program are the same behind any other name.
func FuzzTail(f *testing.F) {
	for _, line := range []string{
		"", "python", `"a b"c -x`, `p "a b" q\"x back\ tail\\ "" *.py`, "\"a\\\" \\\"b c", "p \x00\xd8 x", `p "a""b" c`,
	} {
		f.Add(line)
	}
	f.Fuzz(func(t *testing.T, text string) {
		line := make([]uint16, len(text)/2)
		for i := range line {
			line[i] = binary.LittleEndian.Uint16([]byte(text[2*i:]))
		}
		for _, name := range []string{`"C:\Program Files\python.exe"`, "x"} {
			tail := Tail(line)
			if !slices.Equal(tail, line[len(line)-len(tail):]) {
				t.Fatalf("Tail(%#x) is no end of it: %#x", line, tail)
			}
			other := append(utf16.Encode([]rune(name)), tail...)
			if diff := cmp.Diff(arguments(line)[1:], arguments(other)[1:]); diff != "" {
				t.Errorf("other arguments behind %s (-%#x +%#x):\n%s", name, line, other, diff)
			}
		}
	})
}

// arguments splits a command line as Microsoft documents it for the C runtime
// ("Parsing C command-line arguments").
func arguments(line []uint16) [][]uint16 {
	name, quoted := []uint16{}, false
	for len(line) > 0 && (quoted || line[0] != ' ' && line[0] != '\t') {
		if line[0] == '"' {
			quoted = !quoted
		} else {
			name = append(name, line[0])
		}
		line = line[1:]
	}
	all := [][]uint16{name}
	for {
		for len(line) > 0 && (line[0] == ' ' || line[0] == '\t') {
			line = line[1:]
		}
		if len(line) == 0 {
			return all
		}
		argument, quoted := []uint16{}, false
		for len(line) > 0 && (quoted || line[0] != ' ' && line[0] != '\t') {
			slashes := 0
			for slashes < len(line) && line[slashes] == '\\' {
				slashes++
			}
			line = line[slashes:]
			if len(line) == 0 || line[0] != '"' {
				argument = append(argument, slices.Repeat([]uint16{'\\'}, slashes)...)
				if slashes == 0 {
					argument, line = append(argument, line[0]), line[1:]
				}
				continue
			}
			argument = append(argument, slices.Repeat([]uint16{'\\'}, slashes/2)...)
			switch {
			case slashes%2 == 1:
				argument = append(argument, '"')
			case quoted && len(line) > 1 && line[1] == '"':
				argument, line = append(argument, '"'), line[1:]
			default:
				quoted = !quoted
			}
			line = line[1:]
		}
		all = append(all, argument)
	}
}
