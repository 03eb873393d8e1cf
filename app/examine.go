package main

import (
	"context"
	"errors"

	"passdesk/store"
)

// examine has the records looked at, beside receiving, if the program did not end
// in good order the last time. What comes in is kept also where they turn out to
// be damaged, because the sender will not keep it for long.
func (p *program) examine(ctx context.Context) {
	err := p.store.Examine(ctx)
	switch {
	case err == nil || ctx.Err() != nil:
	case errors.Is(err, store.ErrDamaged):
		p.log.Error(damagedInPlaces, "error", err)
		p.damaged.Store(true)
		p.hinder()
	default:
		p.log.Warn("whether the last end has damaged the records is not known", "error", err)
	}
}
