package store

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"
)

// source is where rows come from: a FROM clause in which i is the issuance,
// the column to go along by, and a condition.
type source struct {
	from  string
	id    string
	where string
	args  []any
}

// issuances is the plain source's FROM clause.
const issuances = "issuance i"

const joinDelivery = " JOIN delivery d ON d.id = i.delivery_id"

var issuanceColumns = `i.id, i.delivery_id, d.message_id, d.event_type, i.received_at, i.status,
	i.subject_name, i.subject_contact, i.subject_id, i.template, i.credential_id, i.action_id, i.pass_url,
	i.valid_from, i.valid_until, i.encryption, i.error, i.environment, i.proof, i.note, i.handover, i.handover_at,
	coalesce((SELECT m.message_id FROM issuance n JOIN delivery m ON m.id = n.delivery_id WHERE n.id = i.superseded_by), ''),
	` + revoking

// read gives the source's rows; tail follows its condition.
func (r *Reader) read(ctx context.Context, s source, tail string, args ...any) ([]Issuance, error) {
	return readRows(ctx, r.db, s, tail, args...)
}

// readRows is read in the database or in a transaction.
func readRows(ctx context.Context, q queryer, s source, tail string, args ...any) ([]Issuance, error) {
	found, err := collect(ctx, q, scanIssuance, "SELECT "+issuanceColumns+" FROM "+s.from+joinDelivery+" WHERE "+s.where+" "+tail,
		append(s.args[:len(s.args):len(s.args)], args...)...)
	return found, translate(err)
}

// Rows gives issuances by id, in that order. Those that are not there any more,
// because they were erased, are left out. Ask for a window of a list at a time.
func (r *Reader) Rows(ctx context.Context, ids []int64) ([]Issuance, error) {
	ctx, done := r.during(ctx)
	defer done()
	rows, err := r.rows(ctx, ids)
	if err != nil {
		return nil, fmt.Errorf("issuances by id: %w", err)
	}
	return rows, nil
}

func (r *Reader) rows(ctx context.Context, ids []int64) ([]Issuance, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	found, err := r.read(ctx, source{
		from: issuances, where: "i.erased = 0 AND i.id IN (SELECT value FROM json_each(?))", args: []any{array(ids)},
	}, "")
	if err != nil {
		return nil, err
	}
	place := make(map[int64]int, len(found))
	for n, i := range found {
		place[i.ID] = n
	}
	rows := make([]Issuance, 0, len(found))
	for _, id := range ids {
		if n, there := place[id]; there {
			rows = append(rows, found[n])
		}
	}
	return rows, nil
}

func scanIssuance(row scanner) (Issuance, error) {
	var i Issuance
	var received int64
	var from, until, handed sql.NullInt64
	err := row.Scan(&i.ID, &i.DeliveryID, &i.MessageID, &i.EventType, &received, &i.Status,
		&i.SubjectName, &i.SubjectContact, &i.SubjectID, &i.Template, &i.CredentialID, &i.ActionID, &i.PassURL,
		&from, &until, &i.Encryption, &i.Error, &i.Environment, &i.Proof, &i.Note, &i.Handover, &handed,
		&i.SupersededBy, &i.Revoking)
	if i.Origin = originOf(i.MessageID); i.Origin != Delivered {
		i.MessageID = "" // it has none until its delivery comes
	}
	i.SupersededBy = strings.TrimPrefix(i.SupersededBy, " ")
	i.ReceivedAt = time.UnixMilli(received).UTC()
	i.ValidFrom, i.ValidUntil, i.HandoverAt = timeOf(from), timeOf(until), timeOf(handed)
	return i, err
}
