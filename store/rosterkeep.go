package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
)

// KeepRoster keeps a roster, in place of the one with its ID, or as a new one if
// that is 0, and gives its id. What staff said about a person whom it does not
// have any more goes. It fails with ErrRosters, ErrNotFound, ErrLocked, and as
// Append does.
func (s *Store) KeepRoster(ctx context.Context, kept Roster) (id int64, err error) {
	text, err := json.Marshal(kept)
	if err == nil && (len(kept.People) > MaxExpected || len(text) > maxBody) {
		err = ErrRosters
	}
	if err == nil {
		packed := s.pack.enc.EncodeAll(text, nil) // not in the writer, for whom deliveries wait
		id, err = outcome(ctx, s.writer.do, func(b *batch) (int64, error) {
			id, err := placeOfRoster(b, kept.ID)
			if err == nil {
				err = s.putRoster(b, id, packed, kept.People)
			}
			return id, err
		})
	}
	if err != nil {
		return 0, fmt.Errorf("keep a roster: %w", err)
	}
	return id, nil
}

// placeOfRoster gives the id under which a roster is kept.
func placeOfRoster(b *batch, wanted int64) (int64, error) {
	var count, next int64
	var known bool
	err := b.conn.QueryRowContext(b.ctx, `SELECT count(*), coalesce(max(id), 0) + 1, coalesce(max(id = ?), 0) FROM roster`, wanted).Scan(&count, &next, &known)
	switch {
	case err != nil:
		return 0, err
	case wanted != 0 && !known:
		return 0, ErrNotFound
	case wanted != 0:
		return wanted, nil
	case count >= MaxRosters:
		return 0, ErrRosters
	}
	return next, nil
}

// putRoster seals a list with a new key, so that the one before opens no more, and
// drops the verdicts on people whom it does not have.
func (s *Store) putRoster(b *batch, id int64, packed []byte, people []Expected) error {
	kept, err := s.keys.seal(packed, rosterKeys.place(id))
	if err != nil {
		return err
	}
	if _, err := b.conn.ExecContext(b.ctx, `INSERT INTO roster (id, sealed) VALUES (?, ?) ON CONFLICT DO UPDATE SET sealed = excluded.sealed`, id, kept.sealed); err != nil {
		return err
	}
	if _, err := b.conn.ExecContext(b.ctx, `INSERT INTO roster_key (roster, generation, wrapped) VALUES (?, ?, ?)
		ON CONFLICT DO UPDATE SET generation = excluded.generation, wrapped = excluded.wrapped`, id, kept.generation, kept.wrapped); err != nil {
		return err
	}
	numbers := make([]int64, len(people))
	for n, p := range people {
		numbers[n] = int64(p.Number)
	}
	if _, err := b.conn.ExecContext(b.ctx, `DELETE FROM roster_verdict WHERE roster = ? AND person NOT IN (SELECT value FROM json_each(?))`,
		id, array(numbers)); err != nil {
		return err
	}
	return s.noteRoster(b, id, len(people), false)
}

// noteRoster enters into the log of acts how many people are on a roster by now.
func (s *Store) noteRoster(b *batch, id int64, people int, removed bool) error {
	b.changed = true
	detail := fmt.Sprintf(`{"roster":%d,"count":%d,"removed":%v}`, id, people, removed)
	noted, err := record(b.ctx, b.conn, s.keys, Act{Kind: ActRosterSet, Detail: detail})
	if errors.Is(noted, ErrLocked) { // a log that was tampered with stops nobody
		err = noted
	}
	return err
}

// renewRosterKeys writes the table of the rosters' keys anew, for a key may have
// left a copy on a page of it.
const renewRosterKeys = `CREATE TEMP TABLE kept_key AS SELECT * FROM roster_key; DELETE FROM roster_key;
	INSERT INTO roster_key SELECT * FROM kept_key; DROP TABLE kept_key`

// RemoveRoster removes a roster for good, with what staff said about it. It
// fails with ErrNotFound and as Append does.
func (s *Store) RemoveRoster(ctx context.Context, id int64) error {
	err := s.writer.do(ctx, func(b *batch) error {
		result, err := b.conn.ExecContext(b.ctx, `DELETE FROM roster WHERE id = ?`, id)
		if err != nil {
			return err
		}
		if n, err := result.RowsAffected(); err != nil || n == 0 {
			return errors.Join(err, ErrNotFound)
		}
		// What copies there may be of it are sealed with its key.
		if _, err := b.conn.ExecContext(b.ctx, renewRosterKeys); err != nil {
			return err
		}
		return s.noteRoster(b, id, 0, true)
	})
	if err != nil {
		return fmt.Errorf("remove roster %d: %w", id, err)
	}
	return nil
}

// Judge keeps what staff said about whether an issuance is a person's. It fails
// with ErrNotFound when there is no such roster, and as Append does.
func (s *Store) Judge(ctx context.Context, roster int64, v Verdict) error {
	err := s.writer.do(ctx, func(b *batch) error {
		if _, err := placeOfRoster(b, roster); err != nil {
			return err
		}
		b.changed = true
		_, err := b.conn.ExecContext(b.ctx, `INSERT INTO roster_verdict (roster, person, issuance, same) VALUES (?, ?, ?, ?)
			ON CONFLICT DO UPDATE SET same = excluded.same`, roster, v.Person, v.Issuance, v.Same)
		return err
	})
	if err != nil {
		return fmt.Errorf("judge in roster %d: %w", roster, err)
	}
	return nil
}
