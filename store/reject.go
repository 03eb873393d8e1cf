package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"

	"passdesk/store/vault"
)

// Reject keeps refused requests in the quarantine, in one transaction, so they
// should be few: deliveries wait meanwhile. Of each it takes what its shape
// says and its Reason, ReceivedAt, LastAt, Times, Body and Proof; a body of
// Reason.MaxBody or less is sealed with the signature, unless the folder is
// Locked or Proof is nil, and otherwise neither is kept.
//
// One that is the same as one that is there is counted. One whose message is
// among the deliveries, or was erased from them, is passed over: nothing is
// lost with it. Older ones may make room, see the shares; for how many of those
// given there was none is told. It fails as Append does.
func (s *Store) Reject(ctx context.Context, all ...Rejection) (dropped int, err error) {
	ready := make([]*readyRejection, len(all))
	for n := range all {
		if ready[n], err = s.readyRejection(all[n]); err != nil {
			return 0, fmt.Errorf("reject: %w", err)
		}
	}
	dropped, err = outcome(ctx, s.writer.do, func(b *batch) (int, error) { return s.reject(b, ready) })
	if err != nil {
		return 0, fmt.Errorf("reject: %w", err)
	}
	return dropped, nil
}

// readyRejection is a rejection made ready outside the writer.
type readyRejection struct {
	rejectionRow
	key    vault.Key
	sealed []byte
}

func (s *Store) readyRejection(r Rejection) (*readyRejection, error) {
	place, known := shareOf[r.Reason]
	if !known {
		return nil, fmt.Errorf("reason %q: %w", r.Reason, errors.ErrUnsupported)
	}
	r.Times = max(r.Times, 1)
	r.ID = 1 + rand.Int64N(math.MaxInt64-1)
	ready := &readyRejection{rejectionRow: rejectionRow{Rejection: r, share: place.name, sum: []byte{}}, key: vault.NewKey()}
	if place.body > 0 && r.Proof != nil {
		sum := sha256.Sum256(r.Body)
		ready.sum = sum[:]
	}
	ready.same = ready.fingerprint()
	if len(ready.sum) > 0 && len(r.Body) <= place.body && s.Locked() == nil {
		sealed, err := s.pack.sealRejection(&ready.rejectionRow, ready.key)
		if err != nil {
			return nil, err
		}
		ready.sealed, ready.bytes = sealed, int64(len(sealed))
	}
	ready.Body, ready.Proof = nil, nil
	return ready, nil
}

// filled is how much of the authentic share is taken.
type filled struct {
	entries int
	bytes   int64
}

// without is what is taken when an entry leaves; nil is none.
func (f filled) without(old *rejectionRow) filled {
	if old == nil || old.share != authentic.name {
		return f
	}
	return filled{f.entries - 1, f.bytes - old.bytes}
}

// with is what is taken when one comes, and whether there is room for it. In the
// other shares older ones make room.
func (f filled) with(r *readyRejection) (next filled, room bool) {
	if r.share != authentic.name {
		return f, true
	}
	next = filled{f.entries + 1, f.bytes + r.bytes}
	return next, next.entries <= authentic.entries && next.bytes <= authentic.bytes
}

func (s *Store) reject(b *batch, all []*readyRejection) (dropped int, err error) {
	taken, err := authenticTaken(b)
	if err != nil {
		return 0, err
	}
	for _, r := range all {
		kept, err := s.rejectOne(b, *r, &taken)
		if err != nil {
			return 0, err
		}
		if !kept {
			dropped++
		}
	}
	for _, place := range shares {
		if place.oldestStay {
			continue
		}
		if err := place.makeRoom(b); err != nil {
			return 0, err
		}
	}
	b.changed = true
	return dropped, nil
}

func authenticTaken(b *batch) (f filled, err error) {
	err = b.conn.QueryRowContext(b.ctx, `SELECT count(*), coalesce(sum(bytes), 0) FROM rejection WHERE share = ?`, authentic.name).
		Scan(&f.entries, &f.bytes)
	return f, err
}

// rejectOne tells whether there was room.
func (s *Store) rejectOne(b *batch, r readyRejection, taken *filled) (kept bool, err error) {
	if arrived, err := r.hasArrived(b); err != nil || arrived {
		return true, err
	}
	old, err := scanRejection(b.conn.QueryRowContext(b.ctx, `SELECT `+rejectionColumns+` FROM rejection r WHERE same = ?`, r.same))
	if errors.Is(err, sql.ErrNoRows) {
		old, err = nil, nil
	}
	if err != nil {
		return false, err
	}
	next, room := taken.without(old).with(&r)
	switch {
	case old != nil && (!room || !r.tellsMore(old)):
		return true, r.countInto(b, old) // it stays where it is
	case !room:
		return false, nil
	case old != nil:
		r.Times += old.Times
		if _, err := b.conn.ExecContext(b.ctx, `DELETE FROM rejection WHERE id = ?`, old.ID); err != nil {
			return false, err
		}
	}
	*taken = next
	return true, s.insertRejection(b, &r)
}

// hasArrived tells whether the message has come with the same body and was
// kept, or has been erased.
func (r *readyRejection) hasArrived(b *batch) (arrived bool, err error) {
	if len(r.sum) == 0 {
		return false, nil
	}
	err = b.conn.QueryRowContext(b.ctx, `SELECT EXISTS (SELECT 1 FROM delivery
		WHERE message_id IN (?1, ?1 || '~' || ?2) AND (body_sha256 = ?3 OR length(body_sha256) = 0))`,
		r.MessageID, hex.EncodeToString(r.sum), r.sum).Scan(&arrived)
	return arrived, err
}

// tellsMore tells whether a request is worth more than one that is the same, whose
// body is not given up for one that has none.
func (r *readyRejection) tellsMore(old *rejectionRow) bool {
	if old.bytes > 0 && r.bytes == 0 {
		return false
	}
	return r.share == authentic.name && old.share != authentic.name || r.bytes > 0 && old.bytes == 0 && r.share == old.share
}

// countInto counts a request that is the same as an earlier one.
func (r *readyRejection) countInto(b *batch, old *rejectionRow) error {
	reason := old.Reason
	if r.share == old.share {
		reason = r.Reason // what stands against it now
	}
	_, err := b.conn.ExecContext(b.ctx, `UPDATE rejection SET times = times + ?, last_at = max(last_at, ?), reason = ? WHERE id = ?`,
		r.Times, r.LastAt.UnixMilli(), reason, old.ID)
	return err
}

func (s *Store) insertRejection(b *batch, r *readyRejection) error {
	if _, err := b.conn.ExecContext(b.ctx, `INSERT INTO rejection (id, share, reason, detail, received_at, last_at, times, signed_at,
		message_id, agent, peer, size, body_sha256, same, bytes) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		r.ID, r.share, r.Reason, r.Detail, r.ReceivedAt.UnixMilli(), r.LastAt.UnixMilli(), r.Times, r.signedAt(),
		r.MessageID, r.Agent, r.Peer, r.Size, r.sum, r.same, r.bytes); err != nil || r.bytes == 0 {
		return err
	}
	key, err := s.keys.wrap(r.key, rejectionKeys.place(r.ID))
	if err != nil {
		return err
	}
	_, err = b.conn.ExecContext(b.ctx, `INSERT INTO rejection_body (rejection, generation, wrapped, sealed) VALUES (?, ?, ?, ?)`,
		r.ID, key.generation, key.wrapped, r.sealed)
	return err
}

// makeRoom removes what a share has no room for: the older ones of the peers
// that have most, so that one peer's flood pushes out nobody else's.
func (p share) makeRoom(b *batch) error {
	_, err := b.conn.ExecContext(b.ctx, `DELETE FROM rejection WHERE id IN (
		SELECT id FROM (
			SELECT id, row_number() OVER w AS entries, sum(bytes) OVER w AS bytes FROM (
				SELECT id, bytes, last_at, row_number() OVER (PARTITION BY peer ORDER BY last_at DESC, id) AS place
				FROM rejection WHERE share = ?)
			WINDOW w AS (ORDER BY place, last_at DESC, id))
		WHERE entries > ? OR bytes > ?)`, p.name, p.entries, p.bytes)
	return err
}
