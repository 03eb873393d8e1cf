package ui

import (
	"slices"

	"fyne.io/fyne/v2"

	"passdesk/ui/model"
)

// renewParts makes those parts anew that keep something of the reader's doing:
// what is unfolded, and a key in sight. They stay while their own part of the
// same issuance has not changed.
func (d *detail) renewParts(next model.Detail) {
	other := next.Issuance.ID != d.shown.Issuance.ID
	if other || !next.Credential.Key {
		d.dropKey()
	}
	if other || d.history == nil {
		d.history = newHistoryPart(d.happenedAt, d.resized)
	}
	if next.Credential.Key && d.key == nil {
		d.key = newKeyLine(next.Issuance.ID, d.wait, func(w keyWish) { d.acts.key(w) }, d.resized)
	}
	if other || !sameCredential(next.Credential, d.shown.Credential) {
		d.credential = newCredential(next.Credential, d.wait, func(value string) { d.acts.copyText(value) }, d.resized)
	}
}

// dropKey hides the key for good: whatever of it comes now comes too late.
func (d *detail) dropKey() {
	if d.key != nil {
		d.key.hide()
	}
	d.key = nil
}

func sameCredential(a, b model.Credential) bool {
	return a.State == b.State && a.Cut == b.Cut && a.Key == b.Key && slices.Equal(a.Fields, b.Fields)
}

// resized makes room for a part that has grown or shrunk.
func (d *detail) resized() {
	d.body.Refresh()
	d.scroll.Refresh()
}

func (d *detail) credentialAndKey() []fyne.CanvasObject {
	var says, key []fyne.CanvasObject
	if d.credential != nil {
		says = []fyne.CanvasObject{d.credential.box}
	}
	if d.key != nil {
		key = []fyne.CanvasObject{gap(4), d.key.box}
	}
	return slices.Concat(section(text("credential.title"), says), section(text("key.title"), key))
}
