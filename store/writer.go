package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"
)

const (
	// maxBatch bounds the writes that share one commit, and so how long the
	// first of them waits.
	maxBatch = 256
	// idleAfter is how long the queue must have been empty before the writer
	// turns to the search index.
	idleAfter = 20 * time.Millisecond
)

// writer is the one goroutine that writes to the database. Writes that are
// waiting together share a commit: it takes one, drains what has come in the
// meantime, commits, and answers all of them. There is no timer, so a lone
// write does not wait and a crowd pays for one fsync.
type writer struct {
	connection
	path     string
	rescued  func() // called after the database was written anew
	rescues  atomic.Int64
	index    searchIndex
	watchers watchers
	queue    chan *write
	finished chan struct{}
	lost     error               // what went with the end; after finished
	mended   map[error]time.Time // see mend

	mu     sync.RWMutex // held for writing only to close
	closed bool
}

// write is one caller's change, applied inside a batch's transaction.
type write struct {
	apply func(*batch) error
	done  chan error // buffered: the caller may have gone
}

// connection is what the writer writes with.
type connection struct {
	db    *sql.DB
	conn  *sql.Conn
	stmts *statements
	file  held
}

// connectTo takes over db, also when it fails.
func connectTo(db *sql.DB, path string) (c connection, err error) {
	c.db = db
	if c.file, err = hold(path); err == nil {
		c.conn, err = db.Conn(context.Background())
	}
	if err == nil {
		c.stmts, err = prepareStatements(context.Background(), c.conn)
	}
	if err != nil {
		return c, errors.Join(translate(err), c.close())
	}
	return c, nil
}

// close lets go of the file last: closing it strips SQLite's locks.
func (c *connection) close() error {
	var errs []error
	if c.stmts != nil {
		errs = append(errs, c.stmts.close())
	}
	if c.conn != nil {
		errs = append(errs, c.conn.Close())
	}
	errs = append(errs, c.db.Close())
	if c.file.File != nil {
		errs = append(errs, c.file.Close())
	}
	return errors.Join(errs...)
}

// startWriter takes over db, which must allow one connection and be on path, also
// when it fails. It calls rescued after every rescue.
func startWriter(db *sql.DB, path string, rescued func()) (*writer, error) {
	c, err := connectTo(db, path)
	if err != nil {
		return nil, err
	}
	w := &writer{
		connection: c,
		path:       path,
		rescued:    rescued,
		queue:      make(chan *write, 4*maxBatch),
		finished:   make(chan struct{}),
		mended:     map[error]time.Time{},
	}
	if w.index, err = openSearchIndex(context.Background(), w.conn); err != nil {
		return nil, errors.Join(translate(err), c.close())
	}
	go w.run()
	return w, nil
}

// do applies a change and returns when it is on disk. ctx bounds the waiting
// alone: a change that was queued is committed even when its caller has gone,
// for an aborted transaction would take its neighbours with it.
//
// apply may be called more than once, and as if for the first time: what it did
// before was taken back, because a neighbour failed. So it changes nothing but the
// database; what it gives to the caller goes through outcome.
func (w *writer) do(ctx context.Context, apply func(*batch) error) error {
	job := &write{apply: apply, done: make(chan error, 1)}
	if err := w.enqueue(ctx, job); err != nil {
		return err
	}
	select {
	case err := <-job.done:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// outcome is do for a change that gives something. What is given lies where the
// caller cannot see it until the writer is done with it, for a caller that has
// gone may be back before.
func outcome[T any](ctx context.Context, do func(context.Context, func(*batch) error) error, change func(*batch) (T, error)) (T, error) {
	var given, none T
	err := do(ctx, func(b *batch) (err error) {
		given, err = change(b)
		return err
	})
	if err != nil {
		return none, err
	}
	return given, nil
}

func (w *writer) enqueue(ctx context.Context, job *write) error {
	w.mu.RLock()
	defer w.mu.RUnlock()
	if w.closed {
		return ErrClosed
	}
	select {
	case w.queue <- job:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// close commits what is queued and lets the connection go.
func (w *writer) close() error {
	w.mu.Lock()
	already := w.closed
	w.closed = true
	w.mu.Unlock()
	if already {
		return nil
	}
	close(w.queue)
	<-w.finished
	return errors.Join(w.lost, w.connection.close())
}

func (w *writer) run() {
	defer close(w.finished)
	idle := time.NewTimer(idleAfter)
	defer idle.Stop()
	for {
		select {
		case first, open := <-w.queue:
			if !open {
				w.lost = w.rescueAtLast()
				return
			}
			w.commit(w.gather(first))
			if w.index.farBehind() {
				w.index.advance(w.conn)
			}
			idle.Reset(idleAfter)
		case <-idle.C:
			if w.index.advance(w.conn) {
				idle.Reset(0) // more to do, but a write that waits goes first
			}
		}
	}
}

// gather takes what is waiting behind first, without waiting for more.
func (w *writer) gather(first *write) []*write {
	jobs := []*write{first}
	for len(jobs) < maxBatch {
		select {
		case job, open := <-w.queue:
			if !open {
				return jobs
			}
			jobs = append(jobs, job)
		default:
			return jobs
		}
	}
	return jobs
}

// commit writes the jobs in one transaction. If one of them fails, each is
// tried alone, so that it cannot refuse its neighbours. If it is the database
// that refuses, all are refused together.
func (w *writer) commit(jobs []*write) {
	err := w.transact(jobs)
	if _, one := errors.AsType[*jobError](err); one && len(jobs) > 1 {
		for _, job := range jobs {
			w.commit([]*write{job})
		}
		return
	}
	if errors.Is(err, ErrDamaged) && w.mend(err) {
		err = w.transact(jobs)
	}
	for _, job := range jobs {
		job.done <- err
	}
}

// jobError is a failure of one job that says nothing about the others.
type jobError struct{ error }

func (e *jobError) Unwrap() error { return e.error }

// transact applies the jobs in one transaction and wakes the followers.
func (w *writer) transact(jobs []*write) error {
	if err := w.present(); err != nil {
		return err
	}
	ctx := context.Background()
	if _, err := w.conn.ExecContext(ctx, "BEGIN IMMEDIATE"); err != nil {
		return translate(err)
	}
	b := &batch{ctx: ctx, conn: w.conn, stmts: w.stmts}
	err := b.run(jobs)
	if err == nil {
		_, err = w.conn.ExecContext(ctx, "COMMIT")
		err = translate(err)
	}
	if err != nil {
		// SQLite may have rolled back by itself, so this one's failure says nothing.
		_, _ = w.conn.ExecContext(ctx, "ROLLBACK")
		return err
	}
	w.index.grown(b.newest)
	if b.changed {
		w.watchers.wake()
	}
	return nil
}

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

func (b *batch) exec(stmt *sql.Stmt, args ...any) error {
	_, err := stmt.ExecContext(b.ctx, args...)
	return err
}
