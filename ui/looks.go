package ui

import (
	"context"
	"encoding/json"
	"math"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"passdesk/store"
)

// seenKey is where it stands among the preferences what the reader has seen.
const seenKey = "seen"

// longLook is how long a reader must have looked elsewhere to be told what came in
// meanwhile: who changes windows to paste a link knows.
const longLook = 5 * time.Minute

const (
	// briefLook is how short a look is that leaves unread what it found so.
	briefLook = time.Minute
	// keepLooking is how often it is kept what the reader has before them: the
	// program may be killed.
	keepLooking = time.Minute
)

// seen is what was there when the reader last looked: the newest issuance. When
// that came in tells whether it is the same one, in other records its id means
// another.
type seen struct {
	ID   int64 `json:"id"`
	Came int64 `json:"came"` // ms
	Left int64 `json:"left"` // when the reader looked away, ms
}

// looks knows what came in while the reader looked elsewhere. It belongs to the
// UI thread.
type looks struct {
	backend Backend
	keep    func(seen) // for the next start

	seen    seen
	upTo    int64              // what is newer came before the reader's eyes
	read    map[int64]struct{} // rows that were looked at since
	away    bool
	began   time.Time    // when the reader looked here
	kept    time.Time    // when it was kept last
	dropped seen         // what the reader has put away the line about
	counts  store.Counts // of what came in; zero for nothing to tell
}

func newLooks(d *Desk) *looks {
	l := &looks{backend: d.backend, keep: func(seen) {}, away: true, read: map[int64]struct{}{}}
	if p := d.app.Preferences(); !d.options.Demo {
		l.seen, l.keep = loadSeen(p), func(s seen) { saveSeen(p, s) }
	}
	if l.seen.ID > 0 {
		l.upTo = math.MaxInt64
	}
	return l
}

// unread tells that a row came in while the reader looked elsewhere, and was not
// looked at since.
func (l *looks) unread(id int64) bool {
	if id <= l.seen.ID || id > l.upTo {
		return false
	}
	_, read := l.read[id]
	return !read
}

// cameIn is what there is to know about what came in meanwhile.
type cameIn struct {
	same   bool // what was seen is still there
	newest int64
	counts store.Counts
}

func (l *looks) ask(ctx context.Context, s seen) (c cameIn, err error) {
	newest, err := l.backend.Head(ctx, store.Filter{}, store.Order{}, 1)
	if err != nil || len(newest) == 0 {
		return c, err
	}
	c.newest = newest[0].ID
	rows, err := l.backend.Rows(ctx, []int64{s.ID})
	if err != nil || len(rows) == 0 || rows[0].ReceivedAt.UnixMilli() != s.Came {
		return c, err
	}
	c.same = true
	c.counts, err = l.backend.CountsAfter(ctx, s.ID)
	return c, err
}

// lookHere is called when the reader has the window in front of them again.
func (d *Desk) lookHere() {
	l := d.looks
	if !l.away {
		return
	}
	l.away, l.began = false, d.options.Now()
	before := l.seen
	d.chores.add(func(ctx context.Context) func() {
		c, err := l.ask(ctx, before)
		return func() {
			if l.away || l.seen != before {
				return // the reader is gone again
			}
			l.upTo = 0
			if err == nil && c.same {
				l.upTo = c.newest
				// A clock that was put back tells nothing about how long it was.
				if away := d.options.Now().Sub(time.UnixMilli(before.Left)); (away < 0 || away >= longLook) && before != l.dropped {
					l.counts = c.counts
				}
			}
			d.list.sync()
			d.showNotice()
		}
	})
}

// lookAway is called when the reader turns to something else: what is there now
// is seen, and what comes from now on is not.
func (d *Desk) lookAway() {
	l := d.looks
	if l.away {
		return
	}
	l.away = true
	// Who has only pasted a link has not read the rest.
	brief := d.options.Now().Sub(l.began) < briefLook && l.seen.ID > 0 && l.upTo > l.seen.ID
	l.counts, l.upTo = store.Counts{}, math.MaxInt64
	if d.answer.newest > 0 && !brief {
		l.seen = d.before()
		clear(l.read)
		l.keep(l.seen)
	}
	d.list.sync()
	d.showNotice()
}

// before is what the reader has before them.
func (d *Desk) before() seen {
	return seen{d.answer.newest, d.answer.latest.UnixMilli(), d.options.Now().UnixMilli()}
}

// keepLook keeps now and then what the reader has before them, for a start after a
// kill. What is unread now is then told of as seen.
func (d *Desk) keepLook() {
	l, now := d.looks, d.options.Now()
	if l.away || d.answer.newest == 0 || now.Sub(l.began) < briefLook || now.Sub(l.kept).Abs() < keepLooking {
		return
	}
	l.kept = now
	l.keep(d.before())
}

// haveRead notes that a row was looked at.
func (l *looks) haveRead(id int64) {
	if l.unread(id) && !l.away {
		l.read[id] = struct{}{}
	}
}

// sinceText says what came in while the reader looked elsewhere; "" for nothing.
func (d *Desk) sinceText() string {
	c := d.looks.counts
	var parts []string
	for _, part := range []struct {
		key string
		n   int
	}{{"since.issued", c.Succeeded}, {"since.failed", c.Failed}, {"since.pending", c.Pending}, {"since.other", c.Other}} {
		if part.n > 0 {
			parts = append(parts, counted(part.key, part.n))
		}
	}
	if len(parts) == 0 {
		return ""
	}
	at := dates().Moment(time.UnixMilli(d.looks.seen.Left), d.options.Now())
	return text("since.line", values{"At": at, "What": strings.Join(parts, ", ")})
}

// loadSeen reads what was seen before this start. What cannot be read is as if
// nobody had ever looked.
func loadSeen(p fyne.Preferences) (s seen) {
	if json.Unmarshal([]byte(p.String(seenKey)), &s) != nil || s.ID < 0 {
		return seen{}
	}
	return s
}

func saveSeen(p fyne.Preferences, s seen) {
	data, err := json.Marshal(s)
	if err != nil {
		panic(err) // it is made of numbers
	}
	p.SetString(seenKey, string(data))
}
