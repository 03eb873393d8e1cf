package store

import (
	"slices"
	"strings"
)

// scrubReach is how many pages before and behind an erased row are scrubbed:
// rows move to a page beside theirs when one before them grows.
const scrubReach = 8

// scrubbed is a table whose pages are scrubbed.
type scrubbed struct {
	table  string
	text   string // a column that can be made longer for a moment
	length string // what there is that makes rows long
}

var (
	scrubbedIssuances = scrubbed{
		"issuance", "note", "octet_length(note) + octet_length(error) + octet_length(subject_name) + octet_length(pass_url)",
	}
	scrubbedDeliveries = scrubbed{"delivery", "endpoint", "octet_length(endpoint) + octet_length(event_type) + octet_length(message_id)"}
)

// leaf is a page of a table.
type leaf struct {
	first, last int64 // ids of its rows
	unused      int   // bytes
}

// scrubPages overwrites what is unused in the pages around issuances and their
// deliveries.
func scrubPages(b *batch, issuances []int64) error {
	rows, err := b.conn.QueryContext(b.ctx, `SELECT delivery_id FROM issuance WHERE id IN (SELECT value FROM json_each(?))`, array(issuances))
	if err != nil {
		return err
	}
	deliveries, err := scanIDs(rows)
	if err != nil {
		return err
	}
	if err := scrubbedIssuances.around(b, issuances); err != nil {
		return err
	}
	return scrubbedDeliveries.around(b, deliveries)
}

// around overwrites what is unused in the pages around rows. SQLite
// overwrites what is deleted, but not the copy that a row leaves when SQLite
// packs a page or moves rows to the next: where a note or a verdict made a row
// longer, one in some thousand rows has such a copy. Filling a page to the brim
// for a moment overwrites it, without a single byte of the page to be known.
func (s scrubbed) around(b *batch, ids []int64) error {
	leaves, err := s.leavesAround(b, ids)
	if err != nil {
		return err
	}
	for _, l := range leaves {
		if l.unused <= scrubMargin {
			continue
		}
		if err := s.fill(b, l); err != nil {
			return err
		}
	}
	return nil
}

// scrubMargin is what lengths may take in a row that is made longer, in bytes.
const scrubMargin = 4

// fill makes the shortest row as long as there is room for, and short again.
func (s scrubbed) fill(b *batch, l leaf) error {
	var id int64
	var was string
	err := b.conn.QueryRowContext(b.ctx, `SELECT id, `+s.text+` FROM `+s.table+` WHERE id BETWEEN ? AND ? ORDER BY `+s.length+` LIMIT 1`,
		l.first, l.last).Scan(&id, &was)
	if err != nil {
		return err
	}
	for _, text := range []string{was + strings.Repeat(" ", l.unused-scrubMargin), was} {
		if _, err := b.conn.ExecContext(b.ctx, `UPDATE `+s.table+` SET `+s.text+` = ? WHERE id = ?`, text, id); err != nil {
			return err
		}
	}
	return nil
}

// leavesAround gives the pages that rows are on, and those near them: none in a
// damaged table, whose ids have gaps, for then it is not known which they are.
func (s scrubbed) leavesAround(b *batch, ids []int64) ([]leaf, error) {
	all, err := s.allLeaves(b)
	if err != nil {
		return nil, err
	}
	near := make([]bool, len(all))
	for _, id := range ids {
		at, found := slices.BinarySearchFunc(all, id, func(l leaf, id int64) int {
			switch {
			case l.last < id:
				return -1
			case l.first > id:
				return 1
			}
			return 0
		})
		if !found {
			continue
		}
		for n := max(0, at-scrubReach); n <= min(len(all)-1, at+scrubReach); n++ {
			near[n] = true
		}
	}
	var found []leaf
	for n, l := range all {
		if near[n] {
			found = append(found, l)
		}
	}
	return found, nil
}

// allLeaves gives all pages of the table in the order of their rows; at a
// million rows it takes a third of a second.
func (s scrubbed) allLeaves(b *batch) ([]leaf, error) {
	var first, last, rows int64
	err := b.conn.QueryRowContext(b.ctx, `SELECT coalesce(min(id), 0), coalesce(max(id), 0), (SELECT count(*) FROM `+s.table+`) FROM `+s.table).
		Scan(&first, &last, &rows)
	if err != nil || last-first+1 != rows {
		return nil, err
	}
	pages, err := b.conn.QueryContext(b.ctx, `SELECT ncell, unused FROM dbstat
		WHERE name = ? AND pagetype = 'leaf' ORDER BY path`, s.table)
	if err != nil {
		return nil, err
	}
	defer pages.Close()
	var all []leaf
	for next := first; pages.Next(); {
		var cells int64
		var l leaf
		if err := pages.Scan(&cells, &l.unused); err != nil {
			return nil, err
		}
		l.first, l.last = next, next+cells-1
		next += cells
		all = append(all, l)
	}
	return all, pages.Err()
}
