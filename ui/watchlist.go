package ui

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"passdesk/assets/say"
	"passdesk/ui/model"
)

// watchScreen shows what is watched and how it stands, and has more of it
// watched.
type watchScreen struct {
	desk  *Desk
	sheet *sheet
	add   *watchField
	list  *pickList
	about *fyne.Container
	fetch *push // asks about the one that is picked; out of use where nothing comes of it
	pages watchPages
	shown model.Watched // the picked one as it is drawn

	reading bool
	again   bool // it is to be read once more
	broken  bool // what is said is why it could not be read
}

// openWatched shows the watch list.
func (d *Desk) openWatched() {
	w := &watchScreen{desk: d, sheet: newSheet(d, text("watch.title")), about: container.New(stacked{})}
	w.sheet.wide = sheetWide
	w.add = newWatchField(w)
	w.list = newPickList(w.line, []float32{124, 0, 96, 124}, w.showPicked)
	w.list.give(0, w.most())
	w.fetch = newPush(text("watch.ask_now"), w.fetchPicked)
	w.fetch.enable(false)
	leave := newMainPush(text("menu.close"), w.sheet.close)
	w.sheet.fill(
		paragraph(text("watch.why"), quietLook), gap(8), w.add.box, gap(4), w.add.said.box,
		w.list.room, gap(10), w.about)
	w.sheet.buttons(w.fetch, layout.NewSpacer(), leave)
	w.sheet.onEnter = func() {
		if w.add.empty() {
			w.sheet.close()
			return
		}
		w.add.submit()
	}
	d.asks.list, w.sheet.onClose = w, func() { d.asks.list = nil }
	w.say(text("safety.reading"))
	w.sheet.show(w.add.entry)
	w.read(0, watchPage)
}

// most is how many lines are in sight at once.
func (w *watchScreen) most() int {
	return max(int((w.desk.window.Canvas().Size().Height-460)/(pickHeight+4)), 4)
}

// say puts a sentence where else the picked line is explained.
func (w *watchScreen) say(words string) {
	w.about.Objects = []fyne.CanvasObject{paragraph(words, plainLook)}
	w.sheet.rearrange()
}

// read reads lines below an id; 0 is from the newest on.
func (w *watchScreen) read(before int64, limit int) {
	if w.reading {
		w.again = true
		return
	}
	w.reading = true
	ask(w.sheet, func(ctx context.Context) ([]model.Watched, error) {
		return w.desk.asks.asker.Watched(ctx, before, limit)
	}, func(page []model.Watched, err error) {
		w.reading = false
		if err != nil {
			w.broken = true
			w.say(sentence(say.Of(err)))
			return
		}
		if w.broken {
			w.broken, w.shown = false, model.Watched{}
		}
		w.take(before, limit, page)
		if w.again {
			w.again = false
			w.renew()
		}
	})
}

// renew reads again what is in sight.
func (w *watchScreen) renew() {
	const row = pickHeight + 4
	first := int(w.list.GetScrollOffset() / row)
	if first == 0 || first > len(w.pages.all) {
		w.read(0, watchPage)
		return
	}
	w.read(w.pages.all[first-1].ID, int(w.list.Size().Height/row)+2)
}

func (w *watchScreen) take(before int64, limit int, page []model.Watched) {
	picked := int64(0)
	if n := w.list.picked; n >= 0 && n < len(w.pages.all) {
		picked = w.pages.all[n].ID
	}
	w.pages.take(before, limit, page)
	at := w.pages.find(picked)
	if at < 0 {
		at = min(0, len(w.pages.all)-1)
	}
	w.list.give(len(w.pages.all), w.most())
	w.sheet.rearrange()
	w.list.show(len(w.pages.all), at)
	w.showPicked()
}

// line is a line of the list. Older ones are read when their time comes.
func (w *watchScreen) line(n int) pickLine {
	if n >= len(w.pages.all)-watchPage/4 && !w.pages.whole && !w.reading {
		w.read(w.pages.all[len(w.pages.all)-1].ID, watchPage)
	}
	one := w.pages.all[n]
	face := watchFaces[one.State()]
	return pickLine{
		sign: face.sign, tone: face.tone, soft: face.soft,
		words: []string{dates().Hour(one.Since, w.desk.options.Now()), one.ItsID(), environmentText(one.Environment), text(face.word)},
	}
}

// watchFaces are how the states look.
var watchFaces = [...]gapFace{
	model.StillPending: {"○", "watch.pending", colorWarning, colorWarningSoft},
	model.GivenUp:      {"◆", "watch.given_up", colorMuted, colorIdle},
	model.HasFailed:    {"✕", "watch.failed", colorDanger, colorDangerSoft},
	model.Undelivered:  {"!", "watch.undelivered", colorWarning, colorWarningSoft},
	model.HasFetched:   {"↓", "watch.fetched", colorAccent, colorAccentSoft},
	model.HasArrived:   {"✓", "watch.arrived", colorSuccess, colorSuccessSoft},
}

// showPicked says how the picked one stands, and what to do about it.
func (w *watchScreen) showPicked() {
	n := w.list.picked
	if n < 0 || n >= len(w.pages.all) {
		w.shown = model.Watched{}
		w.say(text("watch.none"))
		w.fetch.enable(false)
		return
	}
	one := w.pages.all[n]
	state := one.State()
	w.fetch.enable(w.desk.asks.able() && state != model.HasArrived && state != model.HasFetched && state != model.HasFailed)
	if one == w.shown && len(w.about.Objects) > 0 {
		return
	}
	w.shown = one
	words := []fyne.CanvasObject{paragraph(sentence(one.Sentence), plainLook)}
	if state == model.HasFailed && one.Error != "" {
		words = append(words, paragraph(one.Error, plainLook))
	}
	if !w.desk.asks.able() && state == model.StillPending {
		words = append(words, paragraph(text("watch.keyless"), plainLook))
	}
	if one.Asked > 0 {
		words = append(words, paragraph(counted("watch.asked", one.Asked), quietLook))
	}
	w.about.Objects = card(watchFaces[state].soft, words...)
	w.sheet.rearrange()
}

// fetchPicked asks about the picked one at once.
func (w *watchScreen) fetchPicked() {
	if n := w.list.picked; n >= 0 && n < len(w.pages.all) {
		w.desk.openFetch([]int64{w.pages.all[n].ID})
	}
}
