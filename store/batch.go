package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// batch is the transaction that a group of writes shares.
type batch struct {
	ctx     context.Context
	conn    *sql.Conn
	stmts   *statements
	changed bool  // readers would see a difference
	newest  int64 // highest issuance id inserted
	counts  [len(statusNames)]int
}

func (b *batch) run(jobs []*write) error {
	for _, job := range jobs {
		if err := job.apply(b); err != nil {
			return refusedBy(err)
		}
	}
	for status, n := range b.counts {
		if n == 0 {
			continue
		}
		if err := b.exec(b.stmts.count, status, n); err != nil {
			return fmt.Errorf("count: %w", translate(err))
		}
	}
	return nil
}

func (b *batch) exec(stmt *sql.Stmt, args ...any) error {
	_, err := stmt.ExecContext(b.ctx, args...)
	return err
}

// jobError is a failure of one job that says nothing about the others.
type jobError struct{ error }

func (e *jobError) Unwrap() error { return e.error }

// refusedBy tells whose failure an error is: the database's, which then
// refuses everyone, or the job's.
func refusedBy(err error) error {
	err = translate(err)
	for _, name := range []error{ErrFull, ErrReadOnly, ErrBusy, ErrDisk} {
		if errors.Is(err, name) {
			return err
		}
	}
	return &jobError{err}
}
