package ui

import (
	"context"
	"time"

	"passdesk/store"
)

// pages reads rows that are about to come into sight. Only what was asked for
// last is worth reading: whoever scrolls fast has passed the rest.
type pages struct {
	backend Backend
	deliver func(rows []store.Issuance, ids []int64, drawn func())
	wanted  chan []int64
}

// pageTime is the least time between two pages.
const pageTime = 16 * time.Millisecond

func newPages(b Backend, deliver func([]store.Issuance, []int64, func())) *pages {
	return &pages{backend: b, deliver: deliver, wanted: make(chan []int64, 1)}
}

// ask wants rows in place of those before. It does not block; only the UI
// thread may call it.
func (p *pages) ask(ids []int64) {
	select {
	case <-p.wanted:
	default:
	}
	p.wanted <- ids
}

// run answers until ctx ends. What could not be read is tried again, unless
// other rows are wanted by then.
func (p *pages) run(ctx context.Context) {
	var again []int64
	var after <-chan time.Time
	for {
		var ids []int64
		select {
		case <-ctx.Done():
			return
		case ids = <-p.wanted:
		case <-after:
			ids = again
		}
		after = nil
		rows, err := p.backend.Rows(ctx, ids)
		if err != nil {
			again, after = ids, time.After(retry)
			continue
		}
		drawn := make(chan struct{})
		p.deliver(rows, ids, func() { close(drawn) })
		select {
		case <-ctx.Done():
			return
		case <-drawn:
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(pageTime):
		}
	}
}
