package model

import (
	"slices"

	"passdesk/store"
)

// known are rows that have been read: those in sight, those around them, and
// some that were not long ago. They are held by id, for places change with each
// row that comes in. What has been read before the last news is old: it may be
// shown, and is worth reading again.
type known struct {
	rows map[int64]*entry
	news int // counts what may have changed rows
	time int // counts uses
}

type entry struct {
	row   store.Issuance // only its ID when nobody has it
	there bool
	news  int
	used  int
}

// knownMost is how many rows are held.
const knownMost = 4000

// get gives a row if it is known.
func (k *known) get(id int64) (store.Issuance, bool) {
	e, ok := k.rows[id]
	if !ok || !e.there {
		return store.Issuance{ID: id}, false
	}
	return e.row, true
}

// fresh tells that a row need not be read.
func (k *known) fresh(id int64) bool {
	e, ok := k.rows[id]
	return ok && e.news == k.news
}

// use notes that rows are being looked at.
func (k *known) use(id int64) {
	if e, ok := k.rows[id]; ok {
		k.time++
		e.used = k.time
	}
}

// take takes over what was read when ids were asked for. Those that were not
// found are not asked for again before there is news.
func (k *known) take(rows []store.Issuance, ids []int64) {
	if k.rows == nil {
		k.rows = map[int64]*entry{}
	}
	k.time++
	for _, id := range ids {
		k.rows[id] = &entry{row: store.Issuance{ID: id}, news: k.news, used: k.time}
	}
	for _, row := range rows {
		k.rows[row.ID] = &entry{row: row, there: true, news: k.news, used: k.time}
	}
	k.forget()
}

// forget drops half of the rows when there are too many, those first that have
// not been looked at for longest.
func (k *known) forget() {
	if len(k.rows) <= knownMost {
		return
	}
	used := make([]int, 0, len(k.rows))
	for _, e := range k.rows {
		used = append(used, e.used)
	}
	slices.Sort(used)
	oldest := used[len(used)/2]
	for id, e := range k.rows {
		if e.used < oldest {
			delete(k.rows, id)
		}
	}
}
