package store

import (
	"context"
	"database/sql"
	"fmt"
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
	found, err := collect(ctx, r.db, scanWatching, selectWatching+tail, args...)
	if err != nil {
		return nil, fmt.Errorf("what is watched: %w", translate(err))
	}
	return found, nil
}

func scanWatching(row scanner) (w Watching, err error) {
	var since, next, settled int64
	var ended sql.NullInt64
	var messageID string
	err = row.Scan(&w.ID, &w.ActionID, &w.CredentialID, &w.Environment, &since, &w.Asked, &next, &w.Said, &ended,
		&w.View, &w.Status, &messageID, &w.PassURL, &w.Error, &settled)
	w.Since, w.Next, w.Ended = time.UnixMilli(since).UTC(), time.UnixMilli(next).UTC(), timeOf(ended)
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
