package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"passdesk/store/vault"
)

// Ledger keeps what is asked of the sender's API: what is watched, and what it
// answered. The process that holds the folder has one with Store.Ledger, and
// others have one beside it with OpenLedger: their writes are small, and wait
// for each other. It may be used from any goroutine.
type Ledger struct {
	*Reader
	do    func(context.Context, func(*batch) error) error
	close func() error
}

// Ledger gives the store's own. It ends with the store.
func (s *Store) Ledger() *Ledger {
	return &Ledger{Reader: s.Reader, do: s.writer.do, close: func() error { return nil }}
}

// OpenLedger opens a folder's ledger in a process that does not hold the
// folder, while another may. It fails with ErrLocked, and as OpenReader does.
func OpenLedger(dir string, custody vault.Custody) (*Ledger, error) {
	r, err := OpenReader(dir, custody)
	if err != nil {
		return nil, err
	}
	w, err := func() (*besideWriter, error) {
		if err := r.Locked(); err != nil {
			return nil, err
		}
		return openBeside(filepath.Join(dir, databaseName), r.keys)
	}()
	if err != nil {
		return nil, fmt.Errorf("write beside data folder %s: %w", dir, errors.Join(err, r.Close()))
	}
	return &Ledger{Reader: r, do: w.do, close: func() error { return errors.Join(r.Close(), w.close()) }}, nil
}

// Close lets go of a ledger that was opened with OpenLedger.
func (l *Ledger) Close() error { return l.close() }

// besideWriter makes one small transaction at a time while the process that
// holds the folder makes its own. It leaves the search index to that, and the
// database free for as long as it has held it: SQLite's waiters look again only
// now and then, and transactions without a pause between could keep deliveries
// waiting until they are given up.
type besideWriter struct {
	connection
	mu   sync.Mutex
	next time.Time // no transaction before it
	path string
	file os.FileInfo // of the database, as it was opened
	keys *keys
}

func openBeside(path string, k *keys) (*besideWriter, error) {
	// Before it is connected to, as in writer.attach; but not held open, for others in
	// this process may have the database open as well.
	file, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	c, err := connectToWrite(path)
	if err != nil {
		return nil, err
	}
	return &besideWriter{connection: c, path: path, file: file, keys: k}, nil
}

func (w *besideWriter) close() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.connection.close()
}

// busyTries is how often the turn to write is waited for, 5 s each time.
const busyTries = 3

// errRenewed means that the data key has been renewed by another process.
var errRenewed = errors.New("the data key was renewed")

func (w *besideWriter) do(ctx context.Context, apply func(*batch) error) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	for tries := 1; ; tries++ {
		select {
		case <-ctx.Done():
		case <-time.After(time.Until(w.next)):
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		newest, err := w.transact(apply)
		switch {
		case errors.Is(err, ErrBusy) && tries < busyTries:
			continue
		case !errors.Is(err, errRenewed):
			return err
		}
		if key, err := w.keys.of(newest); err != nil || key.IsZero() || tries >= busyTries {
			return fmt.Errorf("%w: it has just been renewed", ErrLocked)
		}
	}
}

// transact applies a change unless what it seals would be sealed with a data
// key that is on its way out; it then gives the generation of the newest.
func (w *besideWriter) transact(apply func(*batch) error) (newest int64, err error) {
	if now, err := os.Stat(w.path); err != nil || !os.SameFile(now, w.file) {
		return 0, ErrGone // what is still open nobody else will ever see
	}
	var began time.Time
	_, err = w.inOne(func(b *batch) error {
		began = time.Now()
		if err := b.conn.QueryRowContext(b.ctx, `SELECT max(generation) FROM data_key`).Scan(&newest); err != nil {
			return err
		}
		if _, current, known := w.keys.now(); known == nil && current != newest {
			return errRenewed
		}
		return b.run([]*write{{apply: apply}})
	})
	if now := time.Now(); !began.IsZero() {
		w.next = now.Add(now.Sub(began))
	}
	return newest, err
}

// Record is what is kept of something that no delivery brought. The store gives
// the issuance what it shares with it.
type Record struct {
	Origin    Origin // any but Delivered
	At        time.Time
	EventType string
	Body      []byte
	Issuance  Issuance
}

func (l *Ledger) makeRecord(r Record) (*entry, error) {
	if r.Origin == Delivered {
		return nil, fmt.Errorf("a record of origin %v: %w", r.Origin, errors.ErrUnsupported)
	}
	return l.makeReady(Delivery{
		MessageID: ownID(r.Origin), EventType: r.EventType, SentAt: r.At, ReceivedAt: r.At, Body: r.Body,
	}, r.Issuance)
}

// Keep keeps records, and returns when they are on disk. It fails as Append
// does.
func (l *Ledger) Keep(ctx context.Context, records ...Record) error {
	for some := range slices.Chunk(records, ledgerChunk) {
		entries, err := l.makeRecords(some)
		if err == nil {
			err = l.do(ctx, func(b *batch) error {
				for _, e := range entries {
					if _, err := e.append(b); err != nil {
						return err
					}
				}
				return nil
			})
		}
		if err != nil {
			return fmt.Errorf("keep records: %w", err)
		}
	}
	return nil
}

// ledgerChunk bounds the records of one transaction: deliveries wait for it.
const ledgerChunk = 64

func (l *Ledger) makeRecords(records []Record) (entries []*entry, err error) {
	for _, r := range records {
		e, err := l.makeRecord(r)
		if err != nil {
			return nil, err
		}
		entries = append(entries, e)
	}
	return entries, nil
}
