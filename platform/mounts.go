package platform

// Mounts returns the absolute paths at which file systems are mounted, bind
// mounts among them, as this process sees them. On Windows it returns none.
func Mounts() ([]string, error) { return mounts() }
