package ui

import (
	"cmp"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"passdesk/store"
)

// revocation says how the revoking of the credential stands, and what to do.
func (d *detail) revocation() []fyne.CanvasObject {
	r, now := d.shown.Revocation, d.now()
	if r.ID == 0 {
		return nil
	}
	began, ended := values{"At": dates().Moment(r.Began, now)}, values{"At": dates().Moment(r.Ended, now)}
	say := func(mark statusSign, title, next string) []fyne.CanvasObject {
		return card(mark.soft, signed(mark.sign, title, mark.tone), paragraph(next, plainLook))
	}
	refused := statusSign{"!", "", colorWarning, colorWarningSoft}
	switch i := d.shown.Issuance; {
	case i.Revoking == store.Revoked && r.Found():
		return say(revokingFaces[i.Revoking], text("revoke.revoked"), text("revoke.found_at", ended))
	case i.Revoking == store.Revoked:
		return say(revokingFaces[i.Revoking], text("revoke.revoked"), text("revoke.revoked_at", ended))
	case i.Revoking == store.BeingRevoked:
		return say(revokingFaces[i.Revoking], text("revoke.going_title"), text("revoke.going_since", began))
	case r.Status == store.Failed:
		why := cmp.Or(r.Error, text("failed.unknown"))
		return say(refused, text("revoke.refused"), text("revoke.refused_at", values{"At": ended["At"], "Why": why}))
	case i.Revoking == store.PerhapsRevoked:
		return say(revokingFaces[i.Revoking], text("revoke.perhaps_title"), text("revoke.perhaps_at", began))
	}
	return nil
}

// originFaces are how records look that no delivery brought.
var originFaces = map[store.Origin]struct{ title, next string }{
	store.Fetched:  {"origin.fetched_title", "origin.fetched_next"},
	store.Reported: {"origin.reported_title", "origin.reported_next"},
	store.Watched:  {"origin.watched_title", "origin.watched_next"},
}

// origin says that no delivery brought what stands here, and what is missing
// for it.
func (d *detail) origin() []fyne.CanvasObject {
	i := d.shown.Issuance
	face, own := originFaces[i.Origin]
	if !own || i.Status == store.Failed {
		return nil
	}
	words := []fyne.CanvasObject{signed("↓", text(face.title), colorAccent), paragraph(text(face.next), plainLook)}
	if d.able && fetchable(i) {
		fetch := newButton("↓", text("watch.ask_now"), func() { d.acts.fetch(d.shown.Issuance) })
		fetch.on = colorAccentSoft
		words = append(words, container.New(inset{left: -grid}, container.NewHBox(fetch)))
	}
	return card(colorAccentSoft, words...)
}

// revoking offers, out of the way, to revoke the credential.
func (d *detail) revoking() []fyne.CanvasObject {
	if !d.able || !revocable(d.shown.Issuance) {
		return nil
	}
	button := newButton("⊘", text("revoke.button"), func() { d.acts.revoke(d.shown.Issuance) })
	return []fyne.CanvasObject{newRule(), gap(8), container.New(inset{left: -grid}, container.NewHBox(button))}
}
