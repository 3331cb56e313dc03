package environment_test

import (
	"encoding/json"
	"testing"
	"unicode/utf8"

	"github.com/pyenvkit/pyenvkit/environment"
)

func TestPrompt(t *testing.T) {
	const venv, virtualenv, uv = "command = /a/python -m venv x\n", "virtualenv = 21.0\n", "uv = 0.13\n"
	for text, want := range map[string]string{
		venv + `prompt = 'a b'`:                    "a b",
		venv + `prompt = "it's"`:                   "it's",
		venv + `prompt = 'a"b\'c'`:                 `a"b'c`,
		venv + `prompt = 'a\\nb\nc'`:               "a\\nb\nc",
		venv + `prompt = '\t\r\x1b\xad'`:           "\t\r\x1b\u00ad",
		venv + `prompt = '\u200b\U000e0001\udcff'`: "\u200b\U000e0001\ufffd",
		venv + `prompt = 'ä🐍'`:                     "ä🐍",
		venv + `prompt = ''`:                       "",
		// By hand, or by another tool.
		venv + `prompt = plain`:        "plain",
		venv + `prompt = 'open`:        "'open",
		venv + `prompt = '`:            "'",
		venv + `prompt = 'a'b'`:        "a'b",
		venv + `prompt = 'a\q'`:        `a\q`,
		venv + `prompt = 'a\x1'`:       `a\x1`,
		venv + `prompt = 'a\xzz'`:      `a\xzz`,
		venv + `prompt = 'a\'`:         `a\`,
		venv + `prompt = '\Uffffffff'`: `\Uffffffff`,
		venv + `prompt = "mixed'`:      `"mixed'`,
		`prompt = "unknown"`:           "unknown",
		virtualenv + `prompt = "a\nb"`: `a\nb`,
		virtualenv + `prompt = "a"b"`:  `a"b`,
		virtualenv + `prompt = plain`:  "plain",
		uv + `prompt = 'a\nb'`:         `'a\nb'`,
		uv + `prompt = plain`:          "plain",
		venv:                           "",
	} {
		if got := (environment.Config{Text: text}).Prompt(); got != want {
			t.Errorf("%s: the prompt is %q, want %q", text, got, want)
		}
	}
}

func TestPromptOfTheDirectory(t *testing.T) {
	tree := newTree(t)
	for text, want := range map[string]string{"prompt = 'x'": "x", "": "my env"} {
		e := environment.Environment{Root: tree.at("a/my env"), Config: environment.Config{Text: text}}
		if got := e.Prompt(); got != want {
			t.Errorf("%q: the prompt is %q, want %q", text, got, want)
		}
	}
}

const repr = `
import json, sys
for line in sys.stdin:
    print(json.dumps(repr(json.loads(line))), flush=True)
`

// FuzzPrompt undoes what a real Python does to a prompt.
func FuzzPrompt(f *testing.F) {
	for _, seed := range []string{"", "a", `it's`, `"`, `'"`, `\`, "\x00\n\r\t\x7f", "\u00a0\u2028", "\U000e0001🐍", "=", " x "} {
		f.Add(seed)
	}
	ask := ask(f, repr)
	f.Fuzz(func(t *testing.T, prompt string) {
		if !utf8.ValidString(prompt) {
			t.Skip("no str of Python")
		}
		var written string
		if err := json.Unmarshal(ask(prompt), &written); err != nil {
			t.Fatal(err)
		}
		c := environment.Config{Text: "home = /a\nprompt = " + written + "\nversion = 3.12.1\n"}
		if got := c.Prompt(); got != prompt {
			t.Errorf("%q, written as %s, is read as %q", prompt, written, got)
		}
	})
}
