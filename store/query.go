package store

import (
	"context"
	"database/sql"
	"strings"
	"time"
)

// Filter narrows what a list or an export shows. The zero value lets
// everything through.
type Filter struct {
	Status []Status // any of these; empty means all
	Search string   // a part of name, contact, template, ids or error, in any case
	Latest bool     // only the newest row of each issuance
}

// Counts are the issuances per status, each issuance counted once however
// many deliveries speak of it.
type Counts struct {
	Succeeded, Failed, Pending, Other int
}

// where writes the filter as the WHERE clause of a query on issuance i.
func (f Filter) where() (clause string, args []any) {
	conditions := []string{"1"}
	if text := strings.TrimSpace(f.Search); text != "" {
		// First, because its parameters are numbered.
		condition, values := searchCondition(text)
		conditions, args = append(conditions, condition), append(args, values...)
	}
	if f.Latest {
		conditions = append(conditions, "i.superseded_by IS NULL")
	}
	if len(f.Status) > 0 {
		conditions = append(conditions, "i.status IN (?"+strings.Repeat(", ?", len(f.Status)-1)+")")
		for _, s := range f.Status {
			args = append(args, s)
		}
	}
	return " WHERE " + strings.Join(conditions, " AND "), args
}

// issuances runs a query for whole rows; tail is what follows FROM.
func (r *Reader) issuances(ctx context.Context, tail string, args ...any) ([]Issuance, error) {
	rows, err := r.db.QueryContext(ctx, `SELECT i.id, i.delivery_id, d.message_id, d.event_type, i.received_at, i.status,
		i.subject_name, i.subject_contact, i.subject_id, i.template, i.credential_id, i.action_id, i.pass_url,
		i.valid_from, i.valid_until, i.encryption, i.error, i.environment, i.proof, i.note, i.handover, i.handover_at,
		coalesce((SELECT m.message_id FROM issuance n JOIN delivery m ON m.id = n.delivery_id WHERE n.id = i.superseded_by), '')
		FROM issuance i JOIN delivery d ON d.id = i.delivery_id`+tail, args...)
	if err != nil {
		return nil, translate(err)
	}
	defer rows.Close()
	var found []Issuance
	for rows.Next() {
		i, err := scanIssuance(rows)
		if err != nil {
			return nil, translate(err)
		}
		found = append(found, i)
	}
	return found, translate(rows.Err())
}

func scanIssuance(rows *sql.Rows) (Issuance, error) {
	var i Issuance
	var received int64
	var from, until, handed sql.NullInt64
	err := rows.Scan(&i.ID, &i.DeliveryID, &i.MessageID, &i.EventType, &received, &i.Status,
		&i.SubjectName, &i.SubjectContact, &i.SubjectID, &i.Template, &i.CredentialID, &i.ActionID, &i.PassURL,
		&from, &until, &i.Encryption, &i.Error, &i.Environment, &i.Proof, &i.Note, &i.Handover, &handed,
		&i.SupersededBy)
	i.ReceivedAt = time.UnixMilli(received).UTC()
	i.ValidFrom, i.ValidUntil, i.HandoverAt = timeOf(from), timeOf(until), timeOf(handed)
	return i, err
}

// timeOf reads a column that millis wrote.
func timeOf(ms sql.NullInt64) time.Time {
	if !ms.Valid {
		return time.Time{}
	}
	return time.UnixMilli(ms.Int64).UTC()
}
