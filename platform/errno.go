package platform

// LinkRefused reports whether err, of making a link, says that this link can't
// be made but a copy can: the file system knows no links (FAT, CIFS), has too
// many to this file, is another one, or the user lacks the right.
func LinkRefused(err error) bool { return linkRefused(err) }

// TooManyLinks reports whether err, of making a link, says that the file has
// as many names already as it can have; others may have none but one.
func TooManyLinks(err error) bool { return tooManyLinks(err) }

// Immovable reports whether err, of renaming a directory, says that it has to
// stay where it is: a mount point, a directory of a lower layer of an
// overlayfs, something in use on Windows, or a parent that may not be changed.
func Immovable(err error) bool { return immovable(err) }

// Full reports whether err says that a file system or a quota is used up.
func Full(err error) bool { return full(err) }

// TooManyFiles reports whether err says that the process or the machine has
// too many open files.
func TooManyFiles(err error) bool { return tooManyFiles(err) }

// ReadOnly reports whether err says that a file system can only be read.
func ReadOnly(err error) bool { return readOnly(err) }

// BadName reports whether err, of making a file, says that the file system
// can't hold a file of that name.
func BadName(err error) bool { return badName(err) }

// TooLong reports whether err says that a name or a path is too long.
func TooLong(err error) bool { return tooLong(err) }

// NotDirectory reports whether err says that a part of a path is a file.
func NotDirectory(err error) bool { return notDirectory(err) }

// Busy reports whether err, of moving or deleting a file, may say that another
// program uses it: on Windows one that runs, or is open, stays where it is.
// That of a missing right is the same there. Elsewhere nothing is in the way.
func Busy(err error) bool { return busy(err) }

// Used reports whether err says for sure what [Busy] leaves open.
func Used(err error) bool { return used(err) }

// ModesRefused reports whether err, of setting the mode of a file that the
// user owns, says that the file system has no modes.
func ModesRefused(err error) bool { return modesRefused(err) }
