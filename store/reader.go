package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"time"
)

// readers is how many queries may run at once in one process.
const readers = 4

// Reader reads a folder's records, beside the receiving process if there is
// one. Its methods may be called from any goroutine. Close it once.
type Reader struct {
	db   *sql.DB
	pack packer
}

// OpenReader opens the database in dir for reading. It fails with ErrMissing
// when there is none, ErrNewer and ErrForeign as Open does.
func OpenReader(dir string) (*Reader, error) {
	r, err := func() (*Reader, error) {
		path := filepath.Join(dir, databaseName)
		if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) {
			return nil, ErrMissing
		}
		if err := inspect(path); err != nil {
			return nil, err
		}
		return openReader(path)
	}()
	if err != nil {
		return nil, fmt.Errorf("read data folder %s: %w", dir, err)
	}
	return r, nil
}

func openReader(path string) (*Reader, error) {
	db, err := connect(readerDSN(path), readers)
	if err != nil {
		return nil, translate(err)
	}
	return &Reader{db: db, pack: newPacker()}, nil
}

// Close ends the Reader; queries under way are interrupted.
func (r *Reader) Close() error { return r.db.Close() }

// Newest gives up to limit issuances that f lets through, newest first.
func (r *Reader) Newest(ctx context.Context, f Filter, limit int) ([]Issuance, error) {
	where, args := f.where()
	rows, err := r.issuances(ctx, where+` ORDER BY i.id DESC LIMIT ?`, append(args, limit)...)
	if err != nil {
		return nil, fmt.Errorf("newest issuances: %w", err)
	}
	return rows, nil
}

// windowSize is how many rows All reads at a time: a read transaction that
// stays open keeps the WAL from shrinking, so each is short.
const windowSize = 2000

// All gives every issuance that f lets through and that was there when it was
// called, oldest first. It ends after the first error.
func (r *Reader) All(ctx context.Context, f Filter) iter.Seq2[Issuance, error] {
	return func(yield func(Issuance, error) bool) {
		var last int64
		if err := r.db.QueryRowContext(ctx, `SELECT coalesce(max(id), 0) FROM issuance`).Scan(&last); err != nil {
			yield(Issuance{}, fmt.Errorf("all issuances: %w", translate(err)))
			return
		}
		where, args := f.where()
		where += ` AND i.id > ? AND i.id <= ? ORDER BY i.id LIMIT ?`
		for cursor := int64(0); ; {
			rows, err := r.issuances(ctx, where, append(args[:len(args):len(args)], cursor, last, windowSize)...)
			if err != nil {
				yield(Issuance{}, fmt.Errorf("all issuances: %w", err))
				return
			}
			for _, row := range rows {
				if !yield(row, nil) {
					return
				}
			}
			if len(rows) < windowSize {
				return
			}
			cursor = rows[len(rows)-1].ID
		}
	}
}

// Counts tells how many issuances are in view per status.
func (r *Reader) Counts(ctx context.Context) (Counts, error) {
	var c Counts
	row := r.db.QueryRowContext(ctx, `SELECT
		coalesce(sum(latest) FILTER (WHERE status = ?), 0), coalesce(sum(latest) FILTER (WHERE status = ?), 0),
		coalesce(sum(latest) FILTER (WHERE status = ?), 0), coalesce(sum(latest) FILTER (WHERE status = ?), 0)
		FROM counter`, Succeeded, Failed, Pending, Other)
	if err := row.Scan(&c.Succeeded, &c.Failed, &c.Pending, &c.Other); err != nil {
		return Counts{}, fmt.Errorf("counts: %w", translate(err))
	}
	return c, nil
}

// Issuance gives one row, or ErrNotFound.
func (r *Reader) Issuance(ctx context.Context, id int64) (Issuance, error) {
	rows, err := r.issuances(ctx, ` WHERE i.id = ?`, id)
	if err == nil && len(rows) == 0 {
		err = ErrNotFound
	}
	if err != nil {
		return Issuance{}, fmt.Errorf("issuance: %w", err)
	}
	return rows[0], nil
}

// Delivery gives one delivery with its body, byte for byte as it came. It
// fails with ErrNotFound, or with ErrDamaged when the body is no longer what
// was received.
func (r *Reader) Delivery(ctx context.Context, id int64) (Delivery, error) {
	d := Delivery{ID: id}
	var sent, received int64
	var sum, packed []byte
	err := r.db.QueryRowContext(ctx, `SELECT message_id, event_type, endpoint, sent_at, received_at, redeliveries, body_sha256, body
		FROM delivery JOIN payload ON delivery_id = id WHERE id = ?`, id).
		Scan(&d.MessageID, &d.EventType, &d.Endpoint, &sent, &received, &d.Redeliveries, &sum, &packed)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		err = ErrNotFound
	case err == nil:
		d.SentAt, d.ReceivedAt = time.UnixMilli(sent).UTC(), time.UnixMilli(received).UTC()
		d.Body, err = r.pack.unpack(packed, sum)
	}
	if err != nil {
		return Delivery{}, fmt.Errorf("delivery: %w", translate(err))
	}
	return d, nil
}
