package store

import (
	"database/sql"
	"slices"
)

// covered is a row that an issuance put out of view.
type covered struct {
	id                 int64
	status             Status
	origin             Origin
	credential, action string
	template           string
	contact, subject   string
	name               string
	environment        string
	by                 int64 // what puts it out of view from now on; 0 for nothing
}

// uncover takes an issuance out of the views and the links. What it had put out
// of view goes to the one that had put it out of view, and otherwise comes back,
// linked among itself as if it had come without the issuance.
func uncover(b *batch, id int64) error {
	var status Status
	var by sql.NullInt64
	if err := b.conn.QueryRowContext(b.ctx, `SELECT status, superseded_by FROM issuance WHERE id = ?`, id).Scan(&status, &by); err != nil {
		return err
	}
	rows, err := coveredBy(b, id)
	if err != nil {
		return err
	}
	if !by.Valid {
		b.counts[status]--
		linkAgain(rows)
	}
	for _, row := range rows {
		if by.Valid {
			row.by = by.Int64
		} else if row.by == 0 {
			b.counts[row.status]++
		}
		if err := b.exec(b.stmts.supersede, sql.NullInt64{Int64: row.by, Valid: row.by != 0}, row.id); err != nil {
			return err
		}
	}
	return nil
}

func coveredBy(b *batch, id int64) ([]covered, error) {
	return collect(b.ctx, b.conn, func(row scanner) (c covered, err error) {
		var messageID string
		err = row.Scan(&c.id, &c.status, &c.credential, &c.action, &c.template, &c.contact, &c.subject, &c.name, &c.environment, &messageID)
		c.origin = originOf(messageID)
		return c, err
	}, `SELECT id, status, credential_id, action_id, template, subject_contact, subject_id, subject_name, environment,
		(SELECT message_id FROM delivery d WHERE d.id = delivery_id) FROM issuance WHERE superseded_by = ? ORDER BY id`, id)
}

// linkAgain links rows, oldest first, as Issuance.insert does.
func linkAgain(rows []covered) {
	for n := range rows {
		var inView []*covered // of those before, newest first
		for m := range slices.Backward(rows[:n]) {
			if rows[m].by == 0 && (rows[m].sameIssuance(rows[n]) || rows[n].resolves(rows[m])) {
				inView = append(inView, &rows[m])
			}
		}
		winner := &rows[n]
		for _, s := range inView {
			if weigh(s.status, s.origin) > weigh(winner.status, winner.origin) {
				winner = s
			}
		}
		for _, s := range append(inView, &rows[n]) {
			if s != winner {
				s.by = winner.id
			}
		}
	}
}

// sameIssuance and resolves are the rules by which Issuance.siblings finds rows.
func (c covered) sameIssuance(other covered) bool {
	return c.credential != "" && c.credential == other.credential ||
		c.action != "" && c.action == other.action && (c.credential == "" || other.credential == "")
}

func (c covered) resolves(before covered) bool {
	same := c.subject != "" && c.subject == before.subject
	alike := c.contact != "" && c.contact == before.contact && (c.subject == "" || before.subject == "") &&
		(c.name == "" || before.name == "" || fold(c.name) == fold(before.name))
	return c.status == Succeeded && before.status == Failed && c.template != "" && c.template == before.template && (same || alike) &&
		(c.environment == before.environment || c.environment == "" || before.environment == "")
}
