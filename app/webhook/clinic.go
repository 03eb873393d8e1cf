package webhook

import (
	"context"
	"encoding/json"
	"errors"
	"slices"

	"passdesk/store"
)

// ErrBodyGone means that a rejection's body was not kept, so that it cannot be
// judged again.
var ErrBodyGone = errors.New("the body was not kept")

// Recheck judges a rejection, of which the body was kept, again: by these
// secrets, and by the time of its own arrival. It fails as Secrets.Verify does,
// and with ErrBodyGone. When the signature is right and only the time stands
// against it, it fails with ErrStale and tells all the same what the signature
// proves.
func (s Secrets) Recheck(r store.Rejection) (Verified, error) {
	if !r.Kept {
		return Verified{}, ErrBodyGone
	}
	p, err := unmarshalProof(r.Proof)
	if err != nil {
		return Verified{}, err
	}
	return s.prove(p, r.Body, r.ReceivedAt)
}

// Outcome is what a recheck came to.
type Outcome struct {
	Promoted int // kept as deliveries
	Stale    int // authentic, but their time stands against them
	Left     int // as they were
}

// Recheck judges again what may have become authentic because other secrets
// are set. What is, and came at about the time that it was signed, is kept as
// a delivery; what only its time stands against waits for Promote. It stops at
// the first failure of the disk, and may be called again.
func (q *Quarantine) Recheck(ctx context.Context) (Outcome, error) {
	var out Outcome
	if err := q.Flush(ctx); err != nil {
		return out, err
	}
	all, err := q.ward.Rejections(ctx, maxRecheck)
	if err != nil {
		return out, err
	}
	all = slices.DeleteFunc(all, func(r store.Rejection) bool { return !r.Reason.Signed() || !r.Kept })
	slices.SortFunc(all, func(a, b store.Rejection) int { return a.ReceivedAt.Compare(b.ReceivedAt) })
	secrets := q.secrets()
	for _, r := range all {
		switch err := q.recheck(ctx, secrets, r.ID); {
		case err == nil:
			out.Promoted++
		case errors.Is(err, ErrStale):
			out.Stale++
		case errors.Is(err, store.ErrNotFound): // it has gone meanwhile
		case errors.Is(err, ErrSignature), errors.Is(err, ErrNoSecret), errors.Is(err, ErrEmptySecret),
			errors.Is(err, ErrHeadersMalformed), errors.Is(err, store.ErrDamaged):
			out.Left++
		default:
			return out, err
		}
	}
	return out, nil
}

// maxRecheck is more than the store keeps.
const maxRecheck = 10_000

func (q *Quarantine) recheck(ctx context.Context, secrets Secrets, id int64) error {
	r, err := q.ward.Rejection(ctx, id)
	if err != nil {
		return err
	}
	v, err := secrets.Recheck(r)
	if errors.Is(err, ErrStale) {
		if failure := q.ward.FoundStale(ctx, id); failure != nil {
			return failure
		}
	}
	if err != nil {
		return err
	}
	return q.promote(ctx, r, v, false)
}

// Promote keeps a rejection as a delivery because somebody asked for it. The
// signature must be right; the time need not be, for who asks knows that the
// clock was wrong, and a replay is a duplicate of what was kept before. It
// fails as Secrets.Recheck and store.Store.Promote do.
func (q *Quarantine) Promote(ctx context.Context, id int64) error {
	r, err := q.ward.Rejection(ctx, id)
	if err != nil {
		return err
	}
	v, err := q.secrets().Recheck(r)
	if err != nil && !errors.Is(err, ErrStale) {
		return err
	}
	return q.promote(ctx, r, v, true)
}

func (q *Quarantine) promote(ctx context.Context, r store.Rejection, v Verified, asked bool) error {
	delivery, issuance := read(q.log, v, r.ReceivedAt, r.Body)
	duplicate, err := q.ward.Promote(ctx, r.ID, delivery, issuance, asked)
	if err == nil {
		q.log.Info("a refused request was kept after all", "message", v.MessageID, "reason", string(r.Reason), "asked", asked, "duplicate", duplicate)
	}
	return err
}

// writtenProof is a proof as it is kept. Headers may hold what is no text.
type writtenProof struct {
	ID        []byte   `json:"id"`
	Timestamp []byte   `json:"timestamp"`
	Seconds   int64    `json:"seconds"`
	MACs      [][]byte `json:"macs"`
}

func (p proof) marshal() []byte {
	text, err := json.Marshal(writtenProof{ID: []byte(p.id), Timestamp: []byte(p.timestamp), Seconds: p.seconds, MACs: p.macs})
	if err != nil {
		panic(err) // it is made of words and numbers
	}
	return text
}

func unmarshalProof(text []byte) (proof, error) {
	var w writtenProof
	if err := json.Unmarshal(text, &w); err != nil {
		return proof{}, ErrHeadersMalformed
	}
	return proof{id: string(w.ID), timestamp: string(w.Timestamp), seconds: w.Seconds, macs: w.MACs}, nil
}
