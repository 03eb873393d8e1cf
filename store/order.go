package store

import (
	"bytes"
	"cmp"
	"context"
	"encoding/binary"
	"math"
	"slices"
)

// Order is how a list is sorted. The zero value is newest first.
type Order struct {
	By        OrderBy
	Ascending bool
}

// OrderBy is a column that lists are sorted by. Rows that are equal in it stand
// by id, in the same direction. What a row does not have stands last in either
// direction.
type OrderBy uint8

// The columns.
const (
	ByReceived OrderBy = iota // by id, which is the order of commits
	ByName                    // without regard to case and marks, as the next two
	ByContact
	ByTemplate
	ByStatus   // failed, other, pending, succeeded: what needs a look comes first
	ByHandover // new, copied, sent, confirmed
	ByValidity // by when it ends; what never ends is last in either direction
)

// statusOrder is ByStatus.
var statusOrder = [...]uint64{Failed: 0, Other: 1, Pending: 2, Succeeded: 3}

// missing is the key of rows that do not have what they are ordered by.
const missing = math.MaxUint64

// keyed is a row of a list with what tells most of the order.
type keyed struct {
	key  uint64
	more uint64 // of texts: the bytes behind those of key
	id   uint32
}

// comparer orders cards of a catalog that is not changed meanwhile.
type comparer struct {
	c     *catalog
	order Order
	ranks []uint64 // of kinds, for orders that they tell
}

func newComparer(c *catalog, o Order) comparer {
	x := comparer{c: c, order: o}
	switch o.By {
	case ByTemplate:
		x.ranks = templateRanks(c.kinds)
	case ByStatus:
		x.ranks = ranks(c.kinds, func(k *kind) uint64 { return statusOrder[min(int(k.status), len(statusOrder)-1)] })
	case ByHandover:
		x.ranks = ranks(c.kinds, func(k *kind) uint64 { return uint64(k.handover) })
	}
	return x
}

func ranks(kinds []kind, rank func(*kind) uint64) []uint64 {
	all := make([]uint64, len(kinds))
	for n := range kinds {
		all[n] = rank(&kinds[n])
	}
	return all
}

// templateRanks gives equal templates equal ranks.
func templateRanks(kinds []kind) []uint64 {
	foldedOf := map[string]string{}
	for n := range kinds {
		if _, known := foldedOf[kinds[n].template]; !known {
			foldedOf[kinds[n].template] = fold(kinds[n].template)
		}
	}
	place := map[string]uint64{"": missing}
	var all []string
	for _, f := range foldedOf {
		all = append(all, f)
	}
	slices.Sort(all)
	for n, f := range slices.Compact(all) {
		if f != "" {
			place[f] = uint64(n)
		}
	}
	return ranks(kinds, func(k *kind) uint64 { return place[foldedOf[k.template]] })
}

// textOf is what orders by text look at.
func (x comparer) textOf(id uint32) []byte {
	k := &x.c.cards[id]
	if x.order.By == ByContact {
		return x.c.contactOf(k)
	}
	return x.c.nameOf(k)
}

func (x comparer) byText() bool { return x.order.By == ByName || x.order.By == ByContact }

// keyOf is the key by which a card comes where it belongs, in either direction.
func (x comparer) keyOf(id uint32) keyed {
	var key, more uint64
	switch {
	case x.ranks != nil:
		key = x.ranks[x.c.cards[id].kind]
	case x.byText():
		key, more = headOf(x.textOf(id))
	case x.order.By == ByValidity:
		key = missing
		if until := x.c.cards[id].until; until != forever {
			key = uint64(until) ^ 1<<63 // times before 1970 come first
		}
	}
	if key != missing && !x.order.Ascending {
		key, more = missing-1-key, ^more
	}
	return keyed{key: key, more: more, id: id}
}

// headOf gives the first bytes of a text as numbers of the same order.
func headOf(text []byte) (key, more uint64) {
	if len(text) == 0 {
		return missing, 0
	}
	var head [16]byte
	copy(head[:], text)
	return min(binary.BigEndian.Uint64(head[:8]), missing-1), binary.BigEndian.Uint64(head[8:])
}

// compare tells which of two stands first.
func (x comparer) compare(a, b keyed) int {
	if a.key != b.key {
		return cmp.Compare(a.key, b.key)
	}
	if a.more != b.more {
		return cmp.Compare(a.more, b.more)
	}
	sign := -1
	if x.order.Ascending {
		sign = 1
	}
	if x.byText() && a.key != missing {
		if d := bytes.Compare(x.textOf(a.id), x.textOf(b.id)); d != 0 {
			return sign * d
		}
	}
	return sign * cmp.Compare(a.id, b.id)
}

// sortBlock is how many rows are sorted without asking whether anybody still
// waits for them.
const sortBlock = 1 << 15

// sort sorts rows unless ctx ends before.
func (x comparer) sort(ctx context.Context, rows []keyed) ([]keyed, error) {
	for some := range slices.Chunk(rows, sortBlock) {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		slices.SortFunc(some, x.compare)
	}
	other := make([]keyed, 0, len(rows))
	for width := sortBlock; width < len(rows); width *= 2 {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		other = other[:0]
		for from := 0; from < len(rows); from += 2 * width {
			middle, end := min(from+width, len(rows)), min(from+2*width, len(rows))
			other = x.merge(other, rows[from:middle], rows[middle:end])
		}
		rows, other = other, rows
	}
	return rows, nil
}

// merge appends two sorted runs.
func (x comparer) merge(to, a, b []keyed) []keyed {
	for len(a) > 0 && len(b) > 0 {
		if x.compare(a[0], b[0]) <= 0 {
			to, a = append(to, a[0]), a[1:]
		} else {
			to, b = append(to, b[0]), b[1:]
		}
	}
	return append(append(to, a...), b...)
}

// best keeps the first n of rows that are handed to it.
type best struct {
	comparer
	n    int
	rows []keyed // up to twice n, the first n of them sorted
	last *keyed  // none behind it is among the first
}

func (t *best) offer(id uint32) {
	row := t.keyOf(id)
	if t.last != nil && t.compare(row, *t.last) > 0 {
		return
	}
	if t.rows = append(t.rows, row); len(t.rows) >= 2*t.n {
		t.settle()
	}
}

// settle gives the first n so far, sorted.
func (t *best) settle() []keyed {
	slices.SortFunc(t.rows, t.compare)
	if len(t.rows) >= t.n {
		t.rows = t.rows[:t.n]
		last := t.rows[t.n-1]
		t.last = &last
	}
	return t.rows
}
