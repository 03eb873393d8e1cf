package store

import (
	"context"
	"database/sql"
	"errors"
	"time"
)

// maxRewrite bounds the databases that are written anew after an erasure, in
// bytes, for deliveries wait meanwhile: less than a second for this much.
var maxRewrite int64 = 64 << 20

// maxReindex bounds in the same way the number of issuances whose indexes are
// made anew: about 6 µs for each, and several times that on a cold disk.
var maxReindex int64 = 200_000

// overwriteFile removes what SQLite may have left of erased rows on the pages
// of a database, and what is left in its WAL. secure_delete overwrites what is
// deleted, but not the copies that cells leave when a page is packed or cells
// move to the next page, as they do in indexes now and then. Writing the file
// anew leaves none. Where that takes too long, only the indexes that hold ids and
// the keys of records are, scrubPages having seen to the rows themselves; and where even
// that takes too long, the next Open does it, before deliveries are taken.
func (s *Store) overwriteFile(ctx context.Context) error {
	rewritten, err := rewriteSmall(ctx, s.writer.path)
	if err != nil {
		return err
	}
	if rewritten {
		return emptyJournal(ctx, s.writer.path)
	}
	var rows int64
	if err := s.db.QueryRowContext(ctx, `SELECT coalesce(max(id), 0) FROM issuance`).Scan(&rows); err != nil {
		return translate(err)
	}
	steps := reindexing
	if rows > maxReindex {
		steps = []string{`UPDATE progress SET reindex = 1`}
	}
	for _, step := range steps {
		if err := s.writer.do(ctx, func(b *batch) error {
			_, err := b.conn.ExecContext(b.ctx, step)
			return err
		}); err != nil {
			return err
		}
	}
	return emptyJournal(ctx, s.writer.path)
}

// reindexing makes the indexes that hold ids anew, and the tables of the records'
// and the rosters' keys, each in one transaction. What copies there may be of
// erased bodies and rosters are sealed with those keys.
var reindexing = []string{
	`REINDEX issuance_credential`, `REINDEX issuance_action`,
	`CREATE TEMP TABLE kept_key AS SELECT * FROM record_key; DELETE FROM record_key;
		INSERT INTO record_key SELECT * FROM kept_key ORDER BY delivery_id; DROP TABLE kept_key`,
	renewRosterKeys,
}

// reindexLate does what overwriteFile has left to the next Open.
func reindexLate(db *sql.DB, _ *keys) error {
	var late bool
	if err := db.QueryRow(`SELECT reindex FROM progress`).Scan(&late); err != nil || !late {
		return translate(err)
	}
	for _, step := range reindexing {
		if err := transact(db, func(tx *sql.Tx) error { _, err := tx.Exec(step); return err }); err != nil {
			return err
		}
	}
	for _, step := range []string{`PRAGMA wal_checkpoint(TRUNCATE)`, `UPDATE progress SET reindex = 0`} {
		if _, err := db.Exec(step); err != nil {
			return translate(err)
		}
	}
	return nil
}

// rewriteSmall writes a database anew and tells whether it did: not if it is
// large, nor if the writer leaves it no room to.
func rewriteSmall(ctx context.Context, path string) (done bool, err error) {
	db, err := connect(writerDSN(path), 1)
	if err != nil {
		return false, translate(err)
	}
	defer db.Close()
	var bytes int64
	row := db.QueryRowContext(ctx, `SELECT page_count * page_size FROM pragma_page_count, pragma_page_size`)
	if err := row.Scan(&bytes); err != nil || bytes > maxRewrite {
		return false, translate(err)
	}
	_, err = db.ExecContext(ctx, `VACUUM`)
	err = translate(err)
	if errors.Is(err, ErrBusy) || errors.Is(err, ErrFull) {
		return false, nil
	}
	return err == nil, err
}

const (
	// journalPatience bounds how long deliveries wait in one attempt to empty
	// the WAL while a reader holds it.
	journalPatience = "100" // in milliseconds
	journalPause    = 500 * time.Millisecond
)

// emptyJournal moves everything from the WAL into the database and cuts it to
// nothing. It waits until no reader needs it any more, with a connection of its
// own because the writer's would wait for as long as a delivery may.
func emptyJournal(ctx context.Context, path string) error {
	db, err := connect(writerDSN(path), 1)
	if err != nil {
		return translate(err)
	}
	defer db.Close()
	if _, err := db.ExecContext(ctx, `PRAGMA busy_timeout = `+journalPatience); err != nil {
		return translate(err)
	}
	for {
		var busy, pages, moved int
		if err := db.QueryRowContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`).Scan(&busy, &pages, &moved); err != nil {
			return translate(err)
		}
		if busy == 0 {
			return nil
		}
		select {
		case <-time.After(journalPause):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}
