package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// Delivery is one message as it came through the door, proven authentic
// before it gets here. Body is kept byte for byte.
type Delivery struct {
	ID           int64  // given by the store, rising in the order of commits
	MessageID    string // the sender's; a retry carries the same one
	EventType    string // as the sender spelt it; "" when the body could not be read
	Endpoint     string // label of the signing secret that matched
	SentAt       time.Time
	ReceivedAt   time.Time
	Redeliveries int // how often the same message came again
	Body         []byte
}

// Origin says where it comes from: records of another than Delivered stand
// among the deliveries, under message ids of their own.
func (d *Delivery) Origin() Origin { return originOf(d.MessageID) }

// Delivery gives one delivery with its body, byte for byte as it came. It
// fails with ErrNotFound, with ErrLocked, or with ErrDamaged when the body is
// no longer what was received.
func (r *Reader) Delivery(ctx context.Context, id int64) (Delivery, error) {
	ctx, done := r.during(ctx)
	defer done()
	d, err := r.delivery(ctx, id)
	if err != nil {
		return Delivery{}, fmt.Errorf("delivery: %w", translate(err))
	}
	return d, nil
}

func (r *Reader) delivery(ctx context.Context, id int64) (Delivery, error) {
	d := Delivery{ID: id}
	var sent, received int64
	var sum, packed []byte
	var wrapped recordKey
	err := r.db.QueryRowContext(ctx, `SELECT message_id, event_type, endpoint, sent_at, received_at, redeliveries,
		body_sha256, body, generation, wrapped
		FROM delivery JOIN payload ON payload.delivery_id = id JOIN record_key ON record_key.delivery_id = id WHERE id = ?`, id).
		Scan(&d.MessageID, &d.EventType, &d.Endpoint, &sent, &received, &d.Redeliveries, &sum, &packed, &wrapped.generation, &wrapped.wrapped)
	if errors.Is(err, sql.ErrNoRows) {
		return d, ErrNotFound
	}
	if err != nil {
		return d, err
	}
	d.SentAt, d.ReceivedAt = time.UnixMilli(sent).UTC(), time.UnixMilli(received).UTC()
	key, err := r.keys.unwrap(wrapped, deliveryKeys.place(id))
	if err != nil {
		return d, err
	}
	d.Body, err = r.pack.unpack(packed, sum, key)
	return d, err
}
