package ui

import (
	"context"
	"sync/atomic"
	"time"

	"passdesk/store"
)

// tally is what the side bar counts beside the statuses.
type tally struct {
	waiting   store.Waiting
	templates []store.TemplateCount
	causes    int // of failures
	today     store.Today
}

// tallyTime is the least time between two tallies: they look at every issuance.
const tallyTime = time.Second

// tallies counts whenever something has changed.
type tallies struct {
	backend Backend
	now     func() time.Time
	deliver func(tally)
	causes  atomic.Bool // they are wanted: with many failures they take their time
	poke    chan struct{}
}

// run counts until ctx ends.
func (t *tallies) run(ctx context.Context) {
	wake, stop := t.backend.Watch()
	defer stop()
	whenever(ctx, wake, t.poke, tallyTime, func() error {
		next, err := t.read(ctx)
		if err == nil && ctx.Err() == nil {
			t.deliver(next)
		}
		return err
	})
}

// want has the causes of failures counted as well, or not. It does not block.
func (t *tallies) want(causes bool) {
	if t.causes.Swap(causes) || !causes {
		return
	}
	select {
	case t.poke <- struct{}{}:
	default:
	}
}

func (t *tallies) read(ctx context.Context) (next tally, err error) {
	if next.waiting, err = t.backend.Waiting(ctx); err != nil {
		return next, err
	}
	if next.templates, err = t.backend.Templates(ctx); err != nil {
		return next, err
	}
	if t.causes.Load() {
		if next.causes, err = t.backend.Causes(ctx); err != nil {
			return next, err
		}
	}
	now := t.now()
	next.today, err = t.backend.Today(ctx, time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, now.Location()), now)
	return next, err
}
