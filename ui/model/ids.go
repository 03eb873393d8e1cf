package model

import "slices"

// IDs are the issuances of a list by id, in its order, as they were at one
// moment. They never change.
type IDs interface {
	Len() int
	ID(i int) int64
	Index(id int64) int // -1 when it is not among them
}

// Few are the ids of a list that is not long.
type Few []int64

// Len implements IDs.
func (f Few) Len() int { return len(f) }

// ID implements IDs.
func (f Few) ID(i int) int64 { return f[i] }

// Index implements IDs.
func (f Few) Index(id int64) int { return slices.Index(f, id) }

// placed knows the place of each id by heart.
type placed struct {
	IDs
	places []uint32 // by id, counted from 1; 0 for those that are not there
}

// Placed gives the same ids, and tells their places at once. To make it takes
// some milliseconds for a million, and 4 bytes for each id up to the highest.
func Placed(ids IDs) IDs {
	highest := int64(0)
	for i := range ids.Len() {
		highest = max(highest, ids.ID(i))
	}
	p := placed{ids, make([]uint32, highest+1)}
	for i := range ids.Len() {
		p.places[ids.ID(i)] = uint32(i + 1)
	}
	return p
}

// Index implements IDs.
func (p placed) Index(id int64) int {
	if id < 0 || id >= int64(len(p.places)) {
		return -1
	}
	return int(p.places[id]) - 1
}

// farthest is how many rows are looked at for one that is still there.
const farthest = 256

// locate is the place in next of the row that stood at a place, or of the first
// behind it that is still there, or behind the last before it.
func locate(before IDs, at int, next IDs) int {
	for i := at; i < min(before.Len(), at+farthest); i++ {
		if to := next.Index(before.ID(i)); to >= 0 {
			return to
		}
	}
	for i := min(at, before.Len()) - 1; i >= max(0, at-farthest); i-- {
		if to := next.Index(before.ID(i)); to >= 0 {
			return to + 1
		}
	}
	return min(max(at, 0), next.Len())
}

// standing is a newer state of a list in which a block of rows stands as it
// stood before, whatever has become of them.
type standing struct {
	next  IDs
	block []int64
	first int   // place of the block
	cut   int   // place in next of what follows the block
	gone  []int // places in next, rising, of what stands in the block
}

// stand keeps the rows from first on and before end as they are.
func stand(before, next IDs, first, end int) *standing {
	s := &standing{next: next, block: make([]int64, 0, end-first)}
	for i := first; i < end; i++ {
		s.block = append(s.block, before.ID(i))
		if to := next.Index(before.ID(i)); to >= 0 {
			s.gone = append(s.gone, to)
		}
	}
	slices.Sort(s.gone)
	if n := len(s.gone); n > 0 {
		s.cut = s.gone[n/2] // most stand together; one may have gone far
	} else {
		s.cut = locate(before, end, next)
	}
	s.first = s.cut - s.goneBefore(s.cut)
	return s
}

func (s *standing) goneBefore(place int) int {
	n, _ := slices.BinarySearch(s.gone, place)
	return n
}

// Len implements IDs.
func (s *standing) Len() int { return s.next.Len() - len(s.gone) + len(s.block) }

// ID implements IDs.
func (s *standing) ID(i int) int64 {
	if i >= s.first && i < s.first+len(s.block) {
		return s.block[i-s.first]
	}
	if i >= s.first {
		i -= len(s.block)
	}
	for _, at := range s.gone { // as many as are in sight at most
		if at > i {
			break
		}
		i++
	}
	return s.next.ID(i)
}

// Index implements IDs.
func (s *standing) Index(id int64) int {
	if k := slices.Index(s.block, id); k >= 0 {
		return s.first + k
	}
	at := s.next.Index(id)
	if at < 0 {
		return -1
	}
	i := at - s.goneBefore(at)
	if i >= s.first {
		i += len(s.block)
	}
	return i
}

// left tells whether a row is there only because it was there before.
func (s *standing) left(id int64) bool { return s.next.Index(id) < 0 }
