package wheel_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pyenvkit/pyenvkit/seed/wheel"
)

func TestParseEntryPoints(t *testing.T) {
	text := `
# a comment = not:this
; nor = this:one
[console_scripts]
pip = pip._internal.cli.main:main
  spaced  =  a.b : C.d  [extra1, extra2]
pip3.11=pip:main

[distutils.commands]
python = not.a:script
[gui_scripts]
Easy-Tool_2.0 = m:f
`
	want := []wheel.EntryPoint{
		{Name: "pip", Module: "pip._internal.cli.main", Attr: "main"},
		{Name: "spaced", Module: "a.b", Attr: "C.d"},
		{Name: "pip3.11", Module: "pip", Attr: "main"},
		{Name: "Easy-Tool_2.0", Module: "m", Attr: "f"},
	}
	for _, text := range []string{text, strings.ReplaceAll(text, "\n", "\r\n")} {
		got, err := wheel.ParseEntryPoints([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
	}
}

func TestParseEntryPointsRefuses(t *testing.T) {
	for line, want := range map[string]string{
		"../evil = a:b":           "with the name",
		"/bin/sh = a:b":           "with the name",
		`a\b = a:b`:               "with the name",
		". = a:b":                 "with the name",
		"-rf = a:b":               "with the name",
		" = a:b":                  "with the name",
		"a b = a:b":               "with the name",
		"nul = a:b":               "with the name",
		"trailing. = a:b":         "with the name",
		"python = a:b":            "belongs to the environment",
		"Python3.EXE = a:b":       "belongs to the environment",
		"python3.13t = a:b":       "belongs to the environment",
		"python3-dbg = a:b":       "belongs to the environment",
		"pypy3.10 = a:b":          "belongs to the environment",
		"pythonw = a:b":           "belongs to the environment",
		"activate = a:b":          "belongs to the environment",
		"activate.fish = a:b":     "belongs to the environment",
		"deactivate.bat = a:b":    "belongs to the environment",
		"x":                       "no object of a module",
		"x = a":                   "no object of a module",
		"x = :b":                  "no object of a module",
		"x = a:":                  "no object of a module",
		"x = a:b()":               "no object of a module",
		"x = a;import os:b":       "no object of a module",
		"x = a:b\nX = a:b":        "twice",
		"x = a.1b:c":              "no object of a module",
		"x = os:system('reboot')": "no object of a module",
	} {
		_, err := wheel.ParseEntryPoints([]byte("[console_scripts]\n" + line + "\n"))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want an error with %q", line, err, want)
		}
	}
}

func TestReservedLeavesOthersAlone(t *testing.T) {
	for _, name := range []string{"pip", "pip3.12", "pythonic", "python-argcomplete", "activated", "pydoc", "ipython3"} {
		if wheel.Reserved(name) {
			t.Errorf("%s is taken for the environment's own", name)
		}
	}
}

func FuzzParseEntryPoints(f *testing.F) {
	f.Add("[console_scripts]\npip = pip:main\n")
	f.Add("[gui_scripts]\n\u00e9 = \u00e9:\u00e9 [x]\n[")
	code := regexp.MustCompile(`^[\pL\pN_.]+$`)
	f.Fuzz(func(t *testing.T, text string) {
		found, _ := wheel.ParseEntryPoints([]byte(text))
		for _, e := range found {
			if strings.ContainsAny(e.Name, "/\\:\x00\n '\"") || strings.HasPrefix(e.Name, ".") || wheel.Reserved(e.Name) {
				t.Errorf("the name %q", e.Name)
			}
			if !code.MatchString(e.Module) || !code.MatchString(e.Attr) {
				t.Errorf("the code %q and %q", e.Module, e.Attr)
			}
		}
	})
}
