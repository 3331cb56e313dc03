package platform

import "time"

// Insist makes a call that moves or deletes something, again and again for up
// to a second while the answer is [Busy]: on Windows virus scanners and indexers
// open what is new, for some milliseconds, and are in the way meanwhile.
func Insist(call func() error) error {
	const longest = 512 * time.Millisecond
	err := call()
	for pause := time.Millisecond; Busy(err) && pause <= longest; pause *= 2 {
		time.Sleep(pause)
		err = call()
	}
	return err
}
