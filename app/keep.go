package main

import (
	"context"
	"time"

	"passdesk/store"
)

// probeEvery is how often the disk is asked, once it has refused a delivery,
// whether it takes them again, and how often the clock is looked at.
const probeEvery = 5 * time.Second

// Append keeps a delivery for the door.
func (p *program) Append(ctx context.Context, d store.Delivery, i store.Issuance) (duplicate bool, err error) {
	before := p.keeping.refusals()
	duplicate, err = p.store.Append(ctx, d, i)
	p.noteKept(before, err)
	if err == nil && ctx.Value(fromOutside{}) != nil {
		p.doctor.Heard()
	}
	return duplicate, err
}

// Probe makes a write for the door that keeps nothing.
func (p *program) Probe(ctx context.Context) error {
	if p.locked != nil { // the disk would take it, but no delivery
		return p.locked
	}
	before := p.keeping.refusals()
	err := p.store.Probe(ctx)
	p.noteKept(before, err)
	return err
}

// noteKept tells whom it concerns how keeping went, which was begun when so many
// had been refused.
func (p *program) noteKept(before int64, err error) {
	p.keeping.take(before, err, func(changed bool) {
		p.hearing.kept(err)
		p.onKept(err)
		if changed {
			p.hinder()
		}
	})
}

// probe finds out that the disk is well again, or that the clock is off or was
// set, also when nothing comes in.
func (p *program) probe(ctx context.Context) {
	ticker := time.NewTicker(probeEvery)
	defer ticker.Stop()
	defer p.notice()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			if p.keeping.trouble() != nil {
				_ = p.Probe(ctx) // onKept hears of it
			}
			p.lookAtClock()
			p.notice()
		}
	}
}

// notice says what the store has mended by itself.
func (p *program) notice() {
	if n := p.store.Rescues(); p.rescues.Swap(n) != n {
		p.log.Error("the file with the records was deleted while Passdesk was running; it was written anew out of what was still open, and nothing is lost. Find out what deletes files in its folder")
	}
}
