package ui

import (
	"sort"

	"passdesk/ui/model"
)

// watchPage is how many lines of the watch list are read at a time.
const watchPage = 100

// watchPages are the newest lines of the watch list, as far as they were read,
// without a hole.
type watchPages struct {
	all   []model.Watched // newest first
	whole bool            // there are no older ones
}

// take puts a page in: up to limit lines with ids below before, as they are by
// now; before 0 is from the newest on.
func (p *watchPages) take(before int64, limit int, page []model.Watched) {
	full := len(page) == limit
	below := func(id int64) int { return sort.Search(len(p.all), func(n int) bool { return p.all[n].ID < id }) }
	start, end := 0, len(p.all)
	if before > 0 {
		start = below(before)
	}
	switch {
	case full && before == 0 && len(p.all) > 0 && page[limit-1].ID > p.all[0].ID:
		p.whole = false // and between them are others that nobody has read
	case full:
		end = max(below(page[limit-1].ID), start)
	default:
		p.whole = true
	}
	next := append(append([]model.Watched(nil), p.all[:start]...), page...)
	p.all = append(next, p.all[end:]...)
}

// find is where a line stands; -1 for nowhere.
func (p *watchPages) find(id int64) int {
	n := sort.Search(len(p.all), func(n int) bool { return p.all[n].ID <= id })
	if n < len(p.all) && p.all[n].ID == id {
		return n
	}
	return -1
}
