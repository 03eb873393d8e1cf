package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"time"
)

// Backed tells how far the records are in a backup.
type Backed struct {
	At      time.Time // when the newest was made, or this folder from one; zero for never
	Waiting int64     // credentials that came after it
}

// backupDetail is what the log of acts says about a backup. The file's folder
// is none of its business.
type backupDetail struct {
	File   string `json:"file,omitempty"`
	Count  int64  `json:"count"`
	Newest int64  `json:"newest"` // id of the newest delivery in it
}

// BackupAct is the entry for the log of acts that file is a backup, of which
// Backup has given the report.
func BackupAct(file string, found Report) Act {
	return Act{Kind: ActBackedUp, Detail: found.detail(filepath.Base(file))}
}

func (r *Report) detail(file string) string {
	text, err := json.Marshal(backupDetail{File: file, Count: r.Deliveries, Newest: r.Newest})
	if err != nil {
		panic(err) // it is made of words and numbers
	}
	return string(text)
}

// Backed reads in the log of acts which backup was the last, and counts what
// is not in it.
func (r *Reader) Backed(ctx context.Context) (Backed, error) {
	ctx, done := r.during(ctx)
	defer done()
	b, err := r.backed(ctx)
	if err != nil {
		return Backed{}, fmt.Errorf("backed up: %w", translate(err))
	}
	return b, nil
}

func (r *Reader) backed(ctx context.Context) (b Backed, err error) {
	var at int64
	var text string
	var last backupDetail
	// Word for word the condition of the index.
	switch err := r.db.QueryRowContext(ctx, `SELECT at, detail FROM act
		WHERE kind IN ('backed-up', 'restored') ORDER BY id DESC LIMIT 1`).Scan(&at, &text); {
	case errors.Is(err, sql.ErrNoRows):
	case err != nil:
		return b, err
	default:
		b.At = time.UnixMilli(at).UTC()
		_ = json.Unmarshal([]byte(text), &last) // without it all records are waiting
	}
	// Issuances stand in the order of their deliveries, so this reads no more
	// than those that wait.
	err = r.db.QueryRowContext(ctx, `SELECT count(*) FROM issuance WHERE status = ?1 AND id > coalesce(
		(SELECT id FROM issuance WHERE delivery_id <= ?2 ORDER BY id DESC LIMIT 1), 0)`, Succeeded, last.Newest).Scan(&b.Waiting)
	return b, err
}
