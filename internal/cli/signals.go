package cli

import (
	"context"
	"os"
	"os/signal"
	"slices"
	"syscall"
	"time"
)

// grace is how long a run does without handlers for signals. To set them up
// starts threads and takes longer than many a run; a run that a signal kills
// leaves what one that crashes leaves, which harms nothing and which the next
// run removes.
const grace = 20 * time.Millisecond

// watch cancels with an [interruption] when a signal asks the program to stop.
// A second signal ends it at once. Signals that whoever started the program had
// it ignore, such as SIGHUP under nohup, stay ignored. The function that watch
// returns ends the watching.
func watch(cancel context.CancelCauseFunc) (stop func()) {
	received := make(chan os.Signal, 1)
	timer := time.AfterFunc(grace, func() {
		heeded := slices.DeleteFunc([]os.Signal{os.Interrupt, syscall.SIGTERM, syscall.SIGHUP}, signal.Ignored)
		if len(heeded) == 0 {
			return // Notify takes none for all
		}
		signal.Notify(received, heeded...)
		cancel(&interruption{<-received})
		signal.Stop(received)
	})
	return func() { timer.Stop() }
}
