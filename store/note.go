package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
	"unicode/utf8"
)

// LongestNote is how long a note may be, in characters.
const LongestNote = 4000

// ErrNoteTooLong tells that a note is longer than LongestNote.
var ErrNoteTooLong = errors.New("the note is too long")

// SetNote keeps what staff wrote about an issuance in place of what they wrote
// before; "" removes it. That it changed goes into the log of acts, its words do
// not. Where another row has taken the issuance's place by now, that one gets the
// note. It fails with ErrNotFound, ErrNoteTooLong, and as Append does.
func (s *Store) SetNote(ctx context.Context, at time.Time, id int64, note string) error {
	if utf8.RuneCountInString(note) > LongestNote {
		return fmt.Errorf("set note: %w", ErrNoteTooLong)
	}
	err := s.writer.do(ctx, func(b *batch) error {
		id, err := inPlaceOf(b, id, true) // it may have come while the note was written
		if err != nil {
			return err
		}
		done, err := b.conn.ExecContext(b.ctx, `UPDATE issuance SET note = ? WHERE id = ? AND erased = 0 AND note <> ?`, note, id, note)
		if err != nil {
			return err
		}
		if changed, err := done.RowsAffected(); err != nil || changed == 0 {
			return errors.Join(err, noteStands(b, id))
		}
		b.changed = true
		_, err = record(b.ctx, b.conn, s.keys, Act{At: at, Kind: ActNoted, Issuance: id})
		return err
	})
	if err != nil {
		return fmt.Errorf("set note: %w", err)
	}
	return nil
}

// noteStands fails unless the issuance is there, with the same note already.
func noteStands(b *batch, id int64) error {
	_, err := handed(b, id)
	if errors.Is(err, sql.ErrNoRows) {
		return ErrNotFound
	}
	return err
}
