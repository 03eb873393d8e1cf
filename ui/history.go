package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/widget"

	"passdesk/store"
	"passdesk/ui/model"
)

// historyShort is how many happenings are shown before the reader asks for all.
const historyShort = 5

const historyHeight float32 = 24

// cameTexts say how something came in.
var cameTexts = map[store.Status]string{
	store.Succeeded: "history.succeeded",
	store.Failed:    "history.failed",
	store.Pending:   "history.pending",
	store.Other:     "history.other",
}

// movedTexts say how far staff brought a pass.
var movedTexts = map[store.Handover]string{
	store.HandoverNew:       "history.new",
	store.HandoverCopied:    "history.copied",
	store.HandoverSent:      "history.sent",
	store.HandoverConfirmed: "history.confirmed",
}

// revokeTexts say how far revoking a credential got.
var revokeTexts = map[string]string{
	"asked":     "history.revoke_asked",
	"succeeded": "history.revoked",
	"failed":    "history.revoke_refused",
	"unknown":   "history.revoke_unknown",
	"found":     "history.revoke_found",
}

// historyPart tells in the pane what happened to an issuance. It keeps what is
// unfolded.
type historyPart struct {
	box      *fyne.Container
	more     *button
	when     func(model.Happening) string
	onResize func()
	shown    []model.Happening
	all      bool
}

func newHistoryPart(when func(model.Happening) string, onResize func()) *historyPart {
	p := &historyPart{box: container.New(layout.NewCustomPaddedVBoxLayout(0)), when: when, onResize: onResize}
	p.more = newButton("▸", "", p.toggle)
	return p
}

// show tells of other happenings.
func (p *historyPart) show(all []model.Happening) {
	p.shown = all
	lines := all
	if !p.all && len(lines) > historyShort+1 {
		lines = lines[:historyShort]
	}
	p.box.Objects = nil
	for _, h := range lines {
		p.box.Add(newHappened(happeningText(h), p.when(h)))
	}
	if len(all) > historyShort+1 {
		sign, words := "▸", counted("history.more", len(all)-len(lines))
		if p.all {
			sign, words = "▾", text("history.fewer")
		}
		p.more.words = words
		p.more.relabel(sign)
		p.box.Add(container.NewHBox(p.more))
	}
	p.box.Refresh()
}

// toggle shows all, or the newest again.
func (p *historyPart) toggle() {
	p.all = !p.all
	p.show(p.shown)
	p.onResize()
}

// happened is one line of a history: what, and when.
type happened struct {
	widget.BaseWidget
	what, when *ink
}

func newHappened(what, when string) *happened {
	h := &happened{what: newInk(what, colorText, textSize, fyne.TextStyle{}), when: newInk(when, colorMuted, idSize, fyne.TextStyle{})}
	h.what.trim = true
	h.ExtendBaseWidget(h)
	return h
}

// CreateRenderer implements fyne.Widget.
func (h *happened) CreateRenderer() fyne.WidgetRenderer {
	objects := []fyne.CanvasObject{h.what, h.when}
	return &ownRenderer{
		objects: objects, refresh: func() { refreshAll(objects) },
		layout: func(size fyne.Size) {
			width := h.when.width()
			place(h.what, 0, 0, size.Width-width-grid, size.Height)
			place(h.when, size.Width-width, 0, width, size.Height)
		},
		minimum: func() fyne.Size { return fyne.NewSize(factLabel+120, historyHeight) },
	}
}

// happeningText says what happened.
func happeningText(h model.Happening) string {
	switch {
	case h.Came && h.Origin == store.Fetched:
		return text("history.fetched")
	case h.Came:
		return text(cameTexts[h.Status])
	case h.Act == store.ActHandover && h.Undone:
		return text("history.undone", values{"What": text(movedTexts[h.To])})
	case h.Act == store.ActHandover:
		return text(movedTexts[h.To])
	case revokeTexts[h.Step] != "":
		return text(revokeTexts[h.Step])
	}
	return actText(string(h.Act))
}
