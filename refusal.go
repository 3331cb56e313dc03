package pyenvkit

import "fmt"

// A RefusalError reports something that is not removed. Way is the way out.
type RefusalError struct{ Path, Reason, Way string }

func (e *RefusalError) Error() string {
	return fmt.Sprintf("will not remove %s: %s", e.Path, e.Reason)
}

// Hints names the way out.
func (e *RefusalError) Hints() []string { return []string{e.Way} }

// An OwnFilesError reports an environment that is not removed because the user's own
// files are in its directory.
type OwnFilesError struct {
	Path    string
	Entries []string // of the directory
}

func (e *OwnFilesError) Error() string {
	return fmt.Sprintf("will not remove %s: it holds what belongs to no environment: %s", e.Path, list(e.Entries))
}

// Hints names the ways out.
func (e *OwnFilesError) Hints() []string {
	return []string{"move away what you want to keep, or add --force to delete all that " + e.Path + " holds"}
}

// A ChangedError reports that another environment is at a path than the one that the
// user was asked about. It was not touched.
type ChangedError struct{ Path string }

func (e *ChangedError) Error() string {
	return e.Path + " has been made anew meanwhile, and was not removed"
}

// Hints names the way out.
func (e *ChangedError) Hints() []string {
	return []string{"run the same command again, if that one is to go as well"}
}
