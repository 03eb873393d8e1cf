package ui

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/layout"

	"passdesk/store"
	"passdesk/ui/model"
)

// handoutScreen makes a folder with what passes are handed over with to many, and
// marks them as sent when the reader says so. What it came to waits for the reader,
// if they have closed it meanwhile.
type handoutScreen struct {
	writing
	form  *handoutForm
	count *ink
	first *push // what gets the keyboard when the reader comes back
}

// openHandout shows the screen for a hand-over to many, or the one that is at it.
func (d *Desk) openHandout() {
	if d.options.Exporter == nil {
		return
	}
	if h := d.handout; h != nil {
		h.sheet.show(h.first)
		return
	}
	h := &handoutScreen{count: newInk("", colorMuted, textSize, fyne.TextStyle{})}
	h.set(d, text("handout.title"), newMainPush(text("handout.start"), h.choose), newPush(text("handout.stop"), nil))
	h.form = newHandoutForm(d, h.ask)
	h.ask()
	h.sheet.show(h.start)
}

func (h *handoutScreen) ask() { h.writing.ask(h.form.parts()) }

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

// work has the folder made.
func (h *handoutScreen) work(wish model.Handout) {
	d := h.desk
	if d.handout != nil {
		return // one at a time
	}
	d.handout, h.first = h, h.leave
	h.count.write("", colorMuted)
	h.writing.work([]fyne.CanvasObject{
		paragraph(text("handout.working", values{"Folder": wish.Name}), plainLook), gap(8), h.count, gap(8),
	}, func(ctx context.Context) func() {
		done, err := d.options.Exporter.HandOut(ctx, wish, func(n int) {
			d.options.RunOnUI(func() { h.count.write(counted("handout.so_far", n), colorMuted) })
		})
		return func() { h.done(done, err) }
	})
}

func (h *handoutScreen) done(done model.HandedOut, err error) {
	if err != nil {
		h.let()
		h.failed(err, text("handout.stopped"), h.ask)
		return
	}
	h.finish(done)
	if !h.sheet.open {
		h.desk.toast.ask(handoutWords(done), counted("handout.mark", len(done.IDs)), func() { h.mark(done) })
	}
}

// let has the next one begin anew.
func (h *handoutScreen) let() {
	if h.desk.handout == h {
		h.desk.handout = nil
	}
}

// mark says of all passes in the folder that they were sent. It can be taken
// back.
func (h *handoutScreen) mark(done model.HandedOut) {
	h.sheet.close()
	h.let()
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
	h.sheet.onClose, h.first = h.let, later
	h.sheet.focus(later)
}

func handoutWords(done model.HandedOut) string {
	return counted("handout.done", len(done.IDs), values{"Folder": done.Folder})
}
