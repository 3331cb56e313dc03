package windows

import (
	"path/filepath"
	"strings"
	"testing"
)

// embeddable makes of a Python what python.org's embeddable package is: without
// venv, ensurepip and site-packages, its library in an archive, its modules beside
// the executable, and a file that says where all that is.
const embeddable = `import glob, os, shutil, sys, zipfile
target, base = sys.argv[1], sys.base_prefix
os.mkdir(target)
for pattern in '*.exe', '*.dll', r'DLLs\*.dll', r'DLLs\_[bchlsu]*.pyd', r'DLLs\[psu]*.pyd':
    for file in glob.glob(os.path.join(base, pattern)): shutil.copy(file, target)
name, lib = 'python%d%d' % sys.version_info[:2], os.path.join(base, 'Lib')
left_out = '__pycache__ venv ensurepip site-packages test idlelib tkinter lib2to3 turtledemo pydoc_data'.split()
with zipfile.ZipFile(os.path.join(target, name + '.zip'), 'w') as archive:
    for root, dirs, files in os.walk(lib):
        dirs[:] = [d for d in dirs if d not in left_out]
        for file in files:
            if file.endswith('.py'): archive.write(os.path.join(root, file), os.path.relpath(os.path.join(root, file), lib))
with open(os.path.join(target, name + '._pth'), 'w') as f: f.write(name + '.zip\n.\n\n# Uncomment to run site.main() automatically\n#import site\n')`

// TestEmbeddable makes an environment of such a Python, which works as that of any
// other one.
func TestEmbeddable(t *testing.T) {
	t.Parallel()
	parent := t.TempDir()
	dir, env := filepath.Join(parent, "embeddable"), filepath.Join(parent, "env")
	must(t, parent, newest(t), "-I", "-c", embeddable, dir)
	must(t, parent, "pyenvkit", "create", "-q", "--bytecode", "never", "-p", filepath.Join(dir, "python.exe"), env)
	const script = "import sys, ssl, sqlite3, ctypes, pip; print(sys.prefix, sys.prefix != sys.base_prefix, sys.executable, pip.__file__, sep='\\n')"
	want := strings.Join([]string{env, "True", python(env), filepath.Join(env, "Lib", "site-packages", "pip", "__init__.py"), ""}, "\n")
	if got := must(t, parent, python(env), "-c", script); got != want {
		t.Errorf("it says\n%s, want\n%s", got, want)
	}
	if got := must(t, parent, filepath.Join(env, "Scripts", "pip.exe"), "list"); !strings.Contains(got, "\npip ") {
		t.Errorf("pip list says\n%s", got)
	}
}
