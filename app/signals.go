package main

import (
	"context"
	"os/signal"
	"syscall"
)

// untilSignal is a context that SIGINT and SIGTERM end. A second one ends the
// program at once.
func untilSignal() (ctx context.Context, stop context.CancelFunc) {
	ctx, stop = untilEnded()
	context.AfterFunc(ctx, stop)
	return ctx, stop
}

// untilEnded is a context that SIGINT and SIGTERM end, for a program that
// receives: some who end programs send more than one, and what has been accepted
// is answered all the same.
func untilEnded() (ctx context.Context, stop context.CancelFunc) {
	return signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
}

// outliveReaders has writing to a closed pipe fail instead of ending the
// program: whoever read the output may have gone, and receiving goes on.
func outliveReaders() { signal.Ignore(syscall.SIGPIPE) }
