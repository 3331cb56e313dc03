//go:build unix

package apply

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/pyenvkit/pyenvkit/plan"
)

// TestTreeKeepsWhatIsExecutable holds because pip does so, and because some of
// its own files are.
func TestTreeKeepsWhatIsExecutable(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "env")
	target, err := Lock(t.Context(), dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer target.Close()
	_, err = target.Apply(t.Context(), Job{
		Plan: plan.Plan{Ops: []plan.Op{plan.Tree{Path: "lib", Source: "wheel"}, plan.File{Path: "pyvenv.cfg"}}},
		Open: func(string) (Tree, error) {
			return Tree{FS: fstest.MapFS{"run": {Mode: 0o755}, "read": {Mode: 0o644}}}, nil
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]fs.FileMode{"run": 0o111, "read": 0} {
		info, err := os.Stat(filepath.Join(dir, "lib", name))
		if err != nil {
			t.Fatal(err)
		}
		if got := info.Mode() & 0o111; got != want {
			t.Errorf("%s may be executed by %o, want %o", name, got, want)
		}
	}
}

func TestTreesWithNamesOutsideAreRefused(t *testing.T) {
	tests := []struct {
		op   plan.Op
		from fs.FS
		want string
	}{
		{plan.File{Path: "../x"}, nil, `operation at "../x"`},
		{plan.File{Path: "/x"}, nil, `operation at "/x"`},
		{plan.File{Path: "."}, nil, "at the root"},
		{plan.Remove{Path: "."}, nil, "at the root"},
		{plan.Tree{Path: "a", Source: "w"}, evil{}, "not within it"},
		{plan.Tree{Path: "a", Source: "w"}, fstest.MapFS{"l": {Data: []byte("x"), Mode: fs.ModeSymlink}}, "no regular file"},
	}
	for _, tt := range tests {
		dir := filepath.Join(t.TempDir(), "env")
		err := try(t, dir, nil, Job{
			Plan: plan.Plan{Ops: []plan.Op{tt.op}},
			Open: func(string) (Tree, error) { return Tree{FS: tt.from}, nil },
		})
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%#v: error %v, want %q", tt.op, err, tt.want)
		}
		if got := tree(t, filepath.Dir(dir)); len(got) > 0 {
			t.Errorf("%#v: left %v", tt.op, got)
		}
	}
}

// evil is a file system with an entry "../x".
type evil struct{}

func (evil) Open(string) (fs.File, error) { return nil, fs.ErrNotExist }
func (evil) Stat(name string) (fs.FileInfo, error) {
	return fs.Stat(fstest.MapFS{"d": {Mode: fs.ModeDir}}, ".")
}

func (evil) ReadDir(string) ([]fs.DirEntry, error) {
	info, err := fs.Stat(fstest.MapFS{"d": {}}, "d")
	return []fs.DirEntry{renamed{fs.FileInfoToDirEntry(info)}}, err
}

type renamed struct{ fs.DirEntry }

func (renamed) Name() string { return "../x" }
