package seed

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// unpack writes files, each of which may have contents behind an equals sign, below a
// new directory.
func unpack(t *testing.T, files ...string) string {
	t.Helper()
	dir := t.TempDir()
	for _, file := range files {
		name, content, _ := strings.Cut(file, "=")
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestInventory(t *testing.T) {
	sources := unpack(t, "my_lib.egg-info/PKG-INFO=Metadata-Version: 1.0\nName: my-lib\nVersion: 0.1.dev0\n")
	dir := unpack(t,
		"Flask_Cors-1.0.dist-info/METADATA=Name: Flask.Cors\nVersion: 1.0.post1\n",
		"Flask_Cors-1.0.dist-info/INSTALLER=uv\n",
		"edited-1.dist-info/METADATA=Name: edited\nVersion: 1\n",
		"edited-1.dist-info/INSTALLER=pip\r\n",
		`edited-1.dist-info/direct_url.json={"url": "https://example.org/x.git", "dir_info": {"editable": true}}`,
		"fixed-1.dist-info/METADATA=Name: fixed\nVersion: 1\n",
		`fixed-1.dist-info/direct_url.json={"url": "file:///src/fixed", "dir_info": {}}`,
		"spoilt-1.dist-info/direct_url.json={",
		"broken-2.0.dist-info/METADATA=",
		"~ip-23.0.dist-info/METADATA=Name: pip\nVersion: 23.0\n",
		"~old-1.0.egg-info/PKG-INFO=Name: old\nVersion: 1.0\n",
		"Old.Style-1.0-py2.7.egg-info/PKG-INFO=Name: Old.Style\nVersion: 1.0\n",
		"Old.Style-1.0-py2.7.egg-info/INSTALLER=pip\n",
		"distutils_made-2.0-py2.7.egg-info=Metadata-Version: 1.0\nName: distutils-made\nVersion: 2.0\n",
		"unzipped-3.0-py2.7.egg/EGG-INFO/PKG-INFO=Name: unzipped\nVersion: 3.0\n",
		"zipped-4.0-py2.7.egg=PK",
		"my-lib.egg-link="+sources+"\n.",
		"gone.egg-link="+filepath.Join(sources, "gone")+"\n.",
		"empty.egg-link=",
		"module.py=",
		"odd.egg-info=",
	)
	want := []Item{
		{Name: "broken", Version: "2.0"},
		{Name: "distutils-made", Version: "2.0"},
		{Name: "edited", Version: "1", Installer: "pip", Editable: "https://example.org/x.git"},
		{Name: "fixed", Version: "1"},
		{Name: "flask-cors", Version: "1.0.post1", Installer: "uv"},
		{Name: "gone", Editable: filepath.Join(sources, "gone")},
		{Name: "my-lib", Version: "0.1.dev0", Editable: sources},
		{Name: "odd"},
		{Name: "old-style", Version: "1.0", Installer: "pip"},
		{Name: "spoilt", Version: "1"},
		{Name: "unzipped", Version: "3.0"},
		{Name: "zipped", Version: "4.0"},
	}
	if diff := cmp.Diff(want, Inventory(dir)); diff != "" {
		t.Error(diff)
	}
	if got := Inventory(filepath.Join(dir, "missing")); len(got) != 0 {
		t.Errorf("no directory has %v", got)
	}
}

func TestOutside(t *testing.T) {
	dir := unpack(t,
		"a-1.dist-info/RECORD=a.py,sha256=x,1\r\n../../../bin/a,,\r\n\"../../../share/a, b\",,\r\n\"..\\n\",,\nb.py,,\n",
		"b-1.dist-info/RECORD=../../../bin/b,x,y,z,too,many\n",
		"c-1.egg-info/installed-files.txt=../c.py\r\n../../../../bin/c\nPKG-INFO\n",
		"d-1.dist-info/METADATA=",
	)
	want := []string{"../../../bin/a", "../../../share/a, b", "../../../bin/c"}
	if diff := cmp.Diff(want, Outside(dir)); diff != "" {
		t.Error(diff)
	}
}

// FuzzRecordedOutside reads what anybody may have put into an environment.
func FuzzRecordedOutside(f *testing.F) {
	f.Add([]byte("../../../bin/a,,\n\"../x, y\",,\na.py,,\n"))
	f.Add([]byte("\"../\n"))
	f.Fuzz(func(t *testing.T, record []byte) {
		for _, path := range recordedOutside(record) {
			if path != ".." && !strings.HasPrefix(path, "../") {
				t.Errorf("%q is inside", path)
			}
		}
	})
}
