package store

import (
	"slices"
	"strings"
)

// scrubReach is how many pages before and behind an erased row are scrubbed:
// rows move to a page beside theirs when one before them grows.
const scrubReach = 8

// leaf is a page of issuances.
type leaf struct {
	first, last int64 // ids of its rows
	unused      int   // bytes
}

// scrubPages overwrites what is unused in the pages around rows. SQLite
// overwrites what is deleted, but not the copy that a row leaves when SQLite
// packs a page or moves rows to the next: where a note or a verdict made a row
// longer, one in some thousand rows has such a copy. Filling a page to the brim
// for a moment overwrites it, without a single byte of the page to be known.
func scrubPages(b *batch, ids []int64) error {
	leaves, err := leavesAround(b, ids)
	if err != nil {
		return err
	}
	for _, l := range leaves {
		if l.unused <= scrubMargin {
			continue
		}
		if err := l.fill(b); err != nil {
			return err
		}
	}
	return nil
}

// scrubMargin is what lengths may take in a row that is made longer, in bytes.
const scrubMargin = 4

// fill makes the shortest row as long as there is room for, and short again.
func (l leaf) fill(b *batch) error {
	var id int64
	var note string
	err := b.conn.QueryRowContext(b.ctx, `SELECT id, note FROM issuance WHERE id BETWEEN ? AND ?
		ORDER BY octet_length(note) + octet_length(error) + octet_length(subject_name) + octet_length(pass_url) LIMIT 1`,
		l.first, l.last).Scan(&id, &note)
	if err != nil {
		return err
	}
	for _, text := range []string{note + strings.Repeat(" ", l.unused-scrubMargin), note} {
		if _, err := b.conn.ExecContext(b.ctx, `UPDATE issuance SET note = ? WHERE id = ?`, text, id); err != nil {
			return err
		}
	}
	return nil
}

// leavesAround gives the pages that rows are on, and those near them: none in a
// damaged table, whose ids have gaps, for then it is not known which they are.
func leavesAround(b *batch, ids []int64) ([]leaf, error) {
	all, err := allLeaves(b)
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

// allLeaves gives all pages of issuances in the order of their rows; at a
// million rows it takes a third of a second.
func allLeaves(b *batch) ([]leaf, error) {
	var first, last, rows int64
	err := b.conn.QueryRowContext(b.ctx, `SELECT coalesce(min(id), 0), coalesce(max(id), 0), (SELECT count(*) FROM issuance) FROM issuance`).
		Scan(&first, &last, &rows)
	if err != nil || last-first+1 != rows {
		return nil, err
	}
	pages, err := b.conn.QueryContext(b.ctx, `SELECT ncell, unused FROM dbstat
		WHERE name = 'issuance' AND pagetype = 'leaf' ORDER BY path`)
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
