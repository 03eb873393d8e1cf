package ui

import (
	"fyne.io/fyne/v2"

	"passdesk/store"
)

// stepButton notes that a pass has got so far, and shows whether it has.
type stepButton struct {
	*button
	to    store.Handover
	words [2]string // before and after
}

// addSteps adds the buttons by which staff say that they have sent the pass
// and that it has arrived.
func (d *detail) addSteps(box *fyne.Container) {
	for _, s := range []stepButton{
		{to: store.HandoverSent, words: [2]string{text("detail.mark_sent"), text("handover.sent")}},
		{to: store.HandoverConfirmed, words: [2]string{text("detail.mark_confirmed"), text("handover.confirmed")}},
	} {
		s.button = newButton("", s.words[0], func() { d.acts.hand(d.shown.Issuance, s.to) })
		d.steps = append(d.steps, &s)
		box.Add(s.button)
	}
	d.showSteps()
}

// showSteps shows how far the pass has got.
func (d *detail) showSteps() {
	for _, s := range d.steps {
		s.sign, s.button.words = "○", s.words[0]
		if d.shown.Issuance.Handover >= s.to {
			s.sign, s.button.words = "✓", s.words[1]
		}
		s.paint()
	}
}
