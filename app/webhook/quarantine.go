package webhook

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"passdesk/store"
)

// Ward is where refused requests are kept; *store.Store is one.
type Ward interface {
	Reject(ctx context.Context, all ...store.Rejection) (dropped int, err error)
	TidyRejections(ctx context.Context, now time.Time) error
	Rejections(ctx context.Context, limit int) ([]store.Rejection, error)
	Rejection(ctx context.Context, id int64) (store.Rejection, error)
	Promote(ctx context.Context, id int64, d store.Delivery, i store.Issuance, asked bool) (duplicate bool, err error)
	FoundStale(ctx context.Context, id int64) error
}

const (
	// restBetween is how long requests are gathered between two writes, so that
	// a flood costs one small commit a second.
	restBetween = time.Second
	// Deliveries wait for a write, so each is small.
	writeEntries = 64
	writeBytes   = 1 << 20

	writeTimeout = 10 * time.Second
	// closeTimeout is how long the end of the program may wait for the disk.
	closeTimeout = 2 * time.Second
	tidyEvery    = time.Minute
)

// Quarantine keeps requests that the door refused, behind the answer: nothing
// that the door does waits for it. What comes faster than it may be written is
// counted if it is the same as what is waiting, and otherwise dropped and
// counted. It also judges again what is kept. Make it with
// Handler.OpenQuarantine and Close it.
type Quarantine struct {
	ward    Ward
	secrets func() Secrets
	log     *slog.Logger
	said    *sampledLog // about what could not be kept
	now     func() time.Time

	waiting *waiting

	life     context.Context // of what is written
	cut      context.CancelFunc
	flush    chan chan struct{}
	ending   chan struct{}
	ended    chan struct{}
	once     sync.Once
	patience time.Duration // of Close
}

// OpenQuarantine has what the Handler refuses from now on kept in ward. Call it
// before serving.
func (h *Handler) OpenQuarantine(ward Ward) *Quarantine {
	q := &Quarantine{
		ward: ward, secrets: h.Secrets, log: h.log, now: h.now,
		said:    &sampledLog{log: h.log, limit: rate.NewLimiter(rate.Every(time.Minute), 3)},
		waiting: newWaiting(), patience: closeTimeout,
		flush:  make(chan chan struct{}),
		ending: make(chan struct{}),
		ended:  make(chan struct{}),
	}
	q.life, q.cut = context.WithCancel(context.Background())
	h.quarantine = q
	go q.run()
	return q
}

// Dropped tells how many requests were not kept, since the start, because they
// came too fast or there was no room. Those that were counted with another are
// not among them.
func (q *Quarantine) Dropped() int64 {
	return q.waiting.lost(0)
}

// Close writes what is waiting and ends the Quarantine; what is refused later
// is not kept. It fails when the disk takes too long.
func (q *Quarantine) Close() error {
	q.once.Do(func() {
		q.waiting.close()
		close(q.ending)
	})
	select {
	case <-q.ended:
		return nil
	case <-time.After(q.patience):
		q.cut()
		return errors.New("refused requests could not be kept: the disk takes too long")
	}
}

// Flush returns when what was refused before is written, or dropped.
func (q *Quarantine) Flush(ctx context.Context) error {
	done := make(chan struct{})
	select {
	case q.flush <- done:
	case <-q.ended:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (q *Quarantine) run() {
	defer close(q.ended)
	defer q.cut()
	tidy := time.NewTicker(tidyEvery)
	defer tidy.Stop()
	q.tidy()
	for {
		select {
		case <-q.waiting.wake:
			q.write()
		case done := <-q.flush:
			q.write()
			close(done)
			continue
		case <-tidy.C:
			q.tidy()
			continue
		case <-q.ending:
			q.write()
			return
		}
		select {
		case <-time.After(restBetween):
		case done := <-q.flush:
			q.write()
			close(done)
		case <-q.ending:
		}
	}
}

func (q *Quarantine) tidy() {
	ctx, cancel := context.WithTimeout(q.life, writeTimeout)
	defer cancel()
	if err := q.ward.TidyRejections(ctx, q.now()); err != nil {
		q.said.warn("the quarantine cannot be tidied", "error", err)
	}
}

// write writes what is waiting, portion by portion.
func (q *Quarantine) write() {
	ctx, cancel := context.WithTimeout(q.life, writeTimeout)
	defer cancel()
	var portion []store.Rejection
	size, lost := 0, int64(0)
	send := func() {
		if len(portion) == 0 {
			return
		}
		dropped, err := q.ward.Reject(ctx, portion...)
		if err != nil {
			dropped = len(portion)
			q.said.warn("refused requests cannot be kept", "error", err)
		}
		lost += int64(dropped)
		portion, size = nil, 0
	}
	secrets := q.secrets()
	for _, r := range q.waiting.take() {
		if len(portion) == writeEntries || size > 0 && size+len(r.Body) > writeBytes {
			send()
		}
		r.examine(secrets)
		portion = append(portion, r.Rejection)
		size += len(r.Body)
	}
	send()
	if all := q.waiting.lost(lost); lost > 0 {
		q.said.warn("the quarantine has no room", "dropped", all)
	}
}
