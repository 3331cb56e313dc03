package platform

// Running reports whether there is a process of that number, also one of another user.
func Running(pid int) bool { return running(pid) }
