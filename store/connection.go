package store

import (
	"context"
	"database/sql"
	"errors"
)

// connection is what one writes with: the only one of its pool, so that its
// transactions are its own. Not to be used from two goroutines at once.
type connection struct {
	db    *sql.DB
	conn  *sql.Conn
	stmts *statements
}

func connectToWrite(path string) (c connection, err error) {
	if c.db, err = connect(writerDSN(path), 1); err != nil {
		return c, translate(err)
	}
	if c.conn, err = c.db.Conn(context.Background()); err == nil {
		c.stmts, err = prepareStatements(context.Background(), c.conn)
	}
	if err != nil {
		return c, errors.Join(translate(err), c.close())
	}
	return c, nil
}

func (c *connection) close() error {
	var errs []error
	if c.stmts != nil {
		errs = append(errs, c.stmts.close())
	}
	if c.conn != nil {
		errs = append(errs, c.conn.Close())
	}
	return errors.Join(append(errs, c.db.Close())...)
}

// inOne has work done in one transaction, which is on disk when it returns the
// batch, and of which nothing is left when it fails. It is never broken off.
func (c *connection) inOne(work func(*batch) error) (*batch, error) {
	b := &batch{ctx: context.Background(), conn: c.conn, stmts: c.stmts}
	if _, err := c.conn.ExecContext(b.ctx, "BEGIN IMMEDIATE"); err != nil {
		return nil, translate(err)
	}
	err := work(b)
	if err == nil {
		_, err = c.conn.ExecContext(b.ctx, "COMMIT")
	}
	if err != nil {
		// SQLite may have rolled back by itself, so this one's failure says nothing.
		_, _ = c.conn.ExecContext(b.ctx, "ROLLBACK")
		return nil, translate(err)
	}
	return b, nil
}

// statement is SQL with its arguments.
type statement struct {
	text string
	args []any
}

// execute runs statements in one transaction.
func (c *connection) execute(all ...statement) error {
	_, err := c.inOne(func(b *batch) error {
		for _, s := range all {
			if _, err := b.conn.ExecContext(b.ctx, s.text, s.args...); err != nil {
				return err
			}
		}
		return nil
	})
	return err
}
