package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"
)

// Handing is what SetHandover has done: enough to take it back.
type Handing struct {
	To     Handover
	At     time.Time
	Before []Handed // of those that were moved
}

// Handed is how far the pass of an issuance had got.
type Handed struct {
	ID       int64
	Handover Handover
	At       time.Time // since when; zero for never touched
}

// SetHandover notes how far the passes of issuances have got, and enters it into
// the log of acts. Copied moves only those that were new: copying a link again
// takes nothing back. Unknown ids, and those that stand there already, are
// passed over; where another row of the same issuance has taken the place of one by
// now, that one moves. After an error, what h tells of is done and the rest is not,
// but that a portion under way when ctx ended may still be.
func (s *Store) SetHandover(ctx context.Context, to Handover, at time.Time, ids ...int64) (h Handing, err error) {
	h = Handing{To: to, At: time.UnixMilli(at.UnixMilli()).UTC()}
	wanted := h
	// In portions, so that no delivery waits behind a large selection.
	for some := range slices.Chunk(ids, maxBatch) {
		moved, err := outcome(ctx, s.writer.do, func(b *batch) ([]Handed, error) { return s.setHandover(b, wanted, some) })
		if err != nil {
			return h, fmt.Errorf("set hand-over: %w", err)
		}
		h.Before = append(h.Before, moved...)
	}
	return h, nil
}

// MarkCopied notes that the pass links of issuances were copied: each is
// entered into the log of acts, and those that were new are moved to copied.
func (s *Store) MarkCopied(ctx context.Context, at time.Time, ids ...int64) error {
	_, err := s.SetHandover(ctx, HandoverCopied, at, ids...)
	return err
}

func (s *Store) setHandover(b *batch, h Handing, ids []int64) (moved []Handed, err error) {
	var acts []Act
	for _, id := range ids {
		id, err := inPlaceOf(b, id, false)
		if err != nil {
			return nil, err
		}
		was, err := handed(b, id)
		if errors.Is(err, sql.ErrNoRows) {
			continue
		}
		if err != nil {
			return nil, err
		}
		moves := was.Handover != h.To && (h.To != HandoverCopied || was.Handover == HandoverNew)
		switch {
		case h.To == HandoverCopied:
			acts = append(acts, Act{At: h.At, Kind: ActCopied, Issuance: id})
		case moves:
			acts = append(acts, Act{At: h.At, Kind: ActHandover, Issuance: id, Detail: handoverDetail{From: was.Handover.String(), To: h.To.String()}.text()})
		}
		if !moves {
			continue
		}
		now := Handed{ID: id, Handover: h.To, At: h.At}
		if h.To == HandoverNew {
			now.At = time.Time{}
		}
		if err := putHanded(b, now); err != nil {
			return nil, err
		}
		moved = append(moved, was)
	}
	b.changed = true
	_, err = record(b.ctx, b.conn, s.keys, acts...)
	return moved, err
}

// UndoHandover takes back what SetHandover has done, as far as nobody has gone
// on from there, and enters that into the log of acts.
func (s *Store) UndoHandover(ctx context.Context, at time.Time, h Handing) error {
	for some := range slices.Chunk(h.Before, maxBatch) {
		err := s.writer.do(ctx, func(b *batch) error { return s.undoHandover(b, at, h, some) })
		if err != nil {
			return fmt.Errorf("undo hand-over: %w", err)
		}
	}
	return nil
}

func (s *Store) undoHandover(b *batch, at time.Time, h Handing, some []Handed) error {
	left := h.At
	if h.To == HandoverNew {
		left = time.Time{}
	}
	var acts []Act
	for _, was := range some {
		var err error
		if was.ID, err = inPlaceOf(b, was.ID, false); err != nil {
			return err
		}
		now, err := handed(b, was.ID)
		if errors.Is(err, sql.ErrNoRows) || err == nil && (now.Handover != h.To || !now.At.Equal(left)) {
			continue
		}
		if err != nil {
			return err
		}
		if err := putHanded(b, was); err != nil {
			return err
		}
		detail := handoverDetail{From: h.To.String(), To: was.Handover.String(), Undone: true}
		acts = append(acts, Act{At: at, Kind: ActHandover, Issuance: was.ID, Detail: detail.text()})
	}
	b.changed = true
	_, err := record(b.ctx, b.conn, s.keys, acts...)
	return err
}

func handed(b *batch, id int64) (Handed, error) {
	h := Handed{ID: id}
	var at sql.NullInt64
	err := b.conn.QueryRowContext(b.ctx, `SELECT handover, handover_at FROM issuance WHERE id = ? AND erased = 0`, id).Scan(&h.Handover, &at)
	h.At = timeOf(at)
	return h, err
}

func putHanded(b *batch, h Handed) error {
	return b.exec(b.stmts.handover, h.Handover, millis(h.At), h.ID)
}

// handoverDetail is what the log of acts says about a hand-over.
type handoverDetail struct {
	From   string `json:"from"`
	To     string `json:"to"`
	Undone bool   `json:"undone,omitempty"`
}

func (d handoverDetail) text() string {
	text, err := json.Marshal(d)
	if err != nil {
		panic(err) // it is made of words
	}
	return string(text)
}
