package ui

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/layout"

	"passdesk/assets/say"
	"passdesk/store"
	"passdesk/ui/model"
)

// handoutScreen makes a folder with what passes are handed over with to many, and
// marks them as sent when the reader says so. It may be closed while the folder is
// being made; the result is told then in passing.
type handoutScreen struct {
	desk  *Desk
	sheet *sheet
	form  *handoutForm
	said  *said
	count *ink

	start, stop, leave *push
	end                context.CancelFunc // stops it; nil unless it goes on
	stopped            bool               // somebody wanted that
}

// openHandout shows the screen for a hand-over to many, or the one that is at it.
func (d *Desk) openHandout() {
	if d.options.Exporter == nil {
		return
	}
	if h := d.handout; h != nil {
		h.sheet.show(h.leave)
		return
	}
	h := &handoutScreen{desk: d, sheet: newSheet(d, text("handout.title")), said: newSaid(), count: newInk("", colorMuted, textSize, fyne.TextStyle{})}
	h.form = newHandoutForm(d, h.ask)
	h.start = newMainPush(text("handout.start"), h.choose)
	h.stop = newPush(text("handout.stop"), h.cancel)
	h.leave = newPush(text("menu.cancel"), h.sheet.close)
	h.ask()
	h.sheet.show(h.start)
}

// ask shows the form.
func (h *handoutScreen) ask() {
	h.said.show("", colorGround)
	h.sheet.onEnter = h.choose
	h.leave.say(text("menu.cancel"))
	h.sheet.fill(append(h.form.parts(), h.said.box)...)
	h.sheet.buttons(layout.NewSpacer(), h.leave, h.start)
}

func (h *handoutScreen) complain(words string) {
	h.said.show(words, colorDangerSoft)
	h.sheet.rearrange()
	h.sheet.scroll.ScrollToBottom() // where it stands
	h.sheet.focus(h.start)
}

// choose has the reader say where to, and begins.
func (h *handoutScreen) choose() {
	if h.end != nil {
		return
	}
	wish := h.form.wish()
	if len(wish.Parts) == 0 {
		h.complain(text("handout.parts_none"))
		return
	}
	h.desk.files.folder("", func(path string) {
		wish.Folder = path
		// With the time to the second, for there must not be one of that name.
		wish.Name = text("handout.folder", values{"Date": h.desk.options.Now().Format("2006-01-02 15.04.05")})
		h.work(wish)
	})
}

// work has the folder made, and shows how far that is.
func (h *handoutScreen) work(wish model.Handout) {
	d := h.desk
	if d.handout != nil {
		return // one at a time
	}
	d.handout, h.stopped = h, false
	wanted, end := context.WithCancel(context.Background())
	h.end = end
	h.leave.say(text("export.leave"))
	h.stop.say(text("handout.stop"))
	h.stop.enable(true)
	h.sheet.onEnter = nil
	h.count.write("", colorMuted)
	h.sheet.fill(paragraph(text("handout.working", values{"Folder": wish.Name}), plainLook), gap(8), h.count, gap(8))
	h.sheet.buttons(h.stop, layout.NewSpacer(), h.leave)
	h.sheet.focus(h.leave)
	d.chores.add(func(ctx context.Context) func() {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		defer context.AfterFunc(wanted, cancel)()
		done, err := d.options.Exporter.HandOut(ctx, wish, func(n int) {
			d.options.RunOnUI(func() { h.count.write(counted("handout.so_far", n), colorMuted) })
		})
		return func() { h.done(done, err) }
	})
}

// cancel stops it. It is over when done says so.
func (h *handoutScreen) cancel() {
	if h.end != nil {
		h.stopped = true
		h.stop.say(text("export.stopping"))
		h.stop.enable(false)
		h.sheet.focus(h.leave)
		h.end()
	}
}

func (h *handoutScreen) done(done model.HandedOut, err error) {
	h.end()
	h.end, h.desk.handout = nil, nil
	switch {
	case err != nil:
		h.failed(err)
	case !h.sheet.open:
		h.desk.toast.ask(handoutWords(done), counted("handout.mark", len(done.IDs)), func() { h.mark(done) })
	default:
		h.finish(done)
	}
}

// failed says why there is no folder. The form is as it was filled in.
func (h *handoutScreen) failed(err error) {
	words := sentence(say.Of(err))
	if h.stopped {
		words = text("handout.stopped")
	}
	if !h.sheet.open {
		h.desk.toast.say(words)
		return
	}
	h.ask()
	h.complain(words)
}

// mark says of all passes in the folder that they were sent. It can be taken
// back.
func (h *handoutScreen) mark(done model.HandedOut) {
	h.sheet.close()
	h.desk.handOver(store.HandoverSent, counted(handTexts[store.HandoverSent][1], len(done.IDs)), done.IDs...)
}

// finish says what is in the folder, and asks whether it has been sent.
func (h *handoutScreen) finish(done model.HandedOut) {
	later := newPush(text("handout.later"), h.sheet.close)
	sent := newMainPush(counted("handout.mark", len(done.IDs)), func() { h.mark(done) })
	ground := colorSuccessSoft
	words := []fyne.CanvasObject{paragraph(handoutWords(done), plainLook)}
	if done.Drafts > 0 {
		words = append(words, paragraph(counted("handout.drafts_n", done.Drafts), plainLook))
	}
	for _, lack := range []struct {
		n   int
		key string
	}{{done.Revoked, "handout.revoked"}, {done.NoLink, "handout.no_link"}, {done.NoAddress, "handout.no_address"}, {done.NoCode, "handout.no_code"}, {done.Unprinted, "handout.unprinted"}} {
		if lack.n > 0 {
			ground = colorWarningSoft
			words = append(words, paragraph(counted(lack.key, lack.n), plainLook))
		}
	}
	words = append(words, paragraph(text("handout.keep"), quietLook))
	h.sheet.fill(card(ground, words...)...)
	h.sheet.buttons(layout.NewSpacer(), later, sent)
	h.sheet.onEnter = nil // that is too much to happen by the way
	h.sheet.focus(later)
}

func handoutWords(done model.HandedOut) string {
	return counted("handout.done", len(done.IDs), values{"Folder": done.Folder})
}
