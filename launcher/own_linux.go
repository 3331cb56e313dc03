package main

// ownPaths returns the paths that may be this program's, absolute.
func ownPaths() []string {
	var paths []string
	const deleted = " (deleted)"
	if path := readLink("/proc/self/exe"); path != "" {
		paths = append(paths, path)
		// An upgrade may have replaced the file since it was started (proc_pid_exe(5)).
		if i := len(path) - len(deleted); i > 0 && path[i:] == deleted {
			paths = append(paths, path[:i])
		}
	}
	// Without /proc there is what execve was given.
	const atExecFn = 31 // linux/auxvec.h
	if path := absolute(auxiliary(atExecFn)); path != "" {
		paths = append(paths, path)
	}
	return paths
}
