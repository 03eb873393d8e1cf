package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"

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

	catalog *catalog

	life context.Context // ends with Close
	end  context.CancelFunc
}

// OpenReader opens the database in dir for reading. It fails with
// ErrMissing when there never was one, with ErrOlder, and with ErrNewer,
// ErrForeign, ErrDamaged and ErrGone as Open does. The key to the bodies is
// looked for with custody; without custody all but Delivery works.
func OpenReader(dir string, custody vault.Custody) (*Reader, error) {
	r, err := func() (*Reader, error) {
		path := filepath.Join(dir, databaseName)
		if err := present(path); err != nil {
			return nil, err
		}
		r, err := openReader(path, custody)
		if err == nil { // another process may renew the keys while this one reads
			r.keys.again = func() (*keys, error) { return openKeys(r.db, custody) }
		}
		return r, err
	}()
	if err != nil {
		return nil, fmt.Errorf("read data folder %s: %w", dir, err)
	}
	return r, nil
}

// present tells whether a database of this version is there.
func present(path string) error {
	if err := lost(path); err != nil {
		return err
	}
	if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) {
		return ErrMissing
	} else if err != nil {
		return err
	}
	scripts, err := migrations()
	if err != nil {
		return err
	}
	switch version, err := inspect(path); {
	case err != nil:
		return err
	case version == 0: // it is just being made
		return ErrMissing
	case version < len(scripts):
		return ErrOlder
	}
	return nil
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
	r := &Reader{db: db, pack: newPacker(), keys: keys, catalog: newCatalog()}
	r.life, r.end = context.WithCancel(context.Background())
	return r, nil
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
func (r *Reader) Close() error {
	r.end()
	return r.db.Close()
}

// during gives a context that ends with ctx and with the Reader.
func (r *Reader) during(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(ctx)
	stop := context.AfterFunc(r.life, cancel)
	return ctx, func() { stop(); cancel() }
}
