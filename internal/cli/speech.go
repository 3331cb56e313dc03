package cli

import (
	"bytes"
	"sync"
)

// A speech is what another program says: it is held back until it is its turn,
// and written line by line then, so that it mixes with nothing. Nil is that of a
// program that writes for itself.
type speech struct {
	output *output
	mutex  sync.Mutex
	turn   bool
	held   bytes.Buffer // not written yet
}

// Write implements io.Writer.
func (s *speech) Write(p []byte) (int, error) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.held.Write(p)
	return len(p), s.flush()
}

// release lets it be written from now on.
func (s *speech) release() {
	if s == nil {
		return
	}
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.turn = true
	_ = s.flush() // an error is that of the next Write
}

// end writes what is left of a line that has no end.
func (s *speech) end() {
	if s == nil {
		return
	}
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if s.held.Len() > 0 {
		_ = s.output.emit(s.output.err, s.held.String()+"\n")
		s.held.Reset()
	}
}

// flush writes all whole lines.
func (s *speech) flush() error {
	end := bytes.LastIndexByte(s.held.Bytes(), '\n') + 1
	if !s.turn || end == 0 {
		return nil
	}
	return s.output.emit(s.output.err, string(s.held.Next(end)))
}
