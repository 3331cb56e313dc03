package platform

// ShebangLimit returns how long the first line of a script may be for the kernel
// to run its interpreter, in bytes with "#!" and without the newline.
func ShebangLimit() int { return 511 }
