package store

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"

	"passdesk/store/vault"
)

// Append keeps a delivery and the issuance read out of it, and returns when
// both are on disk. The store gives the ids and fills what the issuance shares
// with its delivery.
//
// It tells whether the message was kept before; such a duplicate changes
// nothing but its redelivery count. Should a known message id come with another body,
// which an honest sender never does, the body is kept as a message of its own
// under the id with its digest behind a "~": what has been acknowledged is
// never dropped. Only what was erased is known by its message id alone.
//
// ctx bounds the waiting, not the write: after an error from ctx the delivery
// may still be kept. Other errors mean that it was not: ErrFull, ErrReadOnly,
// ErrDisk, ErrBusy, ErrDamaged, ErrClosed, ErrLocked.
func (s *Store) Append(ctx context.Context, d Delivery, i Issuance) (bool, error) {
	d.MessageID = foreign(d.MessageID)
	e, err := s.makeReady(d, i)
	if err != nil {
		return false, fmt.Errorf("append: %w", err)
	}
	duplicate, err := outcome(ctx, s.writer.do, e.append)
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
func (r *Reader) makeReady(d Delivery, i Issuance) (*entry, error) {
	if int(i.Status) >= len(statusNames) {
		return nil, fmt.Errorf("status %d: %w", i.Status, errors.ErrUnsupported)
	}
	if _, _, err := r.keys.now(); err != nil {
		return nil, err // what could not be opened again is not taken
	}
	key := vault.NewKey()
	packed, err := r.pack.pack(d.Body, key)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(d.Body)
	d.Body = nil // packed holds it now; the caller may be gone before the writer comes to it
	return &entry{Delivery: d, issuance: i, sum: sum[:], packed: packed, key: key, keys: r.keys}, nil
}

func (e *entry) append(b *batch) (duplicate bool, err error) {
	messageID := e.MessageID
	id, duplicate, err := e.insert(b, messageID)
	for err == nil && id == 0 && !duplicate {
		messageID += "~" + hex.EncodeToString(e.sum)
		id, duplicate, err = e.insert(b, messageID)
	}
	if err != nil || duplicate {
		return duplicate, err
	}
	if err := b.exec(b.stmts.payload, id, e.packed); err != nil {
		return false, err
	}
	if err := e.putKey(b, id); err != nil {
		return false, err
	}
	row := e.issuance
	row.DeliveryID, row.ReceivedAt, row.Origin = id, e.ReceivedAt, originOf(messageID)
	b.changed = true
	return false, row.insert(b)
}

func (e *entry) putKey(b *batch, id int64) error {
	key, err := e.keys.wrap(e.key, deliveryKeys.place(id))
	if err != nil {
		return err
	}
	return b.exec(b.stmts.recordKey, id, key.generation, key.wrapped)
}

// insert gives the new delivery's id. When the message id is known it gives 0
// and tells whether the body is known as well, which is then counted.
func (e *entry) insert(b *batch, messageID string) (id int64, duplicate bool, err error) {
	sent, received := e.SentAt.UnixMilli(), e.ReceivedAt.UnixMilli()
	sum, err := checksumOf(messageID, e.EventType, e.Endpoint, sent, received, 0, e.sum)
	if err != nil {
		return 0, false, err
	}
	res, err := b.stmts.delivery.ExecContext(b.ctx, messageID, e.EventType, e.Endpoint, sent, received, e.sum, sum)
	if err != nil {
		return 0, false, err
	}
	if n, err := res.RowsAffected(); err != nil {
		return 0, false, err
	} else if n > 0 {
		id, err = res.LastInsertId()
		return id, false, err
	}
	var known []byte
	if err := b.stmts.known.QueryRowContext(b.ctx, messageID).Scan(&known); err != nil {
		return 0, false, err
	}
	if len(known) > 0 && !bytes.Equal(known, e.sum) { // an erased message has no digest
		return e.erasedVariant(b, messageID)
	}
	return 0, true, b.exec(b.stmts.redeliver, messageID)
}

// erasedVariant looks for an erased message that was kept under a known id with
// its digest behind it. The digest has gone, so any other body is taken for it.
func (e *entry) erasedVariant(b *batch, messageID string) (id int64, duplicate bool, err error) {
	res, err := b.conn.ExecContext(b.ctx, `UPDATE delivery SET redeliveries = redeliveries + 1 WHERE id =
		(SELECT id FROM delivery WHERE message_id BETWEEN ?1 || '~' AND ?1 || '~~' AND length(body_sha256) = 0 LIMIT 1)`, messageID)
	if err != nil {
		return 0, false, err
	}
	n, err := res.RowsAffected()
	return 0, n > 0, err
}
