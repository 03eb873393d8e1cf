package main

import (
	"log/slog"
	"sync"
	"time"
)

// partTime is how long what receives, or runs beside the window, may take to end
// once it is told to. Far less is needed unless something hangs.
const partTime = 10 * time.Second

// parts are what runs beside each other.
type parts struct{ sync.WaitGroup }

// end waits for all of them, though not for ever: one that hangs, such as the
// reading of a file on a share that is gone, would leave a program that nobody
// sees and a folder that nobody else can open. It ends with the process.
func (p *parts) end(patience time.Duration, log *slog.Logger) {
	ended := make(chan struct{})
	go func() {
		p.Wait()
		close(ended)
	}()
	select {
	case <-ended:
	case <-time.After(patience):
		log.Warn("something that was being done does not end, and is left undone; the records are closed as always")
	}
}
