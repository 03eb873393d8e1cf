package ui

import (
	"cmp"
	"context"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/layout"

	"passdesk/assets/say"
	"passdesk/store"
	"passdesk/ui/model"
)

// revokeScreen has the reader type whose credential they are about to revoke,
// and which.
type revokeScreen struct {
	desk  *Desk
	of    store.Issuance
	word  string // what has to be typed
	sheet *sheet
	said  *said
	typed *blank
	keep  *push
	now   *push
	busy  bool
}

// revocable tells that there is a credential that could be revoked.
func revocable(i store.Issuance) bool {
	return i.Status == store.Succeeded && i.CredentialID != "" && i.SupersededBy == "" && i.Unrevoked()
}

// openRevoke asks for certainty before one credential is revoked.
func (d *Desk) openRevoke(i store.Issuance) {
	if !d.asks.able() || !revocable(i) {
		return
	}
	r := &revokeScreen{desk: d, of: i, word: revokeWord(i), said: newSaid()}
	r.sheet = newSheet(d, text("revoke.title"))
	r.typed = newBlank(r.word, func(words string) { r.now.enable(!r.busy && sameWords(words, r.word)) })
	r.keep = newPush(text("revoke.keep"), r.sheet.close)
	r.now = newPush(text("revoke.now"), r.submit)
	r.now.weight = gravePush
	r.now.enable(false)
	r.build()
	r.sheet.show(r.typed)
}

// revokeWord names the person and the template of an issuance, as far as they
// have names.
func revokeWord(i store.Issuance) string {
	var names []string
	for _, name := range []string{cmp.Or(i.SubjectName, i.SubjectContact, i.SubjectID), i.Template} {
		if name = strings.Join(strings.Fields(name), " "); name != "" {
			names = append(names, name)
		}
	}
	return cmp.Or(strings.Join(names, ", "), "REVOKE")
}

// sameWords compares what was typed: neither blanks nor capitals matter.
func sameWords(a, b string) bool {
	return strings.EqualFold(strings.Join(strings.Fields(a), " "), strings.Join(strings.Fields(b), " "))
}

func (r *revokeScreen) build() {
	named := []fyne.CanvasObject{newFact(text("revoke.person"), cmp.Or(model.Subject(r.of), text("subject.none")))}
	for _, f := range []struct{ label, value string }{
		{text("revoke.template"), r.of.Template}, {text("detail.environment"), environmentText(r.of.Environment)}, {text("detail.credential"), r.of.CredentialID},
	} {
		if f.value != "" {
			named = append(named, newFact(f.label, f.value))
		}
	}
	parts := append(named, gap(8))
	parts = append(parts, card(colorDangerSoft,
		paragraph(text("revoke.what"), plainLook),
		paragraph(text("revoke.final"), look{size: plainLook.size, bold: true}))...)
	parts = append(parts, paragraph(text("revoke.type", values{"Word": r.word}), plainLook), gap(6), r.typed, gap(8), r.said.box)
	r.sheet.fill(parts...)
	r.sheet.buttons(layout.NewSpacer(), r.keep, r.now)
	r.sheet.onEnter = func() {
		if !r.now.Disabled() {
			r.sheet.focus(r.now) // and once more to do it
		}
	}
}

// submit revokes. Its result is told even if nobody waits for it.
func (r *revokeScreen) submit() {
	if r.busy {
		return
	}
	r.busy = true
	r.now.enable(false)
	r.now.say(text("revoke.asking"))
	r.keep.say(text("menu.close")) // there is no way back now
	r.sheet.focus(r.keep)
	r.desk.chores.add(func(ctx context.Context) func() {
		how, err := r.desk.asks.asker.Revoke(ctx, r.of.ID)
		return func() { r.done(how, err) }
	})
}

func (r *revokeScreen) done(how store.Revocation, err error) {
	r.busy = false
	name := values{"Name": r.desk.nameOf(r.of)}
	switch {
	case err == nil && how.Status == store.Succeeded:
		r.sheet.close()
		r.desk.toast.say(text("revoke.done", name))
	case err == nil:
		r.sheet.close()
		r.desk.toast.say(text("revoke.begun", name))
	case !r.sheet.open:
		r.desk.toast.say(sentence(say.Of(err)))
	default:
		r.now.say(text("revoke.now"))
		r.keep.say(text("revoke.keep"))
		r.typed.OnChanged(r.typed.Text)
		r.said.fail(err)
		r.sheet.rearrange()
		r.sheet.scroll.ScrollToBottom()
	}
}
