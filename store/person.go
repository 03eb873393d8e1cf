package store

import (
	"cmp"
	"context"
	"database/sql"
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"
	"modernc.org/sqlite"
)

// maxPerson bounds Person.Issuances.
const maxPerson = 500

// Person is all that is kept about whom an issuance is about.
type Person struct {
	IDs       []int64    // of all issuances, superseded ones too, newest first
	Issuances []Issuance // the newest of them, at most 500
	// SoleCopies is how many of them may hold a credential whose only copy is
	// here: with the body of a delivery that told of a success, or of what nobody
	// here knows. No delivery tells whether the sender keeps another.
	SoleCopies int
}

// Person gives everything about the subject of an issuance: what has the same
// subject id, or the same contact in any case, or the same credential id, or
// the same action id if that has brought no more than one credential, or is
// linked with it as superseded, and what in turn belongs to that in the same
// way. A name is nothing to tell people by. Where several people share a
// contact, as a school's, they are taken for one: show the list before acting
// on it.
//
// It looks at every row, once or a few times: about half a second each for a
// million rows, so not on the UI thread. It fails with ErrNotFound.
func (r *Reader) Person(ctx context.Context, id int64) (Person, error) {
	ctx, done := r.during(ctx)
	defer done()
	p, err := r.person(ctx, id)
	if err != nil {
		return Person{}, fmt.Errorf("person: %w", translate(err))
	}
	return p, nil
}

func (r *Reader) person(ctx context.Context, id int64) (p Person, err error) {
	tx, err := r.db.BeginTx(ctx, nil) // all of it as it is at one moment
	if err != nil {
		return p, err
	}
	defer tx.Rollback() // nothing was written
	var known bool
	if err := tx.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM issuance WHERE id = ? AND erased = 0)`, id).Scan(&known); err != nil {
		return p, err
	}
	if !known {
		return p, ErrNotFound
	}
	k := kin{tx: tx, ids: map[int64]bool{}, traits: map[trait]bool{}}
	if err := k.follow(ctx, id); err != nil {
		return p, err
	}
	p.IDs = slices.SortedFunc(maps.Keys(k.ids), func(a, b int64) int { return cmp.Compare(b, a) })
	if err := tx.QueryRowContext(ctx, `SELECT count(*) FROM json_each(?) JOIN issuance i ON i.id = value
		WHERE `+soleCopy, array(p.IDs)).Scan(&p.SoleCopies); err != nil {
		return p, err
	}
	p.Issuances, err = readRows(ctx, tx, source{
		from: issuances, where: "i.id IN (SELECT value FROM json_each(?)) AND i.erased = 0", args: []any{array(p.IDs[:min(len(p.IDs), maxPerson)])},
	}, "ORDER BY i.id DESC")
	return p, err
}

// soleCopy is the condition that the body of an issuance i is here and that a
// delivery brought it: what the sender's API gave is kept there too. An event of
// a kind that is not known, or that could not be read, may hold a credential as
// well as one that succeeded.
var soleCopy = fmt.Sprintf(`(i.status IN (%d, %d) AND EXISTS (SELECT 1 FROM payload p JOIN delivery d ON d.id = p.delivery_id
	WHERE p.delivery_id = i.delivery_id AND %s))`, Succeeded, Other, fromOutside)

// trait is something by which rows are about the same person.
type trait struct {
	column string
	value  string
}

func init() {
	// caseless(text) tells mailboxes apart. It keeps the marks on letters, which
	// searching passes over: jörg@ and jorg@ are two people.
	sqlite.MustRegisterDeterministicScalarFunction("caseless", 1,
		func(_ *sqlite.FunctionContext, args []driver.Value) (driver.Value, error) {
			text, _ := args[0].(string)
			return norm.NFC.String(strings.ToLower(text)), nil
		})
}

const (
	bySubject = "subject"
	byContact = "contact"
)

// array is a list as json_each reads it.
func array[T int64 | string](list []T) string {
	text, _ := json.Marshal(list) // such lists cannot fail
	return string(text)
}

// kin collects the rows about one person.
type kin struct {
	tx     *sql.Tx
	ids    map[int64]bool
	traits map[trait]bool // followed
	next   []int64        // ids whose links are to be followed
	scan   []trait        // to be looked for in all rows
}

const kinRow = `SELECT id, subject_id, caseless(subject_contact) FROM issuance WHERE erased = 0 AND `

// follow goes from row to row until there are no more. What indexes find comes
// first, so that all rows are looked at as seldom as can be.
func (k *kin) follow(ctx context.Context, id int64) error {
	if err := k.take(ctx, kinRow+`id = ?`, id); err != nil {
		return err
	}
	for len(k.next) > 0 || len(k.scan) > 0 {
		if len(k.next) == 0 {
			if err := k.scanAll(ctx); err != nil {
				return err
			}
			continue
		}
		id := k.next[0]
		k.next = k.next[1:]
		for _, linked := range []string{
			`id = (SELECT superseded_by FROM issuance WHERE id = ?)`,
			`superseded_by = ?`,
			`credential_id <> '' AND credential_id = (SELECT credential_id FROM issuance WHERE id = ?)`,
			`action_id <> '' AND action_id = (SELECT action_id FROM issuance WHERE id = ?) AND (SELECT count(DISTINCT credential_id)
				FROM issuance a WHERE a.action_id <> '' AND a.action_id = issuance.action_id AND a.credential_id <> '') < 2`,
		} {
			if err := k.take(ctx, kinRow+linked, id); err != nil {
				return err
			}
		}
	}
	return nil
}

// scanAll looks through all rows for the traits that have come up. Most
// contacts are ASCII, and SQLite folds those itself, and faster.
func (k *kin) scanAll(ctx context.Context) error {
	values := map[string][]string{bySubject: {}, byContact: {}}
	for _, t := range k.scan {
		values[t.column] = append(values[t.column], t.value)
	}
	k.scan = nil
	return k.take(ctx, kinRow+`(subject_id IN (SELECT value FROM json_each(?)) OR
		iif(octet_length(subject_contact) = length(subject_contact), lower(subject_contact), caseless(subject_contact))
			IN (SELECT value FROM json_each(?)))`, array(values[bySubject]), array(values[byContact]))
}

// take takes the rows that a query gives, and notes what they bring up.
func (k *kin) take(ctx context.Context, query string, args ...any) error {
	rows, err := k.tx.QueryContext(ctx, query, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var id int64
		var subject, contact string
		if err := rows.Scan(&id, &subject, &contact); err != nil {
			return err
		}
		if k.ids[id] {
			continue
		}
		k.ids[id] = true
		k.next = append(k.next, id)
		for _, t := range []trait{{bySubject, subject}, {byContact, contact}} {
			if t.value != "" && !k.traits[t] {
				k.traits[t] = true
				k.scan = append(k.scan, t)
			}
		}
	}
	return rows.Err()
}
