package activate

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestVariables(t *testing.T) {
	t.Parallel()
	unix, windows := values("/new", "p $x"), windowsValues(`C:\new`, "p")
	root := values("/new", "p")
	root.Bin = ""
	tests := []struct {
		name   string
		values Values
		env    map[string]string
		path   string
		home   bool
	}{
		{"nothing set", unix, nil, "/new/bin", false},
		{"path empty", unix, map[string]string{"PATH": ""}, "/new/bin", false},
		{"usual", unix, map[string]string{"PATH": "/usr/bin:/bin", "PYTHONHOME": "/x"}, "/new/bin:/usr/bin:/bin", true},
		{"home empty", unix, map[string]string{"PATH": "/bin", "PYTHONHOME": ""}, "/new/bin:/bin", true},
		{"another is active", unix, map[string]string{"PATH": "/old/bin:/bin", "VIRTUAL_ENV": "/old"}, "/new/bin:/bin", false},
		{"behind another entry", unix, map[string]string{"PATH": "/x:/old/bin/:/bin", "VIRTUAL_ENV": "/old/"}, "/new/bin:/x:/bin", false},
		{"spare slashes", unix, map[string]string{"PATH": "/old//bin:/bin", "VIRTUAL_ENV": "/old/"}, "/new/bin:/bin", false},
		{"itself is active", unix, map[string]string{"PATH": "/new/bin:/bin", "VIRTUAL_ENV": "/new"}, "/new/bin:/bin", false},
		{"nothing but another", unix, map[string]string{"PATH": "/old/bin", "VIRTUAL_ENV": "/old"}, "/new/bin", false},
		{"empty entries", unix, map[string]string{"PATH": ":/bin:", "VIRTUAL_ENV": "/old"}, "/new/bin::/bin:", false},
		{"active is empty", unix, map[string]string{"PATH": "/bin:/usr", "VIRTUAL_ENV": ""}, "/new/bin:/bin:/usr", false},
		{"Windows", windows, map[string]string{"PATH": `C:\x;c:/OLD/Scripts\;D:\`, "VIRTUAL_ENV": `C:\Old`}, `C:\new\Scripts;C:\x;D:\`, false},
		{"the root itself", root, map[string]string{"PATH": "/old:/bin", "VIRTUAL_ENV": "/old"}, "/new:/bin", false},
	}
	for _, test := range tests {
		want := []Variable{{Name: "PATH", Value: test.path}, {Name: "VIRTUAL_ENV", Value: test.values.Root}, {Name: "VIRTUAL_ENV_PROMPT", Value: test.values.Prompt}}
		if test.home {
			want = append(want, Variable{Name: "PYTHONHOME", Unset: true})
		}
		got, err := Variables(test.values, lookupIn(test.env))
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("%s: %v (-want +got):\n%s", test.name, err, diff)
		}
	}
	_, err := Variables(values("/a:b", "p"), lookupIn(nil))
	if _, ok := errors.AsType[*PathError](err); !ok || err.Error() != "PATH cannot hold /a:b: it contains :" {
		t.Errorf("a colon: %v", err)
	}
}

func TestLeaving(t *testing.T) {
	t.Parallel()
	unset := func(name string) Variable { return Variable{Name: name, Unset: true} }
	tests := []struct {
		name           string
		bin, separator string
		env            map[string]string
		want           []Variable
	}{
		{"nothing is active", "bin", ":", map[string]string{"PATH": "/bin", "VIRTUAL_ENV_PROMPT": "x"}, nil},
		{"active is empty", "bin", ":", map[string]string{"PATH": "/bin", "VIRTUAL_ENV": ""}, nil},
		{
			"usual", "bin", ":",
			map[string]string{"PATH": "/x:/e/bin:/bin:/e/bin", "VIRTUAL_ENV": "/e", "VIRTUAL_ENV_PROMPT": ""},
			[]Variable{{Name: "PATH", Value: "/x:/bin"}, unset("VIRTUAL_ENV"), unset("VIRTUAL_ENV_PROMPT")},
		},
		{"not on PATH", "bin", ":", map[string]string{"PATH": "/e/bin2", "VIRTUAL_ENV": "/e"}, []Variable{unset("VIRTUAL_ENV")}},
		{"nothing is left", "bin", ":", map[string]string{"PATH": "/e/bin", "VIRTUAL_ENV": "/e"}, []Variable{unset("PATH"), unset("VIRTUAL_ENV")}},
		{"no PATH", "bin", ":", map[string]string{"VIRTUAL_ENV": "/e"}, []Variable{unset("VIRTUAL_ENV")}},
		{
			"Windows", "Scripts", ";",
			map[string]string{"PATH": `C:\E\scripts;C:\`, "VIRTUAL_ENV": `c:\e`},
			[]Variable{{Name: "PATH", Value: `C:\`}, unset("VIRTUAL_ENV")},
		},
	}
	for _, test := range tests {
		if diff := cmp.Diff(test.want, Leaving(test.bin, test.separator, lookupIn(test.env))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.name, diff)
		}
	}
}
