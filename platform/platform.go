// Package platform holds what differs between systems: the layouts of
// environments, which are data, and the few system calls that have another
// form, or are missing, on some of them. A call that a system or one of its
// file systems lacks returns an error that is [errors.ErrUnsupported]; what to
// do then is for the caller to decide, on every system alike.
package platform
