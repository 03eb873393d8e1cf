package ui

import (
	"context"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"passdesk/store"
	"passdesk/ui/model"
)

// namedShortcut copies names with the links.
var namedShortcut = &desktop.CustomShortcut{KeyName: fyne.KeyC, Modifier: fyne.KeyModifierShortcutDefault | fyne.KeyModifierShift}

// bulkMost is how many issuances something can be done with at a time. Nobody
// hands more over by hand, and the log of acts has an entry for each.
const bulkMost = 10_000

// copySelected copies the links of the selected rows, one on a line.
func (d *Desk) copySelected() { d.copyChosen(model.LinkLine) }

// copyNamed copies them with the names before them.
func (d *Desk) copyNamed() { d.copyChosen(model.NamedLine) }

// copyChosen copies what line makes of the selected rows, unless the reader has
// moved on to a list that is not there yet.
func (d *Desk) copyChosen(line func(store.Issuance) string) {
	if d.answer.query != d.query {
		return
	}
	i, one := d.onlyOne()
	switch {
	case !one:
		d.withChosen(func(ids []int64) { d.copyMany(ids, line) })
	case i.SupersededBy != "":
		d.toast.say(text("toast.superseded"))
	case !i.Unrevoked():
		d.toast.say(text("toast.revoked", values{"Name": d.nameOf(i)}))
	case i.PassURL == "":
		d.toast.say(text("toast.nolink", values{"Name": d.nameOf(i)}))
	default:
		d.copyLink(i, line(i))
	}
}

// onlyOne is the selected row, if it is the only one and known.
func (d *Desk) onlyOne() (store.Issuance, bool) {
	i, selected := d.list.selected()
	chosen := &d.list.rows.Chosen
	return i, selected && chosen.Count() == 1 && chosen.Has(i.ID) && !bare(i)
}

// withChosen does something with the selected rows, if it can be done with so
// many.
func (d *Desk) withChosen(do func(ids []int64)) {
	switch n := d.list.rows.Chosen.Count(); {
	case n == 0:
		d.toast.say(text("toast.nothing"))
	case n > bulkMost:
		d.toast.say(text("toast.too_many", values{"N": figure(n), "Most": figure(bulkMost)}))
	default:
		do(d.chosen())
	}
}

// chosen are the ids of the selected rows in the order in which they stand, and
// behind them those that have left the list: the reader is not done with them.
func (d *Desk) chosen() []int64 {
	rows := &d.list.rows
	return rows.Chosen.IDs(rows.List())
}

// copyLink puts a pass link on the clipboard and notes that somebody has it.
func (d *Desk) copyLink(i store.Issuance, words string) {
	d.loan.board.SetContent(words)
	d.handOver(store.HandoverCopied, text("toast.copied", values{"Name": d.nameOf(i)}), i.ID)
	d.flash(i.ID)
	d.settleFocus()
}

// rowsAtOnce is how many rows are read at a time for doing something with them.
const rowsAtOnce = 500

// gather reads rows and goes on with those that are meant. When they cannot be
// read it says so in those words, and nothing has happened.
func (d *Desk) gather(ids []int64, meant func(store.Issuance) bool, failed string, then func([]store.Issuance)) {
	d.chores.add(func(ctx context.Context) func() {
		var all []store.Issuance
		for some := range slices.Chunk(ids, rowsAtOnce) {
			rows, err := d.backend.Rows(ctx, some)
			if err != nil {
				return func() { d.toast.say(failed) }
			}
			for _, i := range rows {
				if meant(i) {
					all = append(all, i)
				}
			}
		}
		return func() { then(all) }
	})
}

// copyMany copies the links of several. Those without one, and those that have
// been replaced or revoked, are left out and counted. What somebody has copied
// meanwhile stays on the clipboard: it is what they are about to paste.
func (d *Desk) copyMany(ids []int64, line func(store.Issuance) string) {
	before := d.loan.board.puts
	d.gather(ids, canCopy, text("toast.uncopied"), func(rows []store.Issuance) {
		if d.loan.board.puts == before {
			d.copiedMany(rows, line, len(ids))
		}
	})
}

func (d *Desk) copiedMany(rows []store.Issuance, line func(store.Issuance) string, of int) {
	if len(rows) == 0 {
		d.toast.say(text("toast.nolinks"))
		return
	}
	lines := make([]string, len(rows))
	for n, i := range rows {
		lines[n] = line(i)
	}
	d.loan.board.SetContent(strings.Join(lines, "\n"))
	words := counted("toast.copied_many", len(rows))
	if rest := of - len(rows); rest > 0 {
		words = text("toast.but", values{"Done": words, "Rest": counted("toast.linkless", rest)})
	}
	d.handOver(store.HandoverCopied, words, idsOf(rows)...)
}

func idsOf(rows []store.Issuance) []int64 {
	ids := make([]int64, len(rows))
	for n, i := range rows {
		ids[n] = i.ID
	}
	return ids
}
