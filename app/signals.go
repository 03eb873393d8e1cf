package main

import (
	"context"
	"os/signal"
	"syscall"
)

// untilSignal is a context that SIGINT and SIGTERM end.
func untilSignal() (ctx context.Context, stop context.CancelFunc) {
	return signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
}

// outliveReaders has writing to a closed pipe fail instead of ending the
// program: whoever read the output may have gone, and receiving goes on.
func outliveReaders() { signal.Ignore(syscall.SIGPIPE) }
