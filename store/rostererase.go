package store

import (
	"encoding/json"
	"slices"
)

// forgetExpected takes those off the rosters whom issuances are about that are to
// be erased: by contact or id, or because staff said so, and by name where the
// roster has nothing else to tell people by.
func (s *Store) forgetExpected(b *batch, ids []int64) error {
	all, err := readSealedRosters(b.ctx, b.conn, "")
	if err != nil || len(all) == 0 {
		return err
	}
	gone, err := marksOf(b, ids)
	if err != nil {
		return err
	}
	for _, sealed := range all {
		kept, err := sealed.open(s.keys, s.pack)
		if err != nil {
			continue // check finds it
		}
		said, err := saidToBe(b, kept.ID, ids)
		if err != nil {
			return err
		}
		before := len(kept.People)
		kept.People = slices.DeleteFunc(kept.People, func(p Expected) bool { return said[p.Number] || gone.are(p) })
		if len(kept.People) == before {
			continue
		}
		text, err := json.Marshal(kept)
		if err != nil {
			return err
		}
		if err := s.putRoster(b, kept.ID, s.pack.enc.EncodeAll(text, nil), len(kept.People)); err != nil {
			return err
		}
	}
	_, err = b.conn.ExecContext(b.ctx, `DELETE FROM roster_verdict WHERE issuance IN (SELECT value FROM json_each(?))`, array(ids))
	return err
}

// saidToBe are those on a roster whose issuance staff said one of the ids to be.
func saidToBe(b *batch, roster int64, ids []int64) (map[int]bool, error) {
	rows, err := b.conn.QueryContext(b.ctx, `SELECT person FROM roster_verdict WHERE roster = ? AND same = 1
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
func marksOf(b *batch, ids []int64) (marks, error) {
	rows, err := b.conn.QueryContext(b.ctx, `SELECT subject_name, subject_contact, subject_id, credential_id, action_id
		FROM issuance WHERE id IN (SELECT value FROM json_each(?)) AND erased = 0`, array(ids))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	found := marks{}
	for rows.Next() {
		var name, contact string
		var idents [3]string
		if err := rows.Scan(&name, &contact, &idents[0], &idents[1], &idents[2]); err != nil {
			return nil, err
		}
		found["name "+fold(name)], found["contact "+fold(contact)] = name != "", contact != ""
		for _, id := range idents {
			found["id "+fold(id)] = id != ""
		}
	}
	return found, rows.Err()
}
