package store

import (
	"context"
	"database/sql"
	"errors"
)

// statements are the writer's, prepared once on its connection.
type statements struct {
	delivery  *sql.Stmt // insert unless the message id is known
	known     *sql.Stmt // digest of a known message
	redeliver *sql.Stmt // count a message that came again
	payload   *sql.Stmt
	recordKey *sql.Stmt
	issuance  *sql.Stmt
	siblings  *sql.Stmt // rows in view that speak of the same issuance
	failures  *sql.Stmt // in view, of the same template to the same person
	supersede *sql.Stmt
	count     *sql.Stmt
	handover  *sql.Stmt
}

// failuresOfPerson finds failures in view by template, contact, DID, environment and
// name, as many as the last says.
const failuresOfPerson = `SELECT id, status, handover, handover_at, note, pass_url,
	(SELECT message_id FROM delivery d WHERE d.id = delivery_id) FROM issuance WHERE id IN (
		SELECT id FROM issuance INDEXED BY issuance_failed_contact
		WHERE status = 2 AND superseded_by IS NULL AND template = ?1 AND template <> '' AND subject_contact = ?2 AND subject_contact <> ''
		UNION SELECT id FROM issuance INDEXED BY issuance_failed_subject
		WHERE status = 2 AND superseded_by IS NULL AND template = ?1 AND template <> '' AND subject_id = ?3 AND subject_id <> '')
	AND (environment = ?4 OR environment = '' OR ?4 = '') AND (subject_id = ?3 OR subject_id = '' OR ?3 = '')
	AND (subject_id = ?3 AND ?3 <> '' OR subject_name = '' OR ?5 = '' OR folded(subject_name) = folded(?5))
	ORDER BY id DESC LIMIT ?6`

func prepareStatements(ctx context.Context, conn *sql.Conn) (*statements, error) {
	s := new(statements)
	for _, p := range []struct {
		stmt *(*sql.Stmt)
		text string
	}{
		{&s.delivery, `INSERT INTO delivery (message_id, event_type, endpoint, sent_at, received_at, body_sha256, sum)
			VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (message_id) DO NOTHING`},
		{&s.known, `SELECT body_sha256 FROM delivery WHERE message_id = ?`},
		{&s.redeliver, `UPDATE delivery SET redeliveries = redeliveries + 1 WHERE message_id = ?`},
		{&s.payload, `INSERT INTO payload (delivery_id, body) VALUES (?, ?)`},
		{&s.recordKey, `INSERT INTO record_key (delivery_id, generation, wrapped) VALUES (?, ?, ?)`},
		{&s.issuance, `INSERT INTO issuance (delivery_id, received_at, status, subject_name, subject_contact, subject_id,
			template, credential_id, action_id, pass_url, valid_from, valid_until, encryption, error, environment,
			proof, note, handover, handover_at, superseded_by, sum)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`},
		{&s.siblings, `SELECT id, status, handover, handover_at, note, pass_url,
			(SELECT message_id FROM delivery d WHERE d.id = delivery_id) FROM issuance
			WHERE superseded_by IS NULL AND credential_id = ?1 AND credential_id <> '' AND status <> ?3
			UNION ALL SELECT id, status, handover, handover_at, note, pass_url,
			(SELECT message_id FROM delivery d WHERE d.id = delivery_id) FROM issuance
			WHERE superseded_by IS NULL AND action_id = ?2 AND action_id <> '' AND (credential_id = '' OR ?1 = '') AND status <> ?3`},
		{&s.failures, failuresOfPerson},
		{&s.supersede, `UPDATE issuance SET superseded_by = ? WHERE id = ?`},
		{&s.count, `INSERT INTO counter (status, latest) VALUES (?, ?)
			ON CONFLICT (status) DO UPDATE SET latest = latest + excluded.latest`},
		{&s.handover, `UPDATE issuance SET handover = ?, handover_at = ? WHERE id = ? AND erased = 0`},
	} {
		stmt, err := conn.PrepareContext(ctx, p.text)
		if err != nil {
			return nil, errors.Join(err, s.close())
		}
		*p.stmt = stmt
	}
	return s, nil
}

func (s *statements) close() error {
	var errs []error
	for _, stmt := range []*sql.Stmt{
		s.delivery, s.known, s.redeliver, s.payload, s.recordKey, s.issuance,
		s.siblings, s.failures, s.supersede, s.count, s.handover,
	} {
		if stmt != nil {
			errs = append(errs, stmt.Close())
		}
	}
	return errors.Join(errs...)
}
