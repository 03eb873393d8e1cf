package ui

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"passdesk/store/secret"
)

// revealTime is how long a key stays in sight.
const revealTime = 30 * time.Second

// keyLine is the key of one credential: masked until somebody asks for it.
type keyLine struct {
	id     int64 // of the issuance
	wait   later
	onWish func(keyWish)
	onSize func() // it needs more room, or less

	box     *fyne.Container
	face    *keyFace
	show    *button // hides it while it is shown
	copy    *button
	waiting bool // the key is being fetched
	turn    int  // which showing this is, so that an older one's end does not hide it
}

// keyWish is somebody's wish to have a key.
type keyWish struct {
	line *keyLine // where the press was
	copy bool     // on the clipboard, unseen
}

func newKeyLine(id int64, wait later, onWish func(keyWish), onSize func()) *keyLine {
	k := &keyLine{id: id, wait: wait, onWish: onWish, onSize: onSize, face: newKeyFace()}
	k.show = newButton("▸", text("key.show"), k.toggle)
	k.copy = newButton("", text("key.copy"), func() { k.wish(true) })
	k.copy.icon = newCopyIcon()
	note := paragraph(text("key.note", values{"N": figure(int(revealTime / time.Second))}), quietLook)
	k.box = container.NewVBox(k.face, container.New(inset{left: -grid}, container.NewHBox(k.show, k.copy)), note)
	return k
}

func (k *keyLine) toggle() {
	if k.face.key.IsZero() {
		k.wish(false)
	} else {
		k.hide()
	}
}

// wish asks for the key, unless it has been asked for already.
func (k *keyLine) wish(forCopy bool) {
	if k.waiting {
		return
	}
	k.waiting = true
	k.onWish(keyWish{line: k, copy: forCopy})
}

// reveal shows the key for revealTime.
func (k *keyLine) reveal(key secret.Value[string]) {
	k.draw(key, "▾", text("key.hide"))
	mine := k.turn
	k.wait(revealTime, func() {
		if k.turn == mine {
			k.hide()
		}
	})
}

// hide masks the key and forgets it.
func (k *keyLine) hide() {
	if !k.face.key.IsZero() {
		k.draw(secret.Value[string]{}, "▸", text("key.show"))
	}
}

func (k *keyLine) draw(key secret.Value[string], sign, words string) {
	k.turn++
	k.face.show(key)
	k.show.words = words
	k.show.relabel(sign)
	k.onSize()
}

// confirm says on the spot that the key has been copied.
func (k *keyLine) confirm() {
	k.copy.confirm(true)
	k.wait(confirmTime, func() { k.copy.confirm(false) })
}
