package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"
)

// What bounds the rosters that are kept.
const (
	MaxRosters  = 100    // at once
	MaxExpected = 50_000 // people on one of them
)

// ErrRosters means that a roster is too large, or one too many.
var ErrRosters = fmt.Errorf("at most %d lists of at most %d people are kept", MaxRosters, MaxExpected)

// Roster is a list of people who are expected to be issued a credential.
type Roster struct {
	ID     int64     `json:"-"` // given by the store
	Name   string    `json:"name"`
	File   string    `json:"file"` // that it was read from, without its folder
	ReadAt time.Time `json:"read_at"`
	About  string    `json:"about"` // the issuances that it is about, as a filter in text; "" is all
	People []Expected
}

// Expected is one of them. Empty texts mean that the roster does not say.
type Expected struct {
	Number  int    `json:"n"` // rising, and never another's
	Name    string `json:"name,omitempty"`
	Contact string `json:"contact,omitempty"`
	Ident   string `json:"id,omitempty"` // a credential, action or subject id
}

// Verdict is what staff said about whether an issuance is a person's.
type Verdict struct {
	Person   int // Expected.Number
	Issuance int64
	Same     bool
}

// Rosters gives all that are kept, the oldest first. It fails with ErrLocked,
// and with ErrDamaged when one does not open.
func (r *Reader) Rosters(ctx context.Context) ([]Roster, error) {
	return r.rosters(ctx, `ORDER BY id`)
}

// Roster gives one, with what staff said about it. It fails as Rosters does,
// and with ErrNotFound.
func (r *Reader) Roster(ctx context.Context, id int64) (Roster, []Verdict, error) {
	found, err := r.rosters(ctx, `WHERE id = ?`, id)
	if err == nil && len(found) == 0 {
		err = fmt.Errorf("roster %d: %w", id, ErrNotFound)
	}
	if err != nil {
		return Roster{}, nil, err
	}
	verdicts, err := r.verdicts(ctx, id)
	if err != nil {
		return Roster{}, nil, fmt.Errorf("roster %d: %w", id, translate(err))
	}
	return found[0], verdicts, nil
}

func (r *Reader) rosters(ctx context.Context, which string, args ...any) (found []Roster, err error) {
	ctx, done := r.during(ctx)
	defer done()
	rows, err := readSealedRosters(ctx, r.db, which, args...)
	for _, s := range rows {
		if err == nil {
			var one Roster
			one, err = s.open(r.keys, r.pack)
			found = append(found, one)
		}
	}
	if err != nil {
		return nil, fmt.Errorf("rosters: %w", translate(err))
	}
	return found, nil
}

func (r *Reader) verdicts(ctx context.Context, id int64) ([]Verdict, error) {
	ctx, done := r.during(ctx)
	defer done()
	return collect(ctx, r.db, func(row scanner) (v Verdict, err error) {
		err = row.Scan(&v.Person, &v.Issuance, &v.Same)
		return v, err
	}, `SELECT person, issuance, same FROM roster_verdict WHERE roster = ? ORDER BY person, issuance`, id)
}

// sealedRoster is a roster as it lies on the disk.
type sealedRoster struct {
	id int64
	sealedRecord
}

func readSealedRosters(ctx context.Context, tx queryer, which string, args ...any) ([]sealedRoster, error) {
	return collect(ctx, tx, func(row scanner) (s sealedRoster, err error) {
		err = row.Scan(&s.id, &s.generation, &s.wrapped, &s.sealed)
		return s, err
	}, `SELECT id, generation, wrapped, sealed FROM roster JOIN roster_key ON roster = id `+which, args...)
}

func (s *sealedRoster) open(k *keys, p packer) (one Roster, err error) {
	compressed, err := k.open(s.sealedRecord, rosterKeys.place(s.id))
	if err != nil {
		return one, err
	}
	text, err := p.dec.DecodeAll(compressed, nil)
	if err == nil {
		err = json.Unmarshal(text, &one)
	}
	if err != nil {
		return one, fmt.Errorf("unknown form: %w", ErrDamaged)
	}
	one.ID = s.id
	return one, nil
}
