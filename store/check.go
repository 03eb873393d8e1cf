package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"

	"passdesk/store/vault"
)

// Report is what a check found.
type Report struct {
	Deliveries int64 // looked at
	Newest     int64 // id of the last one
	Issuances  int64
	Erased     int64    // deliveries and issuances of which only a tombstone is left
	Opened     int64    // bodies that opened and are what was received
	Bytes      int64    // of those, as they were received
	Problems   []string // in sentences, each naming its record; no personal data
	Unlisted   int      // further problems
}

// Fine tells that nothing was found wrong.
func (r Report) Fine() bool { return len(r.Problems) == 0 }

// maxProblems bounds Report.Problems: where a whole folder is broken, nobody
// reads on.
const maxProblems = 1000

func (r *Report) add(format string, args ...any) {
	if len(r.Problems) == maxProblems {
		r.Unlisted++
		return
	}
	r.Problems = append(r.Problems, fmt.Sprintf(format, args...))
}

// Reread reads a delivery's issuance out of its body again. What a body does
// not say stays empty.
type Reread func(Delivery) Issuance

// Check reads all that is kept in the folder dir, beside the process that
// receives, and reports what is not as it must be: the database's structure
// and indexes; every body against its digest; that each delivery has its body,
// its key and its issuance; what issuances have in clear against reread, if
// that is given; the sums over what is in clear; the counters; how far the
// search index has come; that the settings, the rosters and what is in quarantine
// open; that gaps in receiving can be true; that what was erased is gone, and
// that the log of acts tells of it. Without the folder's key all but the bodies
// is checked, and that is a problem too.
//
// It cannot see the words in the search index, how often a request was refused,
// when the folder was not receiving, what the sender's API is to be asked, nor
// what is to be erased next. Nor that
// somebody changed what is in clear and kept only once and made its sum fit: the
// times and the label that a delivery was received with, how often it came
// again, staff's notes, the hand-over, the verdict on a proof, the environment, a
// link to a later issuance, the recovery code's wrapping of the keys. Nor whether
// what the log says was erased was what people meant to have erased.
//
// It fails with the error of ctx, and as OpenReader does; that something does
// not let itself be read is a problem, not an error.
func Check(ctx context.Context, dir string, custody vault.Custody, reread Reread) (Report, error) {
	found, err := func() (Report, error) {
		path := filepath.Join(dir, databaseName)
		if err := present(path); err != nil {
			return Report{}, err
		}
		db, err := connect(readerDSN(path), readers)
		if err != nil {
			return Report{}, err
		}
		defer db.Close()
		return check(ctx, db, reread, func(q querier) (*keys, error) { return openKeys(q, custody) })
	}()
	if err != nil {
		return found, fmt.Errorf("check %s: %w", dir, nameFailure(ctx, err))
	}
	return found, nil
}

// checker goes through a database.
type checker struct {
	db         *sql.DB
	pack       packer
	keys       *keys
	openKeys   func(querier) (*keys, error)
	reread     Reread
	issuanceOf *sql.Stmt
	linked     int64 // the issuance found last
	Report
}

func check(ctx context.Context, db *sql.DB, reread Reread, open func(querier) (*keys, error)) (Report, error) {
	c := &checker{db: db, pack: newPacker(), openKeys: open, reread: reread}
	var err error
	if c.keys, err = open(db); err != nil {
		c.keys = &keys{locked: err}
	}
	if _, _, err := c.keys.now(); err != nil {
		c.add("neither bodies nor the log of acts were checked: %v", err)
	}
	c.schema(ctx)
	c.structure(ctx)
	c.counters(ctx)
	c.search(ctx)
	c.acts(ctx)
	c.erasures(ctx)
	c.settings(ctx)
	c.rosters(ctx)
	c.rejections(ctx)
	c.gaps(ctx)
	c.sums(ctx)
	c.records(ctx)
	return c.Report, ctx.Err()
}

// within has what belongs together read at one moment.
func (c *checker) within(ctx context.Context, what string, read func(*sql.Tx) error) {
	tx, err := c.db.BeginTx(ctx, nil)
	if err == nil {
		defer tx.Rollback() // nothing was written
		err = read(tx)
	}
	if err != nil {
		c.add("%s cannot be read: %v", what, translate(err))
	}
}

// unlocked gives the data key of a generation, which tx has seen: keys are
// renewed while records are read.
func (c *checker) unlocked(tx querier, generation int64) (vault.Key, error) {
	key, err := c.keys.of(generation)
	if err != nil || !key.IsZero() {
		return key, err
	}
	if err := c.renewKeys(tx); err != nil {
		return key, err
	}
	key, err = c.keys.of(generation)
	if err == nil && key.IsZero() {
		err = errors.New("its data key is not there")
	}
	return key, err
}

// unwrap is keys.unwrap for a key that tx has seen.
func (c *checker) unwrap(tx querier, r recordKey, place string) (vault.Key, error) {
	outer, err := c.unlocked(tx, r.generation)
	if err != nil {
		return vault.Key{}, err
	}
	return outer.Unwrap(r.wrapped, place)
}

// renewKeys opens the data keys that tx sees.
func (c *checker) renewKeys(tx querier) error {
	again, err := c.openKeys(tx)
	if err != nil {
		return err
	}
	if _, _, err := again.now(); err != nil {
		return err
	}
	c.keys = again
	return nil
}
