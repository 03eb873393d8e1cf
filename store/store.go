// Package store keeps what has been received and reads it back: the log of
// deliveries, and the issuances read out of it.
//
// The log is the truth. Append returns only after the delivery is committed
// to disk, and a message that comes again changes nothing but its redelivery
// count. Deliveries that arrive together share one commit. Whoever wants to
// follow the log asks for a wake-up with Watch, which carries nothing, and
// reads on from where it was.
//
// A folder has one Store at a time, the receiving process; any number of
// Readers, in this process or others, may read beside it.
package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/gofrs/flock"

	"passdesk/store/vault"
)

const (
	databaseName = "passdesk.db"
	lockName     = "passdesk.lock"
)

// Store is a folder held for receiving: it writes, and reads like a Reader.
// Its methods may be called from any goroutine. Close it once.
type Store struct {
	*Reader
	lock   *flock.Flock
	writer *writer
	eraser eraser

	unclean   bool               // the process before did not let the folder go in good order
	renewing  chan struct{}      // held by the one renewal of the keys that runs
	interrupt context.CancelFunc // ends what runs in the background
	running   sync.WaitGroup
}

// Open takes the folder dir for this process, making it (private to the user)
// and its database when they are not there, and bringing an older database up
// to date. It fails with ErrInUse while another process receives into the
// folder, ErrNewer when the database was written by a later version,
// ErrForeign when the file there is not Passdesk's, ErrDamaged when it cannot be
// read, ErrGone when there were records and their file is gone or empty, and
// ErrReadOnly or ErrFull when the disk takes no writes: it writes once to find out.
//
// A new folder's key is made and kept by custody. When an older folder's key
// cannot be had from it, the store opens all the same and reads what needs no
// key: Locked then says why, and Append fails with ErrLocked.
func Open(dir string, custody vault.Custody) (*Store, error) {
	s, err := open(dir, custody)
	if err != nil {
		return nil, fmt.Errorf("open data folder %s: %w", dir, plainer(dir, err))
	}
	return s, nil
}

func open(dir string, custody vault.Custody) (s *Store, err error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	// The lock has a file of its own: opening and closing the database's own
	// files would strip the locks SQLite holds on them.
	lock := flock.New(filepath.Join(dir, lockName), flock.SetPermissions(0o600))
	switch held, err := lock.TryLock(); {
	case err != nil:
		return nil, fmt.Errorf("lock: %w", err)
	case !held:
		return nil, ErrInUse
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, lock.Close())
		}
	}()

	path := filepath.Join(dir, databaseName)
	unclean := size(path+"-wal") > 0
	if err := create(path); err != nil {
		return nil, err
	}
	if err := undo(path); err != nil {
		return nil, err
	}
	if _, err := inspect(path); err != nil {
		return nil, err
	}
	reader, err := openReady(dir, custody)
	if err != nil {
		return nil, err
	}
	w, err := startWriter(path, func() {
		reader.db.SetConnMaxLifetime(time.Nanosecond) // none that still has the old file open is used again
		time.AfterFunc(longestReading, func() { reader.db.SetConnMaxLifetime(0) })
	})
	if err != nil {
		return nil, errors.Join(err, reader.Close())
	}
	s = &Store{Reader: reader, lock: lock, writer: w, eraser: eraser{asked: make(chan chan error)}, renewing: make(chan struct{}, 1), unclean: unclean}
	s.goOn()
	return s, nil
}

// longestReading is for how long somebody may go on reading from a file that was
// deleted.
const longestReading = 5 * time.Minute

// create makes an empty database file that only the user can read; SQLite
// gives its journal files the same mode. A file that is there is not touched.
func create(path string) error {
	if err := lost(path); err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if errors.Is(err, os.ErrExist) {
		return nil
	}
	if err != nil {
		return err
	}
	return f.Close()
}

// openReady brings a database up to date, and opens it for reading.
func openReady(dir string, custody vault.Custody) (reader *Reader, err error) {
	path := filepath.Join(dir, databaseName)
	db, err := connect(writerDSN(path), 1)
	if err != nil {
		return nil, translate(err)
	}
	defer func() {
		if err = errors.Join(err, db.Close()); err != nil && reader != nil {
			reader, err = nil, errors.Join(err, reader.Close())
		}
	}()
	if err := prepare(db, custody, time.Now()); err != nil {
		return nil, err
	}
	if err := markUsed(dir); err != nil {
		return nil, err
	}
	if reader, err = openReader(path, custody); err != nil {
		return nil, err
	}
	for _, last := range []func(*sql.DB, *keys) error{sealOld, reindexLate, recordOpening} {
		if err := last(db, reader.keys); err != nil {
			return reader, err
		}
	}
	return reader, nil
}

// prepare brings the schema up to date, sees to it that there is a key, and
// proves that the disk takes writes: SQLite opens a read-only database without
// complaint.
func prepare(db *sql.DB, custody vault.Custody, now time.Time) error {
	if err := migrate(db); err != nil {
		return err
	}
	if err := makeKeys(db, custody); err != nil {
		return fmt.Errorf("key: %w", err)
	}
	if _, err := db.Exec(`UPDATE progress SET opened_at = ?`, now.UnixMilli()); err != nil {
		return fmt.Errorf("write probe: %w", translate(err))
	}
	return nil
}

// recordOpening begins the log of acts where there is none.
func recordOpening(db *sql.DB, k *keys) error {
	opened := Act{Kind: ActOpened}
	if k.locked != nil {
		opened.Kind = ActLocked
	}
	return transact(db, func(tx *sql.Tx) error {
		_, err := record(context.Background(), tx, k, opened)
		return err
	})
}

// goOn takes up in the background what the last process did not finish.
func (s *Store) goOn() {
	var ctx context.Context
	ctx, s.interrupt = context.WithCancel(context.Background())
	s.running.Go(func() { s.runEraser(ctx) })
	if s.keys.unfinished() {
		s.running.Go(func() {
			// What fails now is tried again at the next start; until then the
			// folder opens with both keys.
			_ = s.renewAlone(ctx, s.finishRenewal)
		})
	}
}

// Close commits what is waiting, then lets the folder go. Appends that come
// later fail with ErrClosed.
func (s *Store) Close() error {
	s.interrupt()
	s.running.Wait()
	// The readers first: the last connection to close moves everything from
	// the WAL into the database, and only one that writes can.
	return errors.Join(s.Reader.Close(), s.writer.close(), s.lock.Close())
}

// Probe writes a little and tells whether the disk takes it. Nothing that
// readers see changes.
func (s *Store) Probe(ctx context.Context) error {
	err := s.writer.do(ctx, func(b *batch) error {
		// There and back, because SQLite writes nothing when a row is set to what
		// it holds already, and a commit of nothing asks no disk.
		_, err := b.conn.ExecContext(b.ctx, `UPDATE progress SET opened_at = opened_at + 1; UPDATE progress SET opened_at = opened_at - 1`)
		return err
	})
	if err != nil {
		return fmt.Errorf("probe: %w", err)
	}
	return nil
}
