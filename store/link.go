package store

import (
	"cmp"
	"database/sql"
	"errors"
	"slices"
	"strings"
	"unicode/utf8"
)

// weight orders what deliveries say about the same issuance: the heavier word
// stands, whatever the order they come in, for that is not guaranteed. Other is
// not among them: an unknown event settles nothing, and stays in view.
var weight = [...]int{Pending: 1, Failed: 2, Succeeded: 3}

// sibling is a row in view that speaks of the same issuance as another.
type sibling struct {
	id         int64
	status     Status
	origin     Origin
	handover   Handover
	handoverAt sql.NullInt64
	note       string
	passURL    string
	resolved   bool // a failure of another issuance to the same person
}

// mostResolved is how many failures one success resolves: the newest.
const mostResolved = 500

// insert adds the row and links it with those that speak of the same issuance,
// so that one of them is in view. A row that takes the place of others takes
// over what staff did with them.
func (i *Issuance) insert(b *batch) error {
	siblings, err := i.siblings(b)
	if err != nil {
		return err
	}
	self := sibling{status: i.Status, origin: i.Origin, passURL: i.PassURL}
	winner := &self
	for n := range siblings {
		if s := siblings[n]; weigh(s.status, s.origin) > weigh(winner.status, winner.origin) {
			winner = &siblings[n]
		}
	}
	if winner == &self {
		self.inherit(siblings)
	}
	if i.Status == Failed && len(siblings) == 0 {
		if winner, err = i.resolvedBefore(b, winner); err != nil {
			return err
		}
	}
	if err := i.put(b, &self, winner.id); err != nil {
		return err
	}
	if winner == &self {
		winner.id = self.id
		b.counts[i.Status]++
	}
	for _, s := range siblings {
		if s.id == winner.id {
			continue
		}
		if err := b.exec(b.stmts.supersede, winner.id, s.id); err != nil {
			return err
		}
		b.counts[s.status]--
	}
	return nil
}

// resolvedBefore gives what has resolved a failure that is told once more, or self.
func (i *Issuance) resolvedBefore(b *batch, self *sibling) (*sibling, error) {
	var before int64
	err := b.conn.QueryRowContext(b.ctx, `SELECT id FROM issuance WHERE status = 2 AND superseded_by IS NOT NULL AND id IN (
		SELECT id FROM issuance WHERE action_id = ? AND action_id <> '' UNION SELECT id FROM issuance WHERE credential_id = ? AND credential_id <> '')
		ORDER BY id DESC LIMIT 1`, i.ActionID, i.CredentialID).Scan(&before)
	if errors.Is(err, sql.ErrNoRows) {
		return self, nil
	}
	if err != nil {
		return nil, err
	}
	by, err := inPlaceOf(b, before, true)
	return &sibling{id: by}, err
}

// inherit takes over what staff did with the rows that go out of view, and the
// pass link if there is none.
func (s *sibling) inherit(from []sibling) {
	for _, old := range from {
		s.note = joinNotes(s.note, old.note)
		if old.resolved {
			continue // its link and how far that got are another issuance's
		}
		if old.handover > s.handover {
			s.handover, s.handoverAt = old.handover, old.handoverAt
		}
		s.passURL = cmp.Or(s.passURL, old.passURL)
	}
}

// joinNotes puts an older note below a newer one, as far as there is room.
func joinNotes(newer, older string) string {
	switch joined := newer + "\n\n" + older; {
	case newer == "" || older == "" || strings.Contains(newer, older):
		return cmp.Or(newer, older)
	case utf8.RuneCountInString(joined) <= LongestNote:
		return joined
	}
	return newer
}

// put writes the row; supersededBy is 0 for none.
func (i *Issuance) put(b *batch, s *sibling, supersededBy int64) error {
	row := []any{
		i.DeliveryID, i.ReceivedAt.UnixMilli(), i.Status, i.SubjectName, i.SubjectContact, i.SubjectID,
		i.Template, i.CredentialID, i.ActionID, s.passURL, millis(i.ValidFrom), millis(i.ValidUntil),
		i.Encryption, i.Error, i.Environment, i.Proof, s.note, s.handover, s.handoverAt,
		sql.NullInt64{Int64: supersededBy, Valid: supersededBy != 0},
	}
	sum, err := checksumOf(append(row, 0)...) // and not erased
	if err != nil {
		return err
	}
	res, err := b.stmts.issuance.ExecContext(b.ctx, append(row, sum)...)
	if err != nil {
		return err
	}
	s.id, err = res.LastInsertId()
	b.newest = s.id
	return err
}

// siblings finds the rows in view with the same credential id, or, where one
// of the two does not say which credential, the same action id; newest first.
// A success that was not known yet also has those failures for siblings that it
// resolves: of the same template to the same person.
func (i *Issuance) siblings(b *batch) (found []sibling, err error) {
	if i.Status != Other && (i.CredentialID != "" || i.ActionID != "") {
		found, err = readSiblings(b.stmts.siblings.QueryContext(b.ctx, i.CredentialID, i.ActionID, Other))
	}
	known := slices.ContainsFunc(found, func(s sibling) bool { return s.status == Succeeded })
	if err == nil && !known && i.Status == Succeeded && i.Template != "" && (i.SubjectContact != "" || i.SubjectID != "") {
		var failures []sibling
		failures, err = readSiblings(b.stmts.failures.QueryContext(b.ctx, i.Template, i.SubjectContact, i.SubjectID, i.Environment, i.SubjectName, mostResolved))
		for _, f := range failures {
			f.resolved = !slices.ContainsFunc(found, func(s sibling) bool { return s.id == f.id })
			if f.resolved {
				found = append(found, f)
			}
		}
	}
	slices.SortFunc(found, func(a, b sibling) int { return cmp.Compare(b.id, a.id) })
	return found, err
}

func readSiblings(rows *sql.Rows, err error) ([]sibling, error) {
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var found []sibling
	for rows.Next() {
		var s sibling
		var messageID string
		if err := rows.Scan(&s.id, &s.status, &s.handover, &s.handoverAt, &s.note, &s.passURL, &messageID); err != nil {
			return nil, err
		}
		s.origin = originOf(messageID)
		found = append(found, s)
	}
	return found, rows.Err()
}
