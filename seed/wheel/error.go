package wheel

import "fmt"

// An Error reports a wheel that is not sound.
type Error struct {
	// Wheel is the name that [Open] was given.
	Wheel string
	// Entry is the file in the wheel that is wrong, or "" for the whole.
	Entry string
	// Reason completes a sentence that begins with the entry or the wheel.
	Reason string
}

func (e *Error) Error() string {
	if e.Entry == "" {
		return fmt.Sprintf("wheel %s %s", e.Wheel, e.Reason)
	}
	return fmt.Sprintf("wheel %s: %q %s", e.Wheel, e.Entry, e.Reason)
}

// Hints says how to go on.
func (e *Error) Hints() []string {
	return []string{
		"the wheel is damaged or forged: reinstall what it belongs to",
		"make the environment without pip: --without-pip",
	}
}
