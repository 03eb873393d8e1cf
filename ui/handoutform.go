package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"passdesk/ui/model"
)

// handoutParts are what can be made, handoutLabels what that is called.
var (
	handoutParts  = []string{"mail-merge", "drafts", "qr", "cards"}
	handoutLabels = []string{"handout.merge", "handout.drafts", "handout.codes", "handout.cards"}
	papers        = []string{"a4", "letter"}
)

// handoutForm asks whose passes are handed over, and with what.
type handoutForm struct {
	what  *rowsChoice
	ticks []*tick
	paper *choice
}

// newHandoutForm is about what the desk shows now. onChange hears that another part
// is wanted.
func newHandoutForm(d *Desk, onChange func()) *handoutForm {
	f := &handoutForm{}
	waiting := text("handout.waiting")
	if n := d.tally.waiting.Count; n > 0 {
		waiting = text("handout.waiting_n", values{"N": figure(n)})
	}
	all := rowsOffer{model.Found{Filter: model.Query{View: model.ToHandOver}.Filter(d.options.Now())}, waiting}
	f.what = newRowsChoice(append(d.offerSelected(), all, d.offerListed())...)
	for _, label := range handoutLabels {
		t := newTick(text(label), nil)
		t.Checked = true
		t.OnChanged = func(bool) { onChange() }
		f.ticks = append(f.ticks, t)
	}
	f.paper = newChoice(0, text("handout.a4"), text("handout.letter"))
	return f
}

// parts are what the form shows. Without cards there is no paper to choose.
func (f *handoutForm) parts() []fyne.CanvasObject {
	parts := []fyne.CanvasObject{
		paragraph(text("handout.why"), quietLook), gap(12), labelled(text("handout.what"), f.what.box), newCaption(text("handout.parts")),
	}
	for _, t := range f.ticks {
		parts = append(parts, container.New(inset{left: -6}, t))
	}
	if f.ticks[len(f.ticks)-1].Checked {
		parts = append(parts, gap(8), labelled(text("handout.paper"), f.paper.box))
	}
	return append(parts, gap(4))
}

// wish is what the form says.
func (f *handoutForm) wish() model.Handout {
	h := model.Handout{Rows: f.what.which(), Paper: papers[f.paper.chosen], Language: loadTexts().code}
	for n, t := range f.ticks {
		if t.Checked {
			h.Parts = append(h.Parts, handoutParts[n])
		}
	}
	return h
}
