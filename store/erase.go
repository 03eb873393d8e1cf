package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
)

// ErrSoleCopy means that what is to be erased may exist nowhere else.
var ErrSoleCopy = errors.New("the only copy of a credential may be among these records")

// eraseChunk is how many issuances are erased in one transaction, for which
// deliveries wait: at a million rows most of a second, whether it is one or these,
// because scrubPages looks for their pages.
var eraseChunk = 500

// Erase removes issuances with all that was received about them: their
// columns, bodies and keys, what the search index holds of them, and what is
// left of that in the file and its WAL. Backups and exports that were made
// before still hold them.
//
// A tombstone stays, with the ids and the times: a message that comes again is
// a duplicate and is not stored again, and every erasure is in the log of acts.
// Rows that only an erased one had put out of view come back into view; what a
// later row took over from an erased one, as staff's note or the pass link,
// stays with it. Those that are erased already are passed over.
//
// It fails, and then nothing is erased, with ErrNotFound, with ErrSoleCopy if
// one of them may hold a credential whose only copy is here (see Person)
// unless soleCopies is true, and with ErrLocked, for without the key the log
// cannot tell of it. From then on the erasure is settled: it comes to its end
// even if ctx ends, which bounds the waiting, or the process does, in which
// case the next Open takes it up. After errors of the disk, as Append has them,
// the next Open or the next Erase does. A refused request of the same message
// goes as well, and so do the people on rosters whom the records are about.
// Deliveries are taken meanwhile. A reader that takes long, as Backup is, is
// waited for.
//
// In a database of more than 200,000 issuances, about one in a thousand of the
// erased credential and action ids and of the wrapped keys of erased bodies, and
// nothing else, may still lie on an unused part of a page until the folder is
// opened again. In one of more than 64 MB so may what no key is left to open:
// parts of sealed bodies.
func (s *Store) Erase(ctx context.Context, ids []int64, soleCopies bool) error {
	err := s.order(ctx, ids, soleCopies, 0)
	if err == nil {
		err = s.eraser.finish(ctx, s.life)
	}
	if err != nil {
		return fmt.Errorf("erase: %w", err)
	}
	return nil
}

// order settles what is to be erased, as a whole. Where it is for the records'
// age alone, before is the time in milliseconds before which one is too old; else 0.
func (s *Store) order(ctx context.Context, ids []int64, soleCopies bool, before int64) error {
	return s.writer.do(ctx, func(b *batch) error {
		if _, _, err := s.keys.now(); err != nil {
			return err
		}
		return orderErasure(b, ids, soleCopies, before)
	})
}

// orderErasure notes all that is to be erased in one transaction. What a person
// is to be forgotten with is no longer erased for its age alone.
func orderErasure(b *batch, ids []int64, soleCopies bool, before int64) error {
	look, err := b.conn.PrepareContext(b.ctx, `SELECT erased, `+soleCopy+` FROM issuance i WHERE id = ?`)
	if err != nil {
		return err
	}
	defer look.Close()
	order, err := b.conn.PrepareContext(b.ctx, `INSERT INTO erasure (issuance, by_age) VALUES (?, ?)
		ON CONFLICT DO UPDATE SET by_age = min(by_age, excluded.by_age)`)
	if err != nil {
		return err
	}
	defer order.Close()
	for _, id := range ids {
		var erased, sole bool
		switch err := look.QueryRowContext(b.ctx, id).Scan(&erased, &sole); {
		case errors.Is(err, sql.ErrNoRows):
			return ErrNotFound
		case err != nil:
			return err
		case erased:
			continue
		case sole && !soleCopies:
			return ErrSoleCopy
		}
		if err := b.exec(order, id, before); err != nil {
			return err
		}
	}
	return nil
}

// eraseSome erases the next of those that are to be, enters that into the log
// of acts, and tells whether there were any.
func (s *Store) eraseSome(b *batch) (any bool, err error) {
	ordered, err := orderedErasures(b)
	if err != nil || len(ordered) == 0 {
		return false, err
	}
	if ordered, err = spareYoung(b, ordered); err != nil || len(ordered) == 0 {
		return true, err
	}
	var ids, forgotten []int64
	var acts []Act
	for _, one := range ordered {
		ids = append(ids, one.issuance)
		act := Act{Kind: ActErased, Issuance: one.issuance, Detail: erasedByAge}
		if one.before == 0 {
			forgotten = append(forgotten, one.issuance)
			act.Detail = ""
		}
		acts = append(acts, act)
	}
	if err := s.forgetExpected(b, forgotten); err != nil { // by what the records still say
		return false, err
	}
	for _, id := range ids {
		if err := eraseOne(b, id); err != nil {
			return false, err
		}
	}
	noted, err := record(b.ctx, b.conn, s.keys, acts...)
	if errors.Is(noted, ErrLocked) { // a log that was tampered with stops nobody
		err = noted
	}
	if err != nil {
		return false, err
	}
	if _, err := b.conn.ExecContext(b.ctx, `UPDATE progress SET residue = 1`); err != nil {
		return false, err
	}
	b.changed = true
	return true, scrubPages(b, ids)
}

// erasedByAge is what the log of acts tells of a record that went for its age.
const erasedByAge = `{"why":"age"}`

// erasure is one that was ordered.
type erasure struct {
	issuance int64
	before   int64 // see Store.order
	spared   bool  // it is not too old any more, though it was when that was ordered
}

// orderedErasures are the next of those that are to be erased.
func orderedErasures(b *batch) ([]erasure, error) {
	return collect(b.ctx, b.conn, func(row scanner) (one erasure, err error) {
		err = row.Scan(&one.issuance, &one.before, &one.spared)
		return one, err
	}, `SELECT issuance, by_age, by_age <> 0 AND NOT EXISTS (SELECT 1 FROM issuance i JOIN delivery d ON d.id = i.delivery_id
		WHERE i.id = erasure.issuance AND `+strings.ReplaceAll(isOld, "?1", "erasure.by_age")+`) FROM erasure ORDER BY issuance LIMIT ?`, eraseChunk)
}

// spareYoung takes back the orders for what is not too old any more, and gives the rest.
func spareYoung(b *batch, ordered []erasure) (rest []erasure, err error) {
	for _, one := range ordered {
		if !one.spared {
			rest = append(rest, one)
			continue
		}
		if _, err := b.conn.ExecContext(b.ctx, `DELETE FROM erasure WHERE issuance = ?`, one.issuance); err != nil {
			return nil, err
		}
	}
	return rest, nil
}

func scanIDs(rows *sql.Rows) (ids []int64, err error) {
	defer rows.Close()
	for rows.Next() {
		var id int64
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		ids = append(ids, id)
	}
	return ids, rows.Err()
}

// eraseOne makes a tombstone of an issuance and its delivery.
//
// The digest of the body goes as well: a body that tells of a failure can be
// guessed, name by name, and proven with it. A keyed digest would do, but it
// would have to outlive every renewal of the keys, and all that it would add is
// to tell a retry from another body under the same message id, which an honest
// sender never sends. So what comes under an erased message id is a duplicate.
func eraseOne(b *batch, id int64) error {
	if err := uncover(b, id); err != nil {
		return err
	}
	for _, change := range []string{
		`DELETE FROM issuance_search WHERE rowid = ?`,
		`DELETE FROM outdated WHERE issuance = ?`,
		`DELETE FROM watch WHERE issuance = ?`,
		// Another row of the same credential says on that it is revoked.
		`UPDATE revocation SET issuance = coalesce((SELECT s.id FROM issuance i JOIN issuance s ON s.credential_id = i.credential_id
			WHERE i.id = ?1 AND s.id <> ?1 AND s.credential_id <> '' AND s.erased = 0 ORDER BY s.id DESC LIMIT 1), issuance) WHERE issuance = ?1`,
		`DELETE FROM revocation WHERE issuance = ?`,
		`DELETE FROM roster_verdict WHERE issuance = ?`,
		// The same message may have been refused before.
		`DELETE FROM rejection WHERE (SELECT message_id FROM delivery WHERE id = (SELECT delivery_id FROM issuance WHERE id = ?))
			IN (message_id, message_id || '~' || lower(hex(body_sha256)))`,
		`DELETE FROM record_key WHERE delivery_id = (SELECT delivery_id FROM issuance WHERE id = ?)`,
		`DELETE FROM payload WHERE delivery_id = (SELECT delivery_id FROM issuance WHERE id = ?)`,
		// The second body of a message is kept under an id that has its digest.
		`UPDATE delivery SET message_id = substr(message_id, 1, length(message_id) - 64) || 'erased-' || id
			WHERE id = (SELECT delivery_id FROM issuance WHERE id = ?) AND message_id LIKE '%~' || hex(body_sha256)`,
		`UPDATE delivery SET event_type = '', endpoint = '', sent_at = 0, body_sha256 = x''
			WHERE id = (SELECT delivery_id FROM issuance WHERE id = ?)`,
		`UPDATE issuance SET erased = 1, status = 0, subject_name = '', subject_contact = '', subject_id = '',
			template = '', credential_id = '', action_id = '', pass_url = '', valid_from = NULL, valid_until = NULL,
			encryption = 0, error = '', environment = '', proof = '', note = '', handover = 0, handover_at = NULL,
			superseded_by = NULL WHERE id = ?`,
		`DELETE FROM erasure WHERE issuance = ?`,
	} {
		if _, err := b.conn.ExecContext(b.ctx, change, id); err != nil {
			return err
		}
	}
	return nil
}
