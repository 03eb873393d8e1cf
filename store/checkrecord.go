package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
)

// issuanceOf finds a delivery's issuance among those that follow the one found
// last: they stand in the order of their deliveries, and their table has no
// index that finds them.
const issuanceOf = `SELECT id, received_at, status, subject_name, subject_contact, subject_id, template,
	credential_id, action_id, pass_url, valid_from, valid_until, encryption, error, erased
	FROM issuance WHERE id > ?1 AND id <= ?1 + 10000 AND delivery_id = ?2 ORDER BY id LIMIT 1`

// check checks a delivery, and its issuance against what its body says.
func (c *checker) check(ctx context.Context, tx querier, issuance *sql.Stmt, r *keptDelivery) {
	var erased bool
	var i Issuance
	var received int64
	var from, until sql.NullInt64
	err := issuance.QueryRowContext(ctx, c.linked, r.ID).Scan(&i.ID, &received, &i.Status, &i.SubjectName, &i.SubjectContact,
		&i.SubjectID, &i.Template, &i.CredentialID, &i.ActionID, &i.PassURL, &from, &until, &i.Encryption, &i.Error, &erased)
	if err == nil && erased {
		c.linked = i.ID
		c.tombstone(r, i)
		return
	}
	opened := c.open(tx, r)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		c.add("%s: it has no issuance", r)
		return
	case err != nil:
		c.add("%s: its issuance cannot be read: %v", r, translate(err))
		return
	}
	c.linked = i.ID
	i.EventType, i.ValidFrom, i.ValidUntil = r.EventType, timeOf(from), timeOf(until)
	var wrong []string
	if received != r.received {
		wrong = append(wrong, "received_at")
	}
	if opened && c.reread != nil {
		wrong = append(wrong, differences(i, c.reread(r.Delivery))...)
	}
	if len(wrong) > 0 {
		c.add("%s: issuance %d is not what was received: %s", r, i.ID, strings.Join(wrong, ", "))
	}
}

// differences names the columns in which a row is not what was read out of its
// delivery's body.
func differences(row, read Issuance) (names []string) {
	for _, column := range []struct {
		name string
		same bool
	}{
		{"event_type", row.EventType == read.EventType},
		{"status", row.Status == read.Status},
		{"subject_name", row.SubjectName == read.SubjectName},
		{"subject_contact", row.SubjectContact == read.SubjectContact},
		{"subject_id", row.SubjectID == read.SubjectID},
		{"template", row.Template == read.Template},
		{"credential_id", row.CredentialID == read.CredentialID},
		{"action_id", row.ActionID == read.ActionID},
		// Without a link of its own, it may have another row's.
		{"pass_url", row.PassURL == read.PassURL || read.PassURL == ""},
		{"valid_from", millis(row.ValidFrom) == millis(read.ValidFrom)},
		{"valid_until", millis(row.ValidUntil) == millis(read.ValidUntil)},
		{"encryption", row.Encryption == read.Encryption},
		{"error", row.Error == read.Error},
	} {
		if !column.same {
			names = append(names, column.name)
		}
	}
	return names
}

// String names the record in a problem.
func (r *keptDelivery) String() string {
	return fmt.Sprintf("delivery %d (%s)", r.ID, printable(r.MessageID))
}

// printable keeps a damaged or hostile id from playing with a terminal.
func printable(text string) string {
	quoted := fmt.Sprintf("%+q", text)
	return quoted[1 : len(quoted)-1]
}

// open opens the body and tells whether it is what was received.
func (c *checker) open(tx querier, r *keptDelivery) bool {
	if r.packed == nil {
		c.add("%s: its body is missing", r)
		return false
	}
	if !r.generation.Valid {
		c.add("%s: its key is missing", r)
		return false
	}
	if c.keys.locked != nil {
		return false // said once
	}
	key, err := c.unwrap(tx, recordKey{r.generation.Int64, r.wrapped}, deliveryKeys.place(r.ID))
	if err != nil {
		c.add("%s: its key does not open: %v", r, err)
		return false
	}
	if r.Body, err = c.pack.unpack(r.packed, r.sum, key); err != nil {
		c.add("%s: body is not what was received", r)
		return false
	}
	c.Opened++
	c.Bytes += int64(len(r.Body))
	return true
}
