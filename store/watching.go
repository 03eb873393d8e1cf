package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"
)

// Watching is something that the sender's API is asked about.
type Watching struct {
	ID           int64 // of the pending issuance that stands for it
	ActionID     string
	CredentialID string
	Environment  string // "" while it is not known
	Since        time.Time

	Asked int       // how often the API was
	Next  time.Time // it is not asked before
	Said  string    // what came of it last, a word of whoever asks
	Ended time.Time // zero while it is watched

	// How the issuance stands in the views, by whatever settled it.
	View     int64
	Status   Status
	Origin   Origin
	PassURL  string
	Error    string
	SettleAt time.Time // when what stands in the views came; zero while nothing but the watch does
}

// Watch has issuances watched: for each record, which is of origin Watched and
// pending and has an action id or a credential id, it keeps a pending row, or
// finds the one that is there. ids are those of the rows, in the order of
// records; added tells how many were not watched before. One that had been
// given up is watched again. It fails as Append does; what was kept until then
// is watched.
func (l *Ledger) Watch(ctx context.Context, records ...Record) (ids []int64, added int, err error) {
	for some := range slices.Chunk(records, ledgerChunk) {
		entries, err := l.makeRecords(some)
		var now begun
		if err == nil {
			now, err = outcome(ctx, l.do, func(b *batch) (begun, error) { return watchAll(b, entries) })
		}
		if err != nil {
			return ids, added, fmt.Errorf("watch: %w", err)
		}
		ids, added = append(ids, now.ids...), added+now.added
	}
	return ids, added, nil
}

// begun are watches by their ids, and how many of them are new.
type begun struct {
	ids   []int64
	added int
}

func watchAll(b *batch, entries []*entry) (all begun, err error) {
	for _, e := range entries {
		id, isNew, err := watch(b, e)
		if err != nil {
			return begun{}, err
		}
		if all.ids = append(all.ids, id); isNew {
			all.added++
		}
	}
	return all, nil
}

func watch(b *batch, e *entry) (id int64, added bool, err error) {
	i := &e.issuance
	if i.Status != Pending || i.ActionID == "" && i.CredentialID == "" {
		return 0, false, fmt.Errorf("a watch without an id: %w", errors.ErrUnsupported)
	}
	by := `action_id = ?1 AND action_id <> '' AND credential_id = ?2`
	if i.ActionID == "" {
		by = `credential_id = ?2 AND credential_id <> '' AND action_id = ?1`
	}
	err = b.conn.QueryRowContext(b.ctx, `SELECT id FROM issuance WHERE `+by+` AND EXISTS (SELECT 1 FROM watch WHERE watch.issuance = id)`,
		i.ActionID, i.CredentialID).Scan(&id)
	at := e.ReceivedAt.UnixMilli()
	switch {
	case errors.Is(err, sql.ErrNoRows):
	case err != nil:
		return 0, false, err
	default:
		_, err = b.conn.ExecContext(b.ctx, `UPDATE watch SET ended = NULL, asked = 0, said = '', next_at = ?2
			WHERE issuance = ?1 AND ended IS NOT NULL AND (SELECT superseded_by FROM issuance WHERE id = ?1) IS NULL`, id, at)
		b.changed = true
		return id, false, err
	}
	if _, err := e.append(b); err != nil {
		return 0, false, err
	}
	_, err = b.conn.ExecContext(b.ctx, `INSERT INTO watch (issuance, environment, asked, next_at, said) VALUES (?, ?, 0, ?, '')`,
		b.newest, i.Environment, at)
	return b.newest, true, err
}

// What is read of a watch: w is it, i its pending row, v the row in the views,
// d that one's delivery and x its own watch, which goes on in this one's place.
// What stands for an issuance by now is superseded by none of the same, and links
// between rows may be chains.
var selectWatching = `SELECT w.issuance, i.action_id, i.credential_id, w.environment, i.received_at, w.asked, w.next_at,
	iif(x.issuance IS NULL, w.said, x.said), iif(x.issuance IS NULL, w.ended, x.ended),
	v.id, v.status, d.message_id, v.pass_url, v.error, v.received_at
	FROM watch w JOIN issuance i ON i.id = w.issuance
	JOIN issuance v ON v.id = (WITH RECURSIVE up (id, by) AS (SELECT i.id, ` + successorOf("i.id") + `
		UNION ALL SELECT up.by, ` + successorOf("up.by") + ` FROM up WHERE up.by IS NOT NULL) SELECT id FROM up WHERE by IS NULL)
	JOIN delivery d ON d.id = v.delivery_id LEFT JOIN watch x ON x.issuance = v.id `

func (r *Reader) watchings(ctx context.Context, tail string, args ...any) ([]Watching, error) {
	ctx, done := r.during(ctx)
	defer done()
	rows, err := r.db.QueryContext(ctx, selectWatching+tail, args...)
	var found []Watching
	if err == nil {
		defer rows.Close()
		for rows.Next() && err == nil {
			var w Watching
			w, err = scanWatching(rows)
			found = append(found, w)
		}
		err = errors.Join(err, rows.Err())
	}
	if err != nil {
		return nil, fmt.Errorf("what is watched: %w", translate(err))
	}
	return found, nil
}

func scanWatching(rows *sql.Rows) (w Watching, err error) {
	var since, next, settled int64
	var ended sql.NullInt64
	var messageID string
	err = rows.Scan(&w.ID, &w.ActionID, &w.CredentialID, &w.Environment, &since, &w.Asked, &next, &w.Said, &ended,
		&w.View, &w.Status, &messageID, &w.PassURL, &w.Error, &settled)
	w.Since, w.Next, w.Ended = time.UnixMilli(since).UTC(), time.UnixMilli(next).UTC(), moment(ended)
	w.Origin = originOf(messageID)
	if w.Origin != Watched {
		w.SettleAt = time.UnixMilli(settled).UTC()
	}
	return w, err
}

// Watchings gives up to limit of what is or was watched, with ids below before,
// the newest first; before 0 is from the newest on.
func (r *Reader) Watchings(ctx context.Context, before int64, limit int) ([]Watching, error) {
	return r.watchings(ctx, watchingsBelow, below(before), limit)
}

const watchingsBelow = `WHERE w.issuance < ? ORDER BY w.issuance DESC LIMIT ?`

// WatchingsOf gives those of the ids that are or were watched, oldest first.
func (r *Reader) WatchingsOf(ctx context.Context, ids []int64) ([]Watching, error) {
	return r.watchings(ctx, `WHERE w.issuance IN (SELECT value FROM json_each(?)) ORDER BY w.issuance`, array(ids))
}

// due are the ids of those that are to be asked about in one of the environments.
const due = `SELECT n.issuance FROM watch n INDEXED BY watch_open WHERE n.ended IS NULL AND n.next_at <= ?1
	AND n.environment IN (SELECT value FROM json_each(?2))`

// DueWatchings gives those that are to be asked about in one of the environments:
// up to limit of the oldest, and up to fair others that have been due for
// longest, so that old ones which stay as they are do not keep out the young.
func (r *Reader) DueWatchings(ctx context.Context, now time.Time, environments []string, limit, fair int) ([]Watching, error) {
	return r.watchings(ctx, `WHERE w.issuance IN (SELECT * FROM (`+due+` ORDER BY n.issuance LIMIT ?3)
		UNION SELECT * FROM (`+due+` ORDER BY n.next_at, n.issuance LIMIT ?4))
		AND i.superseded_by IS NULL AND i.erased = 0 ORDER BY w.issuance`,
		now.UnixMilli(), array(environments), limit, fair)
}

// Outlook is what there is left to ask about.
type Outlook struct {
	Open    int       // watches and revocations that go on
	Settled int       // of them, what needs no asking any more: see EndSettled
	Next    time.Time // when the next of them is due; zero for none
}

// Outlook tells what is left. It is cheap while that is little.
func (r *Reader) Outlook(ctx context.Context) (o Outlook, err error) {
	ctx, done := r.during(ctx)
	defer done()
	var next sql.NullInt64
	err = r.db.QueryRowContext(ctx, `SELECT count(*), coalesce(sum(settled), 0), min(iif(settled, NULL, next_at)) FROM (
		SELECT next_at, EXISTS (SELECT 1 FROM issuance i WHERE i.id = w.issuance AND (superseded_by IS NOT NULL OR erased = 1)) AS settled
		FROM watch w INDEXED BY watch_open WHERE ended IS NULL
		UNION ALL SELECT next_at, 0 FROM revocation WHERE ended IS NULL)`).Scan(&o.Open, &o.Settled, &next)
	if err != nil {
		return o, fmt.Errorf("what is left to ask: %w", translate(err))
	}
	o.Next = moment(next)
	return o, nil
}

// EndSettled ends the watches whose issuance has been settled by another record,
// as by the delivery. It fails as Append does.
func (l *Ledger) EndSettled(ctx context.Context, now time.Time) error {
	err := l.do(ctx, func(b *batch) error {
		_, err := b.conn.ExecContext(b.ctx, `UPDATE watch SET ended = ?1 WHERE ended IS NULL
			AND (SELECT superseded_by FROM issuance WHERE id = watch.issuance) IS NOT NULL`, now.UnixMilli())
		b.changed = true
		return err
	})
	if err != nil {
		return fmt.Errorf("end what is settled: %w", err)
	}
	return nil
}

// Answered is what came of asking about a watch.
type Answered struct {
	Watch       int64
	At          time.Time
	Environment string // "" where it is not known yet
	Said        string
	Next        time.Time // when to ask again
	End         bool      // never
	Record      *Record   // to be kept, in the same transaction; nil for none
}

// Answer notes what came of asking. What has been settled or erased meanwhile
// only ends. It fails as Append does.
func (l *Ledger) Answer(ctx context.Context, a Answered) error {
	var e *entry
	var err error
	if a.Record != nil {
		e, err = l.makeRecord(*a.Record)
	}
	if err == nil {
		err = l.do(ctx, func(b *batch) error { return a.put(b, e) })
	}
	if err != nil {
		return fmt.Errorf("note what was answered: %w", err)
	}
	return nil
}

func (a *Answered) put(b *batch, e *entry) error {
	var settled bool
	err := b.conn.QueryRowContext(b.ctx, `SELECT ended IS NOT NULL OR superseded_by IS NOT NULL OR erased = 1
		FROM watch JOIN issuance ON id = issuance WHERE issuance = ?`, a.Watch).Scan(&settled)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return nil
	case err != nil:
		return err
	case e != nil && !settled:
		if _, err := e.append(b); err != nil {
			return err
		}
	}
	b.changed = true
	ended := sql.NullInt64{Int64: a.At.UnixMilli(), Valid: a.End || settled}
	_, err = b.conn.ExecContext(b.ctx, `UPDATE watch SET asked = asked + 1, environment = ?2, said = ?3, next_at = ?4,
		ended = coalesce(ended, ?5) WHERE issuance = ?1`, a.Watch, a.Environment, a.Said, a.Next.UnixMilli(), ended)
	return err
}

// Lease gives a process the asking for itself until a time, unless another has
// it, and tells whether it has it. Only what asks the API needs it, so that not
// two do. It fails as Append does.
func (l *Ledger) Lease(ctx context.Context, holder string, now, until time.Time) (got bool, err error) {
	got, err = outcome(ctx, l.do, func(b *batch) (bool, error) {
		// One that reaches far ahead is from before the clock was set back.
		res, err := b.conn.ExecContext(b.ctx, `INSERT INTO asking (id, holder, until) VALUES (1, ?1, ?3) ON CONFLICT DO UPDATE
			SET holder = ?1, until = ?3 WHERE holder = ?1 OR until <= ?2 OR until > ?2 + 3600000`, holder, now.UnixMilli(), until.UnixMilli())
		if err != nil {
			return false, err
		}
		n, err := res.RowsAffected()
		return n > 0, err
	})
	if err != nil {
		return false, fmt.Errorf("lease the asking: %w", err)
	}
	return got, nil
}

// Release gives up a lease. It fails as Append does.
func (l *Ledger) Release(ctx context.Context, holder string) error {
	err := l.do(ctx, func(b *batch) error {
		_, err := b.conn.ExecContext(b.ctx, `UPDATE asking SET until = 0 WHERE holder = ?`, holder)
		return err
	})
	if err != nil {
		return fmt.Errorf("release the asking: %w", err)
	}
	return nil
}

// Stir wakes those who follow the log when another process has written to it
// since the issuance last, and takes what that wrote into the search index. It gives
// the newest, or last after an error. It is for the process that holds the folder,
// now and then.
func (s *Store) Stir(ctx context.Context, last int64) (int64, error) {
	during, done := s.during(ctx)
	defer done()
	var newest int64
	err := s.db.QueryRowContext(during, `SELECT coalesce(max(id), 0) FROM issuance`).Scan(&newest)
	if err = translate(err); err == nil && newest != last {
		err = s.writer.do(ctx, func(b *batch) error {
			b.newest, b.changed = max(b.newest, newest), true
			return nil
		})
	}
	if err != nil {
		return last, fmt.Errorf("stir: %w", err)
	}
	return newest, nil
}

// Find gives the rows that stand for an action id or a credential id, newest
// first, also where the row that has the id itself is out of view. They are those
// in the views, but for failures that another issuance has resolved.
func (r *Reader) Find(ctx context.Context, id string) ([]Issuance, error) {
	ctx, done := r.during(ctx)
	defer done()
	found, err := r.read(ctx, source{from: issuances, id: "i.id", where: `i.erased = 0 AND i.id IN (WITH RECURSIVE up (id, by) AS (
		SELECT c.id, ` + successorOf("c.id") + ` FROM issuance c WHERE c.credential_id = ? AND c.credential_id <> ''
		UNION SELECT a.id, ` + successorOf("a.id") + ` FROM issuance a WHERE a.action_id = ? AND a.action_id <> ''
		UNION SELECT up.by, ` + successorOf("up.by") + ` FROM up WHERE up.by IS NOT NULL) SELECT id FROM up WHERE by IS NULL)`, args: []any{id, id}}, "ORDER BY i.id DESC LIMIT 100")
	if err != nil {
		return nil, fmt.Errorf("find: %w", err)
	}
	return found, nil
}
