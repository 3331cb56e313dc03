package platform

// LeaveUserPath takes a directory off the PATH of the user that Windows keeps for new
// programs, where it is on it, and tells those that run; what else is on it stays as it
// is written. With dry it only says whether there is something to do. Other systems
// keep none.
func LeaveUserPath(dir string, dry bool) (found bool, err error) { return leaveUserPath(dir, dry) }
