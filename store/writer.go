package store

import (
	"context"
	"errors"
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
	file     held
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

// startWriter writes to the database at path. It calls rescued after every rescue.
func startWriter(path string, rescued func()) (*writer, error) {
	w := &writer{
		path:     path,
		rescued:  rescued,
		queue:    make(chan *write, 4*maxBatch),
		finished: make(chan struct{}),
		mended:   map[error]time.Time{},
	}
	if err := w.attach(); err != nil {
		return nil, err
	}
	go w.run()
	return w, nil
}

// attach has the writer write to what stands at its path by now. When it fails,
// it goes on with what it had.
func (w *writer) attach() error {
	// Held before it is connected to: should another take its place in between, that
	// shows, and nothing is written where nobody will look for it.
	file, err := hold(w.path)
	if err != nil {
		return err
	}
	c, err := connectToWrite(w.path)
	if err != nil {
		return errors.Join(err, file.Close())
	}
	index, err := openSearchIndex(context.Background(), c.conn)
	if err != nil {
		return errors.Join(translate(err), c.close(), file.Close())
	}
	file.holdBeside(w.path) // which are there, now that something was read
	w.connection, w.file, w.index = c, file, index
	return nil
}

// letGo lets go of the file last: closing it strips SQLite's locks.
func (w *writer) letGo() error { return errors.Join(w.connection.close(), w.file.Close()) }

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
	return errors.Join(w.lost, w.letGo())
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
				w.advance()
			}
			idle.Reset(idleAfter)
		case <-idle.C:
			if len(w.queue) > 0 {
				continue // a write that waits goes first
			}
			switch more, busy := w.advance(); {
			case more:
				idle.Reset(0)
			case busy:
				idle.Reset(idleAfter)
			}
		}
	}
}

// advance has the search index come on, and tells whether there is more to do, or
// somebody else writes: that is not waited for, because a delivery that came
// meanwhile would wait behind it.
func (w *writer) advance() (more, busy bool) {
	ctx := context.Background()
	if _, err := w.conn.ExecContext(ctx, `PRAGMA busy_timeout = 0`); err != nil {
		return false, false
	}
	more, err := w.index.advance(&w.connection)
	more = more || errors.Is(err, errSearchIndex) && w.mend(err)
	_, _ = w.conn.ExecContext(ctx, `PRAGMA busy_timeout = 5000`) // touches no file, so it cannot fail
	return more, errors.Is(err, ErrBusy)
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

// transact applies the jobs in one transaction and wakes the followers.
func (w *writer) transact(jobs []*write) error {
	if err := w.present(); err != nil {
		return err
	}
	b, err := w.inOne(func(b *batch) error { return b.run(jobs) })
	if err != nil {
		return err
	}
	w.index.grown(b.newest)
	if b.changed {
		w.watchers.wake()
	}
	return nil
}
