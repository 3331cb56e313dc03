// Package plan says what an environment will consist of. Build turns a
// request and the facts of a base interpreter into a flat, ordered list of
// operations; it reads and writes nothing, so a plan for any platform can be
// made, printed and compared on any other. Package apply carries a Plan out.
package plan

// A Plan lists what an environment consists of, in the order to make it.
type Plan struct {
	// Ops are in an order in which each can be made: a directory stands before
	// what lies in it. The last one writes pyvenv.cfg, without which a
	// directory is no environment (PEP 405).
	Ops []Op
	// Warnings say what the user should know of, one sentence each: a shell
	// that cannot be served, for example.
	Warnings []string
}

// An Op is one thing to put on disk: a [Dir], [Link], [Copy], [File],
// [Executable] or [Tree], or, over an existing environment, to take away: a [Remove]. Every
// path of an Op is relative to the root of the environment and separated by
// slashes.
type Op interface {
	// At returns the path the operation is about.
	At() string
}

// A Dir is a directory, made with the mode that the umask gives. One that
// exists is kept with all that it holds.
type Dir struct{ Path string }

// A Link is a symbolic link. Target is what it holds, verbatim: a path
// relative to the link's own directory, or an absolute one.
type Link struct{ Path, Target string }

// A Copy is a regular file with the contents of Source, an absolute path
// outside the environment.
type Copy struct {
	Path, Source string
	Mode         uint32 // permission bits, set exactly; zero is 0666 less the umask
}

// A File is a regular file with known contents.
type File struct {
	Path    string
	Content []byte
	Mode    uint32 // permission bits, set exactly; zero is 0666 less the umask
	// Keep leaves a file alone that exists already.
	Keep bool
}

// An Executable is a file with a program of pyenvkit's own. All of one plan that
// are the same program may be hard links of each other.
type Executable struct {
	Path    string
	Program Program
}

// A Program is an executable that pyenvkit carries along for environments.
type Program struct {
	// Name is "launcher" (a script's entry point) or "redirector" (the
	// interpreter of an environment on Windows), with a "w" behind it for the
	// form without a console.
	Name string
	// Platform is what it runs on, in Go's words: "windows/amd64".
	Platform string
	// Size is in bytes, Sum the SHA-256 in lower-case hexadecimal.
	Size int64
	Sum  string
}

// LauncherDir stands for the directory of the launcher in the first line of its
// side file, as distlib's launchers have it, and SideSuffix ends the side file's
// name: "pip-script.py" beside "pip". pip and setuptools know it as part of a script.
const (
	LauncherDir = "<launcher_dir>"
	SideSuffix  = "-script.py"
)

// A Tree is all files of an unpacked wheel, put below Path. Those that exist
// are replaced. Its files have the mode that the umask gives, and are executable
// where they are in the wheel.
type Tree struct {
	Path string
	// Source names the unpacked wheel to whoever carries the plan out.
	Source string
	// Files counts its files, Bytes adds up their sizes.
	Files int
	Bytes int64
}

// A Remove takes a file, a link or a whole directory away. It is no error if
// there is none.
type Remove struct{ Path string }

// At implements [Op].
func (o Dir) At() string { return o.Path }

// At implements [Op].
func (o Link) At() string { return o.Path }

// At implements [Op].
func (o Copy) At() string { return o.Path }

// At implements [Op].
func (o File) At() string { return o.Path }

// At implements [Op].
func (o Executable) At() string { return o.Path }

// At implements [Op].
func (o Tree) At() string { return o.Path }

// At implements [Op].
func (o Remove) At() string { return o.Path }
