package main

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"passdesk/app/crossmint"
	"passdesk/store"
)

const (
	proveBatch = 32
	// proveRest is how long the prover leaves the processor to others between
	// two batches; a batch takes about as long.
	proveRest = 10 * time.Millisecond
)

// prover checks the proofs of credentials behind the commits: a check takes
// longer than keeping a delivery does, and must not hold up acknowledging.
type prover struct {
	store *store.Store
	trust *trust
	log   *slog.Logger
	now   func() time.Time
}

// run checks what there is, then what comes, until ctx ends.
func (p *prover) run(ctx context.Context) {
	wake, stop := p.store.Watch()
	defer stop()
	for {
		more, err := p.some(ctx)
		switch {
		case ctx.Err() != nil:
			return
		case err != nil:
			p.log.Error("proofs are not checked for the moment", "error", err)
		case more:
			pause(ctx, proveRest)
			continue
		}
		select {
		case <-wake:
		case <-ctx.Done():
			return
		}
	}
}

func pause(ctx context.Context, d time.Duration) {
	select {
	case <-time.After(d):
	case <-ctx.Done():
	}
}

// some checks one batch and tells whether there was one.
func (p *prover) some(ctx context.Context) (more bool, err error) {
	ids, mark, err := p.store.Unproven(ctx, proveBatch)
	if err != nil || mark == 0 {
		return false, err
	}
	verdicts := make(map[int64]string, len(ids))
	for _, id := range ids {
		if verdicts[id], err = p.verdict(ctx, id); err != nil {
			return false, err
		}
	}
	return true, p.store.Proven(ctx, verdicts, mark)
}

// verdict is what the proof of one issuance comes to, as the list shows it; "" for
// one that was erased meanwhile. What cannot be read keeps no others from theirs.
func (p *prover) verdict(ctx context.Context, id int64) (string, error) {
	issuance, err := p.store.Issuance(ctx, id)
	if errors.Is(err, store.ErrNotFound) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	delivery, err := p.store.Delivery(ctx, issuance.DeliveryID)
	if errors.Is(err, store.ErrDamaged) || errors.Is(err, store.ErrNotFound) {
		p.log.Error("a record cannot be read", "delivery", issuance.DeliveryID, "error", err)
		return crossmint.CannotCheck.String(), nil
	}
	if err != nil {
		return "", err
	}
	return p.trust.finding(delivery.Body, p.now()).Verdict.String(), nil
}
