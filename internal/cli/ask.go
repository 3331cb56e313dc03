package cli

import (
	"bufio"
	"context"
	"errors"
	"io"
	"strings"
)

// ask asks whether something is to be removed, which show has said before. Where nobody
// can answer, for want of a terminal, that is wrong usage; "no" is a [*declinedError].
func (p *program) ask(ctx context.Context, question string, show func()) error {
	if p.output.json || !isTerminal(p.output.err, p.env) || !isTerminal(p.stdin, p.env) {
		return &usageError{message: "nobody is there to be asked, so nothing is removed", hints: []string{"add --yes"}}
	}
	show()
	_ = p.output.emit(p.output.err, question+" [y/N] ")
	answer, err := readLine(ctx, p.stdin)
	if err != nil {
		return err
	}
	switch strings.ToLower(strings.TrimSpace(answer)) {
	case "y", "yes":
		return nil
	}
	return &declinedError{}
}

// readLine reads a line from the terminal, or returns the cause of the end of ctx.
func readLine(ctx context.Context, r io.Reader) (string, error) {
	type line struct {
		text string
		err  error
	}
	read := make(chan line, 1)
	go func() {
		text, err := bufio.NewReader(r).ReadString('\n')
		read <- line{text, err}
	}()
	select {
	case <-ctx.Done():
		return "", context.Cause(ctx)
	case l := <-read:
		if errors.Is(l.err, io.EOF) {
			return l.text, nil
		}
		return l.text, l.err
	}
}

// A declinedError reports that the user has said no.
type declinedError struct{}

func (*declinedError) Error() string { return "nothing was removed" }
