package apply

import (
	"fmt"

	"github.com/pyenvkit/pyenvkit/platform"
)

// A FixedError reports a directory that can't be removed because the one that it
// lies in, Parent, can't be changed. Nothing was deleted.
type FixedError struct {
	Dir, Parent string
	Err         error
}

func (e *FixedError) Error() string {
	return fmt.Sprintf("%s can't be removed from %s: %v", e.Dir, e.Parent, e.Err)
}

// Unwrap returns the error of the system.
func (e *FixedError) Unwrap() error { return e.Err }

// Hints names the ways out.
func (e *FixedError) Hints() []string {
	if platform.Busy(e.Err) {
		return []string{"nothing is deleted; end the programs that run from " + e.Dir + " or have files of it open, or have the rights to " + e.Parent + " changed"}
	}
	return []string{"nothing is deleted; have the rights to " + e.Parent + " changed, or run the command as a user who may change it"}
}

// A MountedError reports a directory that can't be removed because a file system
// is mounted there, or below it. Nothing was deleted.
type MountedError struct{ Dir, Mount string }

func (e *MountedError) Error() string {
	return fmt.Sprintf("%s can't be removed: a file system is mounted at %s", e.Dir, e.Mount)
}

// Hints names the way out.
func (e *MountedError) Hints() []string {
	return []string{"nothing is deleted; unmount " + e.Mount + " first (in a container: remove the volume)"}
}

// An OwnerError reports a directory that can't be removed because the user may
// delete nothing from Path, a directory of somebody else in it, as `sudo pip` leaves them.
// Nothing was deleted.
type OwnerError struct{ Dir, Path string }

func (e *OwnerError) Error() string {
	return fmt.Sprintf("%s can't be removed: %s belongs to another user", e.Dir, e.Path)
}

// Hints names the ways out.
func (e *OwnerError) Hints() []string {
	return []string{"nothing is deleted; have what is in " + e.Dir + " given to you (chown -R), or run the command as a user who may delete it"}
}

// A RemainsError reports that an environment is gone, but that not all of its
// files could be deleted: Rest is the directory that still holds some.
type RemainsError struct {
	Dir, Rest string
	Err       error
}

func (e *RemainsError) Error() string {
	return fmt.Sprintf("%s is no environment any more, but not all of it could be deleted, and the rest is in %s: %v", e.Dir, e.Rest, e.Err)
}

// Unwrap returns why it couldn't.
func (e *RemainsError) Unwrap() error { return e.Err }

// Hints names the ways out.
func (e *RemainsError) Hints() []string {
	return []string{"see to the cause and run the same command again, which deletes the rest, or delete " + e.Rest + " yourself"}
}
