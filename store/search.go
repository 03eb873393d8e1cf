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

const (
	// shortest is how many letters the search index needs at least.
	shortest = 3
	// maxSearch bounds what is searched for, in bytes.
	maxSearch = 200
)

// searchable are the columns that a search looks through.
const searchable = "i.subject_name, i.subject_contact, i.template, i.credential_id, i.action_id, i.error"

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

// wanted is what a search looks for, folded, bounded and free of NULs, which
// would end the text early.
func (f Filter) wanted() string {
	text := strings.TrimSpace(strings.ReplaceAll(f.Search, "\x00", ""))
	if len(text) > maxSearch {
		text = strings.ToValidUTF8(text[:maxSearch], "")
	}
	return fold(text)
}

// sources gives where the rows that f lets through come from, older ones
// before newer ones. A search is answered by the index as far as that has got,
// and beyond by looking at the rows; texts shorter than the index can find are
// looked for in all rows.
func (r *Reader) sources(ctx context.Context, f Filter) ([]source, error) {
	where, args := f.where()
	text := f.wanted()
	if text == "" {
		return []source{{from: issuances, id: "i.id", where: where, args: args}}, nil
	}
	looked := source{
		from: issuances, id: "i.id",
		where: where + " AND folded_contains(?, " + searchable + ")",
		args:  append(args[:len(args):len(args)], text),
	}
	if utf8.RuneCountInString(text) < shortest {
		return []source{looked}, nil
	}
	var searched int64
	if err := r.db.QueryRowContext(ctx, `SELECT searched FROM progress`).Scan(&searched); err != nil {
		return nil, translate(err)
	}
	phrase := `"` + strings.ReplaceAll(text, `"`, `""`) + `"`
	indexed := source{
		from: "issuance_search f JOIN issuance i ON i.id = f.rowid", id: "f.rowid",
		where: where + " AND issuance_search MATCH ? AND f.rowid <= ?",
		args:  append(args[:len(args):len(args)], phrase, searched),
	}
	looked.where += " AND i.id > ?"
	looked.args = append(looked.args, searched)
	return []source{indexed, looked}, nil
}
