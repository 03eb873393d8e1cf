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

	"passdesk/store/vault"
)

// readers is how many queries may run at once in one process.
const readers = 4

// Reader reads a folder's records, beside the receiving process if there is
// one. Its methods may be called from any goroutine. Close it once.
type Reader struct {
	db   *sql.DB
	pack packer
	keys *keys
}

// OpenReader opens the database in dir for reading. It fails with ErrMissing
// when there is none, ErrNewer and ErrForeign as Open does. The key to the
// bodies is looked for with custody; without custody all but Delivery works.
func OpenReader(dir string, custody vault.Custody) (*Reader, error) {
	r, err := func() (*Reader, error) {
		path := filepath.Join(dir, databaseName)
		if err := present(path); err != nil {
			return nil, err
		}
		return openReader(path, custody)
	}()
	if err != nil {
		return nil, fmt.Errorf("read data folder %s: %w", dir, err)
	}
	return r, nil
}

// present tells whether a database of this version is there.
func present(path string) error {
	if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) {
		return ErrMissing
	}
	return inspect(path)
}

func openReader(path string, custody vault.Custody) (*Reader, error) {
	db, err := connect(readerDSN(path), readers)
	if err != nil {
		return nil, translate(err)
	}
	keys, err := openKeys(db, custody)
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return &Reader{db: db, pack: newPacker(), keys: keys}, nil
}

// Locked says why bodies cannot be opened, nil when they can. While a Store is
// locked it takes no deliveries.
func (r *Reader) Locked() error {
	_, _, err := r.keys.now()
	return err
}

// Custodian names who keeps the key, "" while Locked.
func (r *Reader) Custodian() string { return r.keys.custodian }

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
// fails with ErrNotFound, with ErrLocked, or with ErrDamaged when the body is
// no longer what was received.
func (r *Reader) Delivery(ctx context.Context, id int64) (Delivery, error) {
	d, err := r.delivery(ctx, id)
	if err != nil {
		return Delivery{}, fmt.Errorf("delivery: %w", translate(err))
	}
	return d, nil
}

func (r *Reader) delivery(ctx context.Context, id int64) (Delivery, error) {
	d := Delivery{ID: id}
	var sent, received, generation int64
	var sum, packed, wrapped []byte
	err := r.db.QueryRowContext(ctx, `SELECT message_id, event_type, endpoint, sent_at, received_at, redeliveries,
		body_sha256, body, generation, wrapped
		FROM delivery JOIN payload ON payload.delivery_id = id JOIN record_key ON record_key.delivery_id = id WHERE id = ?`, id).
		Scan(&d.MessageID, &d.EventType, &d.Endpoint, &sent, &received, &d.Redeliveries, &sum, &packed, &generation, &wrapped)
	if errors.Is(err, sql.ErrNoRows) {
		return d, ErrNotFound
	}
	if err != nil {
		return d, err
	}
	d.SentAt, d.ReceivedAt = time.UnixMilli(sent).UTC(), time.UnixMilli(received).UTC()
	outer, err := r.keys.of(generation)
	if err != nil {
		return d, err
	}
	key, err := outer.Unwrap(wrapped, recordContext(id))
	if err != nil {
		return d, fmt.Errorf("record key: %w: %w", ErrDamaged, err)
	}
	d.Body, err = r.pack.unpack(packed, sum, key)
	return d, err
}
