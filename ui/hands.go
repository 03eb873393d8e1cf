package ui

import (
	"context"
	"sync"

	"passdesk/store"
)

// handing is something that staff have done to hand passes over: to be told to
// the store, and to be taken back.
type handing struct {
	to  store.Handover
	ids []int64

	done store.Handing // what has come of it, once told
}

// errand is a handing to be told, or to be taken back.
type errand struct {
	*handing
	undo bool
}

// hands tells the store how passes are handed over, one thing after the other.
type hands struct {
	backend Backend
	failed  func(e errand) // runs wherever it failed

	mu      sync.Mutex
	waiting []errand
	poke    chan struct{}
}

func newHands(b Backend, failed func(errand)) *hands {
	return &hands{backend: b, failed: failed, poke: make(chan struct{}, 1)}
}

// add has something told. It does not block.
func (h *hands) add(e errand) {
	h.mu.Lock()
	h.waiting = append(h.waiting, e)
	h.mu.Unlock()
	select {
	case h.poke <- struct{}{}:
	default:
	}
}

func (h *hands) take() []errand {
	h.mu.Lock()
	defer h.mu.Unlock()
	all := h.waiting
	h.waiting = nil
	return all
}

// run tells the store until ctx ends.
func (h *hands) run(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-h.poke:
		}
		for _, e := range h.take() {
			if err := h.tell(ctx, e); err != nil && ctx.Err() == nil {
				h.failed(e)
			}
		}
	}
}

func (h *hands) tell(ctx context.Context, e errand) (err error) {
	if e.undo {
		return h.backend.UndoHandover(ctx, e.done)
	}
	e.done, err = h.backend.SetHandover(ctx, e.to, e.ids...)
	return err
}
