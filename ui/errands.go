package ui

import (
	"context"

	"passdesk/store/secret"
	"passdesk/ui/model"
)

// readings fetches the whole of one issuance at a time. Only the one asked for
// last is worth reading.
type readings struct {
	backend Backend
	deliver func(id int64, d model.Detail, err error)
	wanted  chan int64
}

func newReadings(b Backend, deliver func(int64, model.Detail, error)) *readings {
	return &readings{backend: b, deliver: deliver, wanted: make(chan int64, 1)}
}

// ask wants an issuance in place of the one before. It does not block; only
// the UI thread may call it.
func (r *readings) ask(id int64) {
	select {
	case <-r.wanted:
	default:
	}
	r.wanted <- id
}

// run answers until ctx ends.
func (r *readings) run(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case id := <-r.wanted:
			d, err := r.backend.Detail(ctx, id)
			if ctx.Err() == nil {
				r.deliver(id, d, err)
			}
		}
	}
}

// reveals fetches one key at a time. Only the wish made last is worth it.
type reveals struct {
	backend Backend
	deliver func(w keyWish, key secret.Value[string], err error)
	wanted  chan keyWish
}

func newReveals(b Backend, deliver func(keyWish, secret.Value[string], error)) *reveals {
	return &reveals{backend: b, deliver: deliver, wanted: make(chan keyWish, 1)}
}

// ask wants a key in place of the one before. It does not block; only the UI
// thread may call it.
func (r *reveals) ask(w keyWish) {
	select {
	case <-r.wanted:
	default:
	}
	r.wanted <- w
}

// run answers until ctx ends.
func (r *reveals) run(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case w := <-r.wanted:
			key, err := r.backend.RevealKey(ctx, w.line.id)
			if ctx.Err() == nil {
				r.deliver(w, key, err)
			}
		}
	}
}
