// Package interp says what a Python interpreter is: the facts that an
// environment is planned from, versions, and the grammar in which users ask
// for an interpreter. It is pure: it never looks at the machine. Package
// discover does that, and hands out values of this package.
package interp

// FactsSchema is the number of the form of [Facts].
const FactsSchema = 1

// Facts are what one base interpreter says of itself. Package discover gets
// them by asking it once (Python answers questions about Python) and caches
// them; a bug report carries them as JSON. All paths are absolute and in the
// style of the interpreter's platform, except where noted.
type Facts struct {
	// Schema numbers the form of the JSON document: [FactsSchema].
	Schema int `json:"schema"`

	// Executable is the base interpreter by the name it is to be linked to:
	// sys._base_executable made absolute with its links kept, as CPython's
	// venv does it, except that a link is followed where the standard library
	// cannot be found from the link's own place (gh-106045).
	Executable string `json:"executable"`
	// RealExecutable is Executable with all links resolved.
	RealExecutable string `json:"real_executable"`

	// Implementation is sys.implementation.name: "cpython", "pypy", "graalpy".
	Implementation string `json:"implementation"`
	// Version is the version of the language: sys.version_info.
	Version Version `json:"version"`
	// ImplementationVersion is sys.implementation.version as text. It is
	// Version for CPython and 7.3.x for PyPy.
	ImplementationVersion string `json:"implementation_version"`

	// OS is os.name: "posix" or "nt".
	OS string `json:"os"`
	// Platform is sys.platform: "linux", "darwin", "win32".
	Platform string `json:"platform"`
	// Architecture is the machine part of sysconfig.get_platform(): "x86_64",
	// "arm64", "amd64".
	Architecture string `json:"architecture"`
	// Bits is the size of a pointer, 32 or 64.
	Bits int `json:"bits"`

	// ABIFlags is sys.abiflags: "", "t", "d", "m" (3.7 and older).
	ABIFlags string `json:"abi_flags"`
	// FreeThreaded reports a build without the GIL (PEP 703).
	FreeThreaded bool `json:"free_threaded"`
	// Debug reports a build with Py_DEBUG.
	Debug bool `json:"debug"`
	// SourceBuild reports an interpreter that runs from its build directory.
	SourceBuild bool `json:"source_build"`
	// Framework is the PYTHONFRAMEWORK of a macOS framework build, else "".
	Framework string `json:"framework"`

	// BasePrefix is sys.base_prefix.
	BasePrefix string `json:"base_prefix"`
	// Stdlib is the directory of the standard library (of os.py).
	Stdlib string `json:"stdlib"`
	// PlatLibDir is sys.platlibdir, "lib" where that is missing (3.8 and older).
	PlatLibDir string `json:"plat_lib_dir"`
	// FileSystemEncoding is sys.getfilesystemencoding() in lower case.
	FileSystemEncoding string `json:"file_system_encoding"`
	// CacheTag is sys.implementation.cache_tag, the tag in names of bytecode
	// files: "cpython-312". Empty where the interpreter writes none.
	CacheTag string `json:"cache_tag"`
	// Magic is importlib.util.MAGIC_NUMBER, the four bytes that bytecode files
	// begin with, in lower-case hexadecimal: "cb0d0d0a". Empty where it is not
	// known. Bytecode of one interpreter serves another exactly where CacheTag
	// and Magic agree.
	Magic string `json:"magic"`
	// WheelDir is sysconfig's WHEEL_PKG_DIR: where a distribution keeps the
	// wheels of ensurepip. Empty where it is not set.
	WheelDir string `json:"wheel_dir"`

	// Paths is where an environment of this interpreter has its parts.
	Paths Paths `json:"paths"`
}

// Paths are directories of an environment, relative to its root and separated
// by slashes, as sysconfig gives them for the scheme "venv" (3.11 and later)
// or as that version's own venv module has them built in.
type Paths struct {
	Scripts string `json:"scripts"` // "bin"
	Include string `json:"include"` // "include", "include/python3.12"
	Purelib string `json:"purelib"` // "lib/python3.12/site-packages"
	Platlib string `json:"platlib"` // as Purelib, but on some systems below lib64
}
