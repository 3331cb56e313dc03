package apply

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/pyenvkit/pyenvkit/plan"
)

func TestExecutablesAreOneFile(t *testing.T) {
	programs := plan.Plan{Ops: []plan.Op{
		plan.Executable{Path: "pip", Program: plan.Program{Name: "launcher"}},
		plan.Executable{Path: "python", Program: plan.Program{Name: "redirector"}},
		plan.Executable{Path: "pip3", Program: plan.Program{Name: "launcher"}},
	}}
	for name, c := range map[string]struct {
		refuse []refusal
		same   bool
	}{
		"linked":        {nil, true},
		"no links":      {[]refusal{noLinks}, false},
		"no more links": {[]refusal{{"link", "", errTooManyLinks}}, false},
	} {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "env")
			read := map[string]int{}
			err := try(t, dir, scenario{refuse: c.refuse}.before(func(string, string) error { return nil }), Job{Plan: programs, Program: func(p plan.Program) ([]byte, error) {
				read[p.Name]++
				return []byte(p.Name), nil
			}})
			if err != nil {
				t.Fatal(err)
			}
			var infos []os.FileInfo
			for file, want := range map[string]string{"pip": "launcher", "pip3": "launcher", "python": "redirector"} {
				got, err := os.ReadFile(filepath.Join(dir, file))
				info, problem := os.Stat(filepath.Join(dir, file))
				if err != nil || problem != nil || string(got) != want || info.Mode().Perm() != programMode {
					t.Errorf("%s is %q, %v, %v", file, got, info, err)
				}
				if want == "launcher" {
					infos = append(infos, info)
				}
			}
			if same := os.SameFile(infos[0], infos[1]); same != c.same {
				t.Errorf("one file: %v, want %v", same, c.same)
			}
			if c.same && read["launcher"] != 1 {
				t.Errorf("the program was read %d times", read["launcher"])
			}
		})
	}
}
