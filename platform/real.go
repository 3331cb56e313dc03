package platform

// RealPath returns the absolute path of what lies at an absolute path, links
// resolved, and on Windows junctions, substituted drives and other spellings of
// names as well. The error is [fs.ErrNotExist] for what isn't there or leads
// nowhere; that of links which lead to each other names no path. (EvalSymlinks of
// path/filepath gives up at a junction on Windows since Go 1.23.)
func RealPath(path string) (string, error) { return realPath(path) }
