package apply

import "fmt"

// A SeparatorError reports a path that can't be an entry of PATH.
type SeparatorError struct {
	Path      string
	Separator rune
}

func (e *SeparatorError) Error() string {
	return fmt.Sprintf("%s holds %q, which separates the entries of PATH", e.Path, e.Separator)
}

// Hints names the way out.
func (e *SeparatorError) Hints() []string {
	return []string{fmt.Sprintf("choose a directory whose path has no %q in it: no shell could find the environment's programs", e.Separator)}
}

// A NewlineError reports a path that breaks the lines of pyvenv.cfg.
type NewlineError struct{ Path string }

func (e *NewlineError) Error() string {
	return fmt.Sprintf("the path %q holds the end of a line", e.Path)
}

// Hints names the way out.
func (e *NewlineError) Hints() []string {
	return []string{"choose a directory whose path is one line: pyvenv.cfg and the scripts can't hold any other"}
}

// An UndecodableError reports a path that is no text.
type UndecodableError struct{ Path string }

func (e *UndecodableError) Error() string { return fmt.Sprintf("the path %q is not UTF-8", e.Path) }

// Hints names the way out.
func (e *UndecodableError) Hints() []string {
	return []string{"choose a directory whose path is text in UTF-8: pyvenv.cfg can't hold any other"}
}

// An UnusableError reports a path at which this system can have no directory.
type UnusableError struct{ Path, Reason string }

func (e *UnusableError) Error() string {
	return fmt.Sprintf("%s can't be a directory: %s", e.Path, e.Reason)
}

// Hints names the way out.
func (e *UnusableError) Hints() []string { return []string{"choose another name"} }

// A RootError reports a drive or a share that isn't there.
type RootError struct {
	Root string
	Err  error
}

func (e *RootError) Error() string { return fmt.Sprintf("there is no %s: %v", e.Root, e.Err) }

// Hints names the ways out.
func (e *RootError) Hints() []string {
	return []string{"choose a directory on a drive that is there, or connect " + e.Root}
}

// A FileInWayError reports that something that is no directory lies at the
// target. Kind says what, as in "a file".
type FileInWayError struct{ Path, Kind string }

func (e *FileInWayError) Error() string { return e.Path + " is " + e.Kind + ", not a directory" }

// Hints names the way out.
func (e *FileInWayError) Hints() []string {
	return []string{"choose another directory, or move what is there away"}
}

// A RedirectError reports a file .venv that names the place of the project's
// environment (PEP 832). Target is its first line, as it stands there.
type RedirectError struct{ File, Target string }

func (e *RedirectError) Error() string {
	return fmt.Sprintf("%s is a file that redirects to the environment %s", e.File, e.Target)
}

// Hints names the ways out.
func (e *RedirectError) Hints() []string {
	return []string{
		"name the directory that it redirects to, to make the environment there",
		"delete the file, to have the environment at " + e.File,
	}
}

// A ParentFileError reports that what should be a directory above the target
// is a file.
type ParentFileError struct{ Parent, Dir string }

func (e *ParentFileError) Error() string {
	return fmt.Sprintf("%s can't be made: %s is not a directory", e.Dir, e.Parent)
}

// Hints names the way out.
func (e *ParentFileError) Hints() []string {
	return []string{"choose another directory, or move " + e.Parent + " away"}
}

// A DanglingLinkError reports a link to something that doesn't exist.
type DanglingLinkError struct{ Link, Target string }

func (e *DanglingLinkError) Error() string {
	return fmt.Sprintf("%s is a link to %s, which doesn't exist", e.Link, e.Target)
}

// Hints names the ways out.
func (e *DanglingLinkError) Hints() []string {
	return []string{"delete the link, or make the directory that it points to"}
}

// A NotEmptyError reports a directory that holds something and is no
// environment. The caller of [Target.Apply] decides whether it is one.
type NotEmptyError struct{ Dir string }

func (e *NotEmptyError) Error() string { return e.Dir + " is not empty and is no environment" }

// Hints names the ways out.
func (e *NotEmptyError) Hints() []string {
	return []string{"choose another directory, or use --allow-existing to put the environment among the files that are there"}
}

// A NotEnvironmentError reports a directory that is not to be cleared because
// what it holds is no environment. The caller of [Target.Apply] decides
// whether it is an error.
type NotEnvironmentError struct{ Dir string }

func (e *NotEnvironmentError) Error() string {
	return e.Dir + " is not cleared: it holds files and is no environment"
}

// Hints names the way out.
func (e *NotEnvironmentError) Hints() []string {
	return []string{"choose another directory, or use --clear --force to delete all that " + e.Dir + " holds"}
}

// A MountError reports a file system that is mounted within what is to be
// changed: its contents can't be exchanged together with the rest.
type MountError struct{ Dir, Mount string }

func (e *MountError) Error() string {
	return fmt.Sprintf("%s can't be replaced: a file system is mounted at %s", e.Dir, e.Mount)
}

// Hints names the ways out.
func (e *MountError) Hints() []string {
	return []string{"unmount " + e.Mount + ", or choose another directory"}
}

// A LinkError reports a symbolic link that the system refuses.
type LinkError struct {
	Path string
	Err  error
}

func (e *LinkError) Error() string {
	return fmt.Sprintf("no link can be made at %s: %v", e.Path, e.Err)
}

// Unwrap returns the error of the system.
func (e *LinkError) Unwrap() error { return e.Err }
