package ui

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/widget"

	"passdesk/assets/say"
	"passdesk/store"
	"passdesk/ui/model"
)

// fetchScreen fetches from Crossmint what can be fetched. It may be closed while
// that goes on; the result is told then in passing.
type fetchScreen struct {
	desk  *Desk
	sheet *sheet
	ids   []int64 // nil for all that is watched
	bar   *widget.ProgressBarInfinite
	count *ink
	stop  *push
	leave *push
	end   func() // stops the fetching
}

// openFetch fetches what can be fetched of some issuances, or, with nil, of all
// that is watched; or it shows the fetching that goes on.
func (d *Desk) openFetch(ids []int64) {
	if f := d.asks.fetch; f != nil {
		f.bar.Start()
		f.sheet.show(f.leave)
		return
	}
	f := &fetchScreen{desk: d, ids: ids, sheet: newSheet(d, text("fetch.title")), bar: newWaiting(), count: newInk("", colorMuted, textSize, fyne.TextStyle{})}
	f.stop = newPush(text("fetch.stop"), f.cancel)
	f.leave = newMainPush(text("export.leave"), f.sheet.close)
	f.sheet.onClose = f.bar.Stop // nothing moves where nobody looks
	f.bar.Show()
	f.sheet.fill(paragraph(text("fetch.working"), plainLook), gap(12), f.bar, gap(8), f.count, gap(8), paragraph(text("fetch.working_why"), quietLook), gap(4))
	f.sheet.buttons(f.stop, layout.NewSpacer(), f.leave)
	f.sheet.show(f.leave)
	f.work()
}

func (f *fetchScreen) work() {
	d := f.desk
	d.asks.fetch = f
	f.end = d.chores.start(func(ctx context.Context) func() {
		done, err := d.asks.asker.Fetch(ctx, f.ids, func(now model.Fetched) {
			d.options.RunOnUI(func() { f.tell(now) })
		})
		return func() { f.done(done, err) }
	})
}

// tell shows how far it is.
func (f *fetchScreen) tell(now model.Fetched) {
	f.count.write(counted("fetch.so_far", now.Looked, values{"Fetched": figure(now.Fetched)}), colorMuted)
}

// cancel ends the fetching. It is over when done says so.
func (f *fetchScreen) cancel() {
	f.stop.say(text("export.stopping"))
	f.stop.enable(false)
	f.sheet.focus(f.leave)
	f.end()
}

// done says what it came to.
func (f *fetchScreen) done(done model.Fetched, err error) {
	stopped := f.stop.Disabled()
	f.bar.Stop()
	f.desk.asks.fetch = nil
	f.desk.asks.changed()
	words := fetchedWords(done)
	if stopped {
		words = append([]string{text("fetch.stopped")}, words...)
	} else if err != nil {
		words = append([]string{sentence(say.Of(err))}, words...)
	}
	if !f.sheet.open {
		f.desk.toast.say(words[0])
		return
	}
	f.finish(words, fetchedGround(done, err))
}

func (f *fetchScreen) finish(sentences []string, ground fyne.ThemeColorName) {
	var words []fyne.CanvasObject
	for _, s := range sentences {
		words = append(words, paragraph(s, plainLook))
	}
	parts := card(ground, words...)
	parts = append(parts, paragraph(text("fetch.only_watched"), quietLook), gap(4))
	f.sheet.fill(parts...)
	ok := newMainPush(text("menu.close"), f.sheet.close)
	list := newPush(text("ask.watched"), f.desk.openWatched)
	list.Hidden = f.desk.asks.list != nil // below this one
	f.sheet.buttons(list, layout.NewSpacer(), ok)
	f.sheet.focus(ok)
}

// fetchedWords says in plain words what fetching came to, the news first.
func fetchedWords(f model.Fetched) (words []string) {
	say := func(key string, n int, v ...values) {
		if n > 0 {
			words = append(words, counted(key, n, v...))
		}
	}
	say("fetch.fetched", f.Fetched)
	say("fetch.settled", f.Settled)
	say("fetch.pending", f.Pending)
	say("fetch.delegated", f.Delegated)
	say("fetch.unknown", f.Unknown)
	say("fetch.unasked", f.Unasked, values{"Why": f.Why})
	if len(words) == 0 {
		words = append(words, text("fetch.nothing"))
	}
	return words
}

func fetchedGround(f model.Fetched, err error) fyne.ThemeColorName {
	if err != nil || f.Unasked+f.Delegated+f.Unknown > 0 {
		return colorWarningSoft
	}
	return colorSuccessSoft
}

// fetchChosen fetches what can be fetched of the selected rows.
func (d *Desk) fetchChosen() {
	if i, one := d.onlyOne(); one {
		d.openFetch([]int64{i.ID})
		return
	}
	d.withChosen(func(ids []int64) { d.openFetch(ids) })
}

// fetchable tells that there may be more of an issuance at Crossmint than was
// delivered.
func fetchable(i store.Issuance) bool {
	return i.SupersededBy == "" && (i.Origin == store.Watched || i.Origin == store.Reported && i.Status == store.Succeeded)
}
