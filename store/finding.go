package store

import (
	"context"
	"slices"
	"strings"
)

// finding holds the ids that the database had to be asked for: what of a filter
// only its index, or a look at the rows, can tell.
type finding struct {
	words bits // in which every long word of Search stands
	terms []bits
	and   []finding
	not   []finding
}

// inDatabase are the fields that are not in the catalog.
func (f Field) inDatabase() bool {
	return f == InSubject || f == InCredential || f == InAction || f == InMessage
}

// asksDatabase tells that the catalog alone does not do, but for Not.
func (f Filter) asksDatabase() bool {
	return len(f.longWords()) > 0 || slices.ContainsFunc(f.Terms, func(t Term) bool { return t.In.inDatabase() })
}

// find asks the database for what a filter needs of it, of the issuances only,
// or of all if only is nil. Issuances beyond newest do not count.
func (r *Reader) find(ctx context.Context, f Filter, only []int64, newest int64) (x finding, err error) {
	if long := f.longWords(); len(long) > 0 {
		if x.words, err = r.ids(ctx, allOf(long), only, newest); err != nil {
			return x, err
		}
	}
	for field, terms := range f.alternatives() {
		if len(terms) == 0 || !Field(field).inDatabase() {
			continue
		}
		some, err := r.ids(ctx, anyOf(terms), only, newest)
		if err != nil {
			return x, err
		}
		x.terms = append(x.terms, some)
	}
	if x.and, err = r.findEach(ctx, f.ands(), only, newest); err == nil {
		x.not, err = r.findEach(ctx, f.nots(), only, newest)
	}
	return x, err
}

func (r *Reader) findEach(ctx context.Context, filters []Filter, only []int64, newest int64) (all []finding, err error) {
	for _, f := range filters {
		x, err := r.find(ctx, f, only, newest)
		if err != nil {
			return nil, err
		}
		all = append(all, x)
	}
	return all, nil
}

// anyOf seeks rows that one of some terms on the same field finds: by the index,
// where all of them can be asked of it.
func anyOf(terms []Term) (s sought) {
	text, args := looked(terms)
	s.looked.and(text, args...)
	column := fieldColumns[terms[0].In][2:]
	var match []string
	for _, t := range terms {
		w := word(t.folded())
		if t.In == InSubject || w.short() {
			return sought{looked: s.looked}
		}
		match = append(match, w.phrase())
		if t.Whole {
			s.verify = s.looked
		}
	}
	s.match = column + " : (" + strings.Join(match, " OR ") + ")"
	return s
}

// ids gives the issuances that are sought.
func (r *Reader) ids(ctx context.Context, s sought, only []int64, newest int64) (bits, error) {
	var sources []source
	switch {
	case only != nil:
		c := s.looked
		c.and("i.id IN (SELECT value FROM json_each(?))", array(only))
		sources = []source{{from: issuances, id: "i.id", where: c.text, args: c.args}}
	case s.match == "":
		sources = []source{{from: issuances, id: "i.id", where: s.looked.text, args: s.looked.args}}
	default:
		index, err := r.indexState(ctx)
		if err != nil {
			return nil, err
		}
		sources = s.everywhere(clause{text: "1"}, index)
	}
	set := newBits(newest)
	for _, from := range sources {
		err := r.each(ctx, from, "", func(id int64) bool { set.add(id); return true })
		if err != nil {
			return nil, err
		}
	}
	return set, nil
}

// each hands over the ids of a source until do has enough.
func (r *Reader) each(ctx context.Context, s source, tail string, do func(id int64) bool) error {
	from := s.from
	if strings.Contains(s.where, "i.") || strings.Contains(s.where, "d.") {
		from += joinDelivery
	} else { // the index knows its rows by their ids
		from = "issuance_search f"
	}
	rows, err := r.db.QueryContext(ctx, "SELECT "+s.id+" FROM "+from+" WHERE "+s.where+" "+tail, s.args...)
	if err != nil {
		return translate(err)
	}
	defer rows.Close()
	for rows.Next() {
		var id int64
		if err := rows.Scan(&id); err != nil {
			return translate(err)
		}
		if !do(id) {
			return nil
		}
	}
	return translate(rows.Err())
}
