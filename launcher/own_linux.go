package main

// ownPaths returns the paths that may be this program's, absolute.
func ownPaths() []string {
	var paths []string
	// What execve was given comes first: /proc/self/exe follows a directory that is
	// moved, and so leads to the old environment when a new one takes its place.
	const atExecFn = 31 // linux/auxvec.h
	if path := absolute(auxiliary(atExecFn)); path != "" {
		paths = append(paths, path)
	}
	const deleted = " (deleted)"
	if path := readLink("/proc/self/exe"); path != "" {
		paths = append(paths, path)
		// An upgrade may have replaced the file since it was started (proc_pid_exe(5)).
		if i := len(path) - len(deleted); i > 0 && path[i:] == deleted {
			paths = append(paths, path[:i])
		}
	}
	return paths
}
