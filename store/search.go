package store

import (
	"context"
	"database/sql/driver"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
	"modernc.org/sqlite"
)

func init() {
	// folded(text) is fold, for feeding the index.
	sqlite.MustRegisterDeterministicScalarFunction("folded", 1,
		func(_ *sqlite.FunctionContext, args []driver.Value) (driver.Value, error) {
			text, _ := args[0].(string)
			return fold(text), nil
		})
	// folded_contains(text, column …) tells whether one of the columns contains
	// the text, which is folded already.
	sqlite.MustRegisterDeterministicScalarFunction("folded_contains", -1,
		func(_ *sqlite.FunctionContext, args []driver.Value) (driver.Value, error) {
			text, _ := args[0].(string)
			for _, arg := range args[1:] {
				if column, ok := arg.(string); ok && strings.Contains(fold(column), text) {
					return int64(1), nil
				}
			}
			return int64(0), nil
		})
	// folded_is(text, column) tells whether the column is the text, which is
	// folded already.
	sqlite.MustRegisterDeterministicScalarFunction("folded_is", 2,
		func(_ *sqlite.FunctionContext, args []driver.Value) (driver.Value, error) {
			text, _ := args[0].(string)
			if column, ok := args[1].(string); ok && fold(column) == text {
				return int64(1), nil
			}
			return int64(0), nil
		})
}

// fold gives a text without the differences that searching passes over: case,
// and the marks on letters. The search index holds folded text.
func fold(text string) string {
	ascii := true
	for n := range len(text) {
		ascii = ascii && text[n] < utf8.RuneSelf
	}
	if !ascii {
		text = strings.Map(func(r rune) rune {
			if unicode.Is(unicode.Mn, r) {
				return -1
			}
			return r
		}, norm.NFD.String(text))
	}
	return strings.ToLower(text)
}

// sources gives where the rows that f lets through come from. A search is
// answered by the index as far as that has got, and beyond by looking at the
// rows; words shorter than the index can find are looked for in all rows.
func (r *Reader) sources(ctx context.Context, f Filter) ([]source, error) {
	return r.sourcesOf(ctx, f, sought.everywhere)
}

func (r *Reader) sourcesOf(ctx context.Context, f Filter, where func(sought, clause, indexState) []source) ([]source, error) {
	rest := f.where()
	var long []word
	for _, w := range f.words() {
		if w.short() {
			rest.and(w.looked())
		} else {
			long = append(long, w)
		}
	}
	if len(long) == 0 {
		return []source{{from: issuances, id: "i.id", where: rest.text, args: rest.args}}, nil
	}
	index, err := r.indexState(ctx)
	if err != nil {
		return nil, err
	}
	return where(allOf(long), rest, index), nil
}

// indexState is what the search index knows at one moment. Who asks it in
// several statements keeps to that.
type indexState struct {
	searched int64  // issuances up to this id are in it
	outdated string // ids of those whose texts are others by now, as json_each reads them
}

func (r *Reader) indexState(ctx context.Context) (x indexState, err error) {
	err = r.db.QueryRowContext(ctx, `SELECT searched, (SELECT json_group_array(issuance) FROM outdated) FROM progress`).
		Scan(&x.searched, &x.outdated)
	return x, translate(err)
}

// inOrder is sources with older rows before newer ones, also from one source to
// the next, and no row in two of them. While texts are being indexed anew, that
// is by looking at all rows; those that change later may be found by what they
// were.
func (r *Reader) inOrder(ctx context.Context, f Filter) ([]source, error) {
	var outdated bool
	if err := r.db.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM outdated)`).Scan(&outdated); err != nil {
		return nil, translate(err)
	}
	where := f.where()
	if !outdated {
		return r.sourcesOf(ctx, f, func(s sought, where clause, index indexState) []source {
			return []source{s.indexed(where, index), s.tail(where, index)}
		})
	}
	for _, w := range f.words() {
		where.and(w.looked())
	}
	return []source{{from: issuances, id: "i.id", where: where.text, args: where.args}}, nil
}

// sought is what the index is asked for, and how the same is found by looking.
type sought struct {
	match  string
	looked clause
	verify clause // what the index finds must meet this too
}

// allOf seeks rows in which each of some words stands.
func allOf(words []word) (s sought) {
	for n, w := range words {
		if n > 0 {
			s.match += " AND "
		}
		s.match += w.phrase()
		s.looked.and(w.looked())
	}
	return s
}

// everywhere gives the rows of the index and those that it does not know as
// they are: those that changed, and those that came after it got so far. They
// are apart because SQLite would otherwise look at all rows for them.
func (s sought) everywhere(where clause, index indexState) []source {
	indexed, changed := where, where
	indexed.and("f.rowid NOT IN (SELECT value FROM json_each(?))", index.outdated)
	changed.and("i.id IN (SELECT value FROM json_each(?))", index.outdated)
	changed.and(s.looked.text, s.looked.args...)
	return []source{
		s.indexed(indexed, index), s.tail(where, index),
		{from: issuances, id: "i.id", where: changed.text, args: changed.args},
	}
}

func (s sought) indexed(where clause, index indexState) source {
	where.and("issuance_search MATCH ? AND f.rowid <= ?", s.match, index.searched)
	if s.verify.text != "" {
		where.and(s.verify.text, s.verify.args...)
	}
	return source{from: "issuance_search f JOIN issuance i ON i.id = f.rowid", id: "f.rowid", where: where.text, args: where.args}
}

func (s sought) tail(where clause, index indexState) source {
	where.and("i.id > ?", index.searched)
	where.and(s.looked.text, s.looked.args...)
	return source{from: issuances, id: "i.id", where: where.text, args: where.args}
}
