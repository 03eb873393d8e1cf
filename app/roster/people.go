package roster

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"passdesk/store"
	"passdesk/ui/model"
)

// ErrColumns means that nobody can be told by the columns that are chosen.
var ErrColumns = errors.New("say which column holds the email addresses, the names or the ids")

// Correct has columns be what somebody says instead of what was guessed: their
// titles by email, name, given, family or id, or #3 for the third; "" for none.
func Correct(f *model.RosterFile, said map[string]string) error {
	c := &f.Columns
	places := [kinds]*int{&c.Contact, &c.Name, &c.Given, &c.Family, &c.ID}
	for word, title := range said {
		k := slices.Index(kindNames[:], word)
		if k < 0 {
			return fmt.Errorf("there is no %q to say; say %s", word, strings.Join(kindNames[:], ", "))
		}
		at := -1
		if title != "" {
			if at = columnNamed(f, title); at < 0 {
				return fmt.Errorf("the file has no column %q; it has %s", title, listed(f.Titles()))
			}
		}
		*places[k] = at
		for other, place := range places {
			if _, also := said[kindNames[other]]; other != k && !also && at >= 0 && *place == at {
				*place = -1
			}
		}
		if _, parts := said["given"]; kind(k) == name && !parts && at >= 0 {
			if _, parts = said["family"]; !parts {
				c.Given, c.Family = -1, -1
			}
		}
	}
	if !c.Usable() {
		return ErrColumns
	}
	return nil
}

// Taken says which columns are taken for what.
func Taken(f model.RosterFile) string {
	var words []string
	c, titles := f.Columns, f.Titles()
	for k, at := range []int{c.Contact, c.Name, c.Given, c.Family, c.ID} {
		if at < 0 || at >= len(titles) {
			continue
		}
		words = append(words, kindNames[k]+" = "+cmp.Or(titles[at], fmt.Sprintf("#%d", at+1)))
	}
	return strings.Join(words, ", ")
}

func columnNamed(f *model.RosterFile, title string) int {
	titles := f.Titles()
	for n, t := range titles {
		if t != "" && store.Fold(t) == store.Fold(strings.TrimSpace(title)) {
			return n
		}
	}
	if number, is := strings.CutPrefix(title, "#"); is {
		if n, err := strconv.Atoi(number); err == nil && n >= 1 && n <= len(titles) {
			return n - 1
		}
	}
	return -1
}

func listed(titles []string) string {
	var words []string
	for n, t := range titles {
		if t == "" {
			t = fmt.Sprintf("#%d", n+1)
		}
		words = append(words, t)
	}
	return strings.Join(words, ", ")
}

// People are those that the rows below the header name, without rows that name
// nobody. It fails with ErrColumns, and with ErrTooLarge.
func People(f model.RosterFile) (people []store.Expected, err error) {
	c := f.Columns
	if !c.Usable() {
		return nil, ErrColumns
	}
	for n := c.Header + 1; n < len(f.Rows); n++ {
		row := f.Rows[n]
		cell := func(at int) string {
			if at < 0 || at >= len(row.Cells) {
				return ""
			}
			return row.Cells[at]
		}
		p := store.Expected{Number: row.Number, Name: inOrder(cell(c.Name)), Contact: bareAddress(cell(c.Contact)), Ident: cell(c.ID)}
		if p.Name == "" {
			p.Name = strings.TrimSpace(cell(c.Given) + " " + cell(c.Family))
		}
		if p.Name+p.Contact+p.Ident != "" {
			people = append(people, p)
		}
	}
	switch {
	case len(people) == 0:
		return nil, ErrEmpty
	case len(people) > store.MaxExpected:
		return nil, ErrTooLarge
	}
	return people, nil
}

// inOrder turns "Lovelace, Ada" round.
func inOrder(name string) string {
	family, given, comma := strings.Cut(name, ",")
	if comma && !strings.Contains(given, ",") && strings.TrimSpace(given) != "" {
		return strings.TrimSpace(given) + " " + strings.TrimSpace(family)
	}
	return name
}

// bareAddress takes an address out of "Ada <ada@example.org>" and "mailto:".
func bareAddress(cell string) string {
	if from, to := strings.LastIndexByte(cell, '<'), strings.LastIndexByte(cell, '>'); from >= 0 && to > from {
		cell = cell[from+1 : to]
	}
	if len(cell) > 7 && strings.EqualFold(cell[:7], "mailto:") {
		cell = cell[7:]
	}
	return strings.TrimSpace(cell)
}
