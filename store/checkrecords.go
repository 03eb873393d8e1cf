package store

import (
	"context"
	"database/sql"
	"math"
	"time"
)

const (
	// checkChunk is how many deliveries are read in one short transaction.
	checkChunk = 500
	// maxRescues is how many chunks that cannot be read are gone through one by
	// one before it is plain that the rest cannot be read either.
	maxRescues = 50
)

// records goes through the deliveries.
func (c *checker) records(ctx context.Context) {
	stmt, err := c.db.PrepareContext(ctx, issuanceOf)
	if err != nil {
		c.add("issuances cannot be read: %v", translate(err))
		return
	}
	defer stmt.Close()
	c.issuanceOf = stmt
	for after, rescues, more := int64(0), 0, true; more && ctx.Err() == nil; {
		last, n, err := c.chunk(ctx, after, math.MaxInt64, checkChunk)
		if err == nil {
			after, more = last, n == checkChunk
			continue
		}
		if rescues++; rescues > maxRescues {
			c.add("deliveries after %d cannot be read: %v", after, err)
			return
		}
		after, more = c.rescue(ctx, last)
	}
}

// rescue reads the deliveries of a chunk one by one, for one that cannot be
// read hides those behind it.
func (c *checker) rescue(ctx context.Context, after int64) (last int64, more bool) {
	for id := after + 1; id <= after+checkChunk && ctx.Err() == nil; id++ {
		if _, _, err := c.chunk(ctx, id-1, id, 1); err != nil {
			c.add("delivery %d cannot be read: %v", id, err)
		}
	}
	var newest int64
	err := c.db.QueryRowContext(ctx, `SELECT coalesce(max(id), 0) FROM delivery`).Scan(&newest)
	return after + checkChunk, err == nil && newest > after+checkChunk
}

// keptDelivery is a delivery with what belongs to it, as far as it is there.
type keptDelivery struct {
	Delivery
	sent, received int64
	sum, packed    []byte
	generation     sql.NullInt64
	wrapped        []byte
}

// chunk checks up to limit deliveries after one id and up to another, and gives
// the last one's id and their number.
func (c *checker) chunk(ctx context.Context, after, upTo int64, limit int) (last int64, n int, err error) {
	last = after
	tx, err := c.db.BeginTx(ctx, nil)
	if err != nil {
		return last, n, translate(err)
	}
	defer tx.Rollback()                           // nothing was written
	issuance := tx.StmtContext(ctx, c.issuanceOf) // of the same moment: it may be being erased
	rows, err := tx.QueryContext(ctx, `SELECT d.id, message_id, event_type, endpoint, sent_at, received_at, redeliveries,
		body_sha256, body, generation, wrapped
		FROM delivery d LEFT JOIN payload p ON p.delivery_id = d.id LEFT JOIN record_key k ON k.delivery_id = d.id
		WHERE d.id > ? AND d.id <= ? ORDER BY d.id LIMIT ?`, after, upTo, limit)
	if err != nil {
		return last, n, translate(err)
	}
	defer rows.Close()
	for rows.Next() {
		var r keptDelivery
		if err := rows.Scan(&r.ID, &r.MessageID, &r.EventType, &r.Endpoint, &r.sent, &r.received, &r.Redeliveries,
			&r.sum, &r.packed, &r.generation, &r.wrapped); err != nil {
			return last, n, err
		}
		r.SentAt, r.ReceivedAt = time.UnixMilli(r.sent).UTC(), time.UnixMilli(r.received).UTC()
		last, n = r.ID, n+1
		c.Deliveries++
		c.Newest = r.ID
		c.check(ctx, tx, issuance, &r)
	}
	return last, n, translate(rows.Err())
}
