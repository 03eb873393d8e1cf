package ui

import (
	"context"

	"passdesk/ui/model"
)

// wishes is what the reader has set about the desk. It takes effect at once and
// is kept behind that. It belongs to the UI thread.
type wishes struct {
	model.Settings
	desk      *Desk
	keep      func(context.Context, model.Settings) error // nil where nothing is kept
	languages []spoken                                    // that can be chosen

	keeping bool
	again   bool // something else was set meanwhile
	err     error
	onKept  func() // hears how keeping went; nil for nobody
}

func newWishes(d *Desk) *wishes {
	return &wishes{Settings: d.options.Settings, desk: d, keep: d.options.KeepSettings, languages: languages(), onKept: func() {}}
}

// set changes something. What cannot be kept holds until the program ends.
func (w *wishes) set(edit func(*model.Settings)) {
	next := w.Settings
	edit(&next)
	if next == w.Settings {
		return
	}
	before := w.Settings
	w.Settings = next
	if before.Appearance != next.Appearance || before.TextSize != next.TextSize {
		w.desk.dress(next)
	}
	w.save()
}

// save keeps what is set, one after the other, so that the last one counts.
func (w *wishes) save() {
	if w.again = w.keeping; w.keeping {
		return
	}
	w.keeping = true
	settings := w.Settings
	w.desk.chores.add(func(ctx context.Context) func() {
		err := w.keep(ctx, settings)
		return func() {
			w.keeping, w.err = false, err
			if w.again {
				w.save()
				return
			}
			w.onKept()
		}
	})
}
