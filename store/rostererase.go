package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
)

// Listed is somebody on a roster.
type Listed struct {
	Roster string // its name
	Expected
}

// OnRosters gives those on rosters whom issuances are about: who leaves them when
// these are erased. It fails with ErrLocked; a roster that does not open is passed
// over.
func (r *Reader) OnRosters(ctx context.Context, ids []int64) (found []Listed, err error) {
	ctx, done := r.during(ctx)
	defer done()
	if _, _, err := r.keys.now(); err != nil {
		return nil, err
	}
	err = eachMeant(ctx, r.db, r.keys, r.pack, ids, func(one Roster, meant func(Expected) bool) error {
		for _, p := range one.People {
			if meant(p) {
				found = append(found, Listed{one.Name, p})
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("on rosters: %w", translate(err))
	}
	return found, nil
}

// eachMeant goes through the rosters with what tells who on them issuances are
// about: by contact or id, or because staff said so, and by name where the roster
// has nothing else to tell people by.
func eachMeant(ctx context.Context, tx queryer, k *keys, p packer, ids []int64, do func(one Roster, meant func(Expected) bool) error) error {
	if len(ids) == 0 {
		return nil
	}
	all, err := readSealedRosters(ctx, tx, "ORDER BY id")
	if err != nil || len(all) == 0 {
		return err
	}
	theirs, err := marksOf(ctx, tx, ids)
	if err != nil {
		return err
	}
	for _, sealed := range all {
		one, err := sealed.open(k, p)
		if errors.Is(err, ErrDamaged) {
			continue // check finds it
		}
		if err != nil {
			return err
		}
		said, err := saidToBe(ctx, tx, one.ID, ids)
		if err == nil {
			err = do(one, func(p Expected) bool { return said[p.Number] || theirs.are(p) })
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// forgetExpected takes those off the rosters whom issuances are about that are to
// be erased.
func (s *Store) forgetExpected(b *batch, ids []int64) error {
	return eachMeant(b.ctx, b.conn, s.keys, s.pack, ids, func(kept Roster, meant func(Expected) bool) error {
		before := len(kept.People)
		kept.People = slices.DeleteFunc(kept.People, meant)
		if len(kept.People) == before {
			return nil
		}
		text, err := json.Marshal(kept)
		if err != nil {
			return err
		}
		return s.putRoster(b, kept.ID, s.pack.enc.EncodeAll(text, nil), kept.People)
	})
}

// saidToBe are those on a roster whose issuance staff said one of the ids to be.
func saidToBe(ctx context.Context, tx queryer, roster int64, ids []int64) (map[int]bool, error) {
	rows, err := tx.QueryContext(ctx, `SELECT person FROM roster_verdict WHERE roster = ? AND same = 1
		AND issuance IN (SELECT value FROM json_each(?))`, roster, array(ids))
	if err != nil {
		return nil, err
	}
	found, err := scanIDs(rows)
	said := map[int]bool{}
	for _, n := range found {
		said[int(n)] = true
	}
	return said, err
}

// marks are what people can be told by, folded.
type marks map[string]bool

// are tells whether they are a person's.
func (m marks) are(p Expected) bool {
	contact, ident := fold(p.Contact), fold(p.Ident)
	if contact != "" && m["contact "+contact] || ident != "" && m["id "+ident] {
		return true
	}
	return contact == "" && ident == "" && m["name "+fold(p.Name)]
}

// marksOf reads what issuances say about whom they are about.
func marksOf(ctx context.Context, tx queryer, ids []int64) (marks, error) {
	found := marks{}
	err := eachRow(ctx, tx, func(row scanner) error {
		var name, contact string
		var idents [3]string
		if err := row.Scan(&name, &contact, &idents[0], &idents[1], &idents[2]); err != nil {
			return err
		}
		found["name "+fold(name)], found["contact "+fold(contact)] = name != "", contact != ""
		for _, id := range idents {
			found["id "+fold(id)] = id != ""
		}
		return nil
	}, `SELECT subject_name, subject_contact, subject_id, credential_id, action_id
		FROM issuance WHERE id IN (SELECT value FROM json_each(?)) AND erased = 0`, array(ids))
	return found, err
}
