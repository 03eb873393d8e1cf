package ui

import (
	"passdesk/ui/model"
)

// rowsOffer are rows that something may be about, and what they are called.
type rowsOffer struct {
	which model.Which
	words string
}

// rowsChoice asks which rows something is about.
type rowsChoice struct {
	*choice
	offers []rowsOffer
}

func newRowsChoice(offers ...rowsOffer) *rowsChoice {
	words := make([]string, len(offers))
	for n, o := range offers {
		words[n] = o.words
	}
	return &rowsChoice{newChoice(0, words...), offers}
}

// which are the rows that are chosen.
func (c *rowsChoice) which() model.Which { return c.offers[c.chosen].which }

// offerSelected offers the selected rows as they are now, if there are several.
func (d *Desk) offerSelected() []rowsOffer {
	rows := &d.list.rows
	n := rows.Chosen.Count()
	if n < 2 {
		return nil
	}
	return []rowsOffer{{rows.Picked(), text("export.selected", values{"N": figure(n)})}}
}

// offerListed offers what the list shows, with their number as far as it is known.
func (d *Desk) offerListed() rowsOffer {
	words, rows := text("export.listed"), &d.list.rows
	if d.read && d.answer.query == d.query && d.answer.err == nil && !rows.Part() {
		words = text("export.listed_n", values{"N": figure(rows.List().Len())})
	}
	return rowsOffer{model.Found{Filter: d.query.Filter(d.options.Now()), Order: d.query.Order}, words}
}
