package store

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"fmt"
	"time"

	"passdesk/store/vault"
)

// Append keeps a delivery and the issuance read out of it, and returns when
// both are on disk. The store gives the ids and fills what the issuance shares
// with its delivery.
//
// It tells whether the message was kept before; such a duplicate changes
// nothing but its redelivery count. Should a known message id come with another body,
// which an honest sender never does, the body is kept as a message of its own
// under the id with a piece of its digest behind a "~": what has been
// acknowledged is never dropped.
//
// ctx bounds the waiting, not the write: after an error from ctx the delivery
// may still be kept. Other errors mean that it was not: ErrFull, ErrReadOnly,
// ErrDisk, ErrBusy, ErrDamaged, ErrClosed, ErrLocked.
func (s *Store) Append(ctx context.Context, d Delivery, i Issuance) (bool, error) {
	e, err := s.makeReady(d, i)
	if err != nil {
		return false, fmt.Errorf("append: %w", err)
	}
	// Read only when do has succeeded: after that the writer is done with it.
	var duplicate bool
	err = s.writer.do(ctx, func(b *batch) (err error) {
		duplicate, err = e.append(b)
		return err
	})
	if err != nil {
		return false, fmt.Errorf("append: %w", err)
	}
	return duplicate, nil
}

// entry is a delivery made ready outside the writer.
type entry struct {
	Delivery
	issuance Issuance
	sum      []byte
	packed   []byte
	key      vault.Key // what packed is sealed with
	keys     *keys     // to wrap it with
}

// makeReady does what costs time and needs no database.
func (s *Store) makeReady(d Delivery, i Issuance) (*entry, error) {
	if _, _, err := s.keys.now(); err != nil {
		return nil, err // what could not be opened again is not taken
	}
	key := vault.NewKey()
	packed, err := s.pack.pack(d.Body, key)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(d.Body)
	return &entry{Delivery: d, issuance: i, sum: sum[:], packed: packed, key: key, keys: s.keys}, nil
}

func (e *entry) append(b *batch) (duplicate bool, err error) {
	id, err := e.insert(b, e.MessageID)
	if err != nil {
		return false, err
	}
	if id == 0 {
		var known []byte
		if err := b.stmts.known.QueryRowContext(b.ctx, e.MessageID).Scan(&known); err != nil {
			return false, err
		}
		if bytes.Equal(known, e.sum) {
			return true, b.exec(b.stmts.redeliver, e.MessageID)
		}
		variant := e.MessageID + "~" + hex.EncodeToString(e.sum[:4])
		if id, err = e.insert(b, variant); err != nil {
			return false, err
		}
		if id == 0 {
			return true, b.exec(b.stmts.redeliver, variant)
		}
	}
	if err := b.exec(b.stmts.payload, id, e.packed); err != nil {
		return false, err
	}
	if err := e.putKey(b, id); err != nil {
		return false, err
	}
	e.issuance.DeliveryID, e.issuance.ReceivedAt = id, e.ReceivedAt
	b.changed = true
	return false, e.issuance.insert(b)
}

// putKey wraps the record's key inside the writer, where it is certain which
// data key is in use.
func (e *entry) putKey(b *batch, id int64) error {
	outer, generation, err := e.keys.now()
	if err != nil {
		return err
	}
	wrapped, err := outer.Wrap(e.key, recordContext(id))
	if err != nil {
		return err
	}
	return b.exec(b.stmts.recordKey, id, generation, wrapped)
}

// insert gives 0 when the message id is known.
func (e *entry) insert(b *batch, messageID string) (id int64, err error) {
	res, err := b.stmts.delivery.ExecContext(b.ctx,
		messageID, e.EventType, e.Endpoint, e.SentAt.UnixMilli(), e.ReceivedAt.UnixMilli(), e.sum)
	if err != nil {
		return 0, err
	}
	if n, err := res.RowsAffected(); err != nil || n == 0 {
		return 0, err
	}
	return res.LastInsertId()
}

// insert adds the row and links it with those that speak of the same issuance.
// The newest is the one in view, except that what has succeeded stays so: the
// order of deliveries is not guaranteed, and a late failure is an old one.
func (i *Issuance) insert(b *batch) error {
	related, err := i.related(b)
	if err != nil {
		return err
	}
	var settledBy sql.NullInt64
	for _, r := range related {
		if r.Status == Succeeded && i.Status != Succeeded {
			settledBy = sql.NullInt64{Int64: r.ID, Valid: true}
		}
	}
	res, err := b.stmts.issuance.ExecContext(b.ctx,
		i.DeliveryID, i.ReceivedAt.UnixMilli(), i.Status, i.SubjectName, i.SubjectContact, i.SubjectID,
		i.Template, i.CredentialID, i.ActionID, i.PassURL, millis(i.ValidFrom), millis(i.ValidUntil),
		i.Encryption, i.Error, i.Environment, settledBy)
	if err != nil {
		return err
	}
	if b.newest, err = res.LastInsertId(); err != nil {
		return err
	}
	if settledBy.Valid {
		return nil
	}
	b.counts[i.Status]++
	for _, r := range related {
		if err := b.exec(b.stmts.supersede, b.newest, r.ID); err != nil {
			return err
		}
		b.counts[r.Status]--
	}
	return nil
}

// related finds the rows in view with the same credential id, or, where one of
// the two does not say which credential, the same action id.
func (i *Issuance) related(b *batch) ([]Issuance, error) {
	if i.CredentialID == "" && i.ActionID == "" {
		return nil, nil
	}
	rows, err := b.stmts.related.QueryContext(b.ctx, i.CredentialID, i.ActionID)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var found []Issuance
	for rows.Next() {
		var r Issuance
		if err := rows.Scan(&r.ID, &r.Status); err != nil {
			return nil, err
		}
		found = append(found, r)
	}
	return found, rows.Err()
}

// millis is the column value of a time that may be missing.
func millis(t time.Time) sql.NullInt64 {
	return sql.NullInt64{Int64: t.UnixMilli(), Valid: !t.IsZero()}
}
