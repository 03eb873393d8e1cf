package webhook

import (
	"log/slog"
	"sync/atomic"

	"golang.org/x/time/rate"
)

// sampledLog writes what strangers cause, so it is bounded: a flood must not
// fill the disk with log lines. What was left out is counted.
type sampledLog struct {
	log     *slog.Logger
	limit   *rate.Limiter
	skipped atomic.Int64
}

func newSampledLog(log *slog.Logger) *sampledLog {
	return &sampledLog{log: log, limit: rate.NewLimiter(5, 100)}
}

func (l *sampledLog) warn(message string, attrs ...any) {
	if !l.limit.Allow() {
		l.skipped.Add(1)
		return
	}
	if n := l.skipped.Swap(0); n > 0 {
		attrs = append(attrs, "unlogged", n)
	}
	l.log.Warn(message, attrs...)
}
