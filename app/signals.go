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
