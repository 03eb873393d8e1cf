package ui

import (
	"cmp"
	"slices"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/widget"

	"passdesk/store"
	"passdesk/ui/model"
)

// detailActs are what the reader can have done with the issuance that the pane shows.
type detailActs struct {
	copyLink func(i store.Issuance, url string)
	copyText func(text string)
	key      func(w keyWish)
	hand     func(i store.Issuance, to store.Handover)
	show     func(i store.Issuance) // to the person
	visit    func(i store.Issuance) // the page of the pass
	note     func(i store.Issuance)
	mail     func(i store.Issuance)
	mails    func(i store.Issuance) bool // a message to the person can be opened
	alike    func(i store.Issuance)      // failures
	verify   func(i store.Issuance)      // at Crossmint
	revoke   func(i store.Issuance)
	fetch    func(i store.Issuance)
	save     func(i store.Issuance, f model.PassFile) // nil where nothing can be saved
	heard    func(id int64) hearsay                   // what Crossmint has said of it so far
}

// detail is the pane that shows everything about one issuance.
type detail struct {
	acts detailActs
	now  func() time.Time
	wait later

	box        *fyne.Container
	hint       *fyne.Container
	body       *fyne.Container
	scroll     *container.Scroll
	raw        *raw
	primary    *button       // copies the pass link; nil when there is none
	pass       *passPart     // nil when there is no link
	steps      []*stepButton // note how far the pass has got
	handover   *fact
	online     *onlinePart // nil when there is no credential to judge
	able       bool        // Crossmint can be asked
	credential *credential // nil when there is nothing to say of it
	key        *keyLine    // nil when no key came along
	note       *button     // writes one
	history    *historyPart
	name       cutter
	shown      model.Detail
}

func newDetail(now func() time.Time, wait later, acts detailActs) *detail {
	d := &detail{acts: acts, now: now, wait: wait, body: container.New(layout.NewCustomPaddedVBoxLayout(0))}
	d.raw = newRaw(wait, func(text string) { d.acts.copyText(text) }, func() { d.box.Refresh() })
	d.scroll = container.NewVScroll(container.New(inset{left: paneInset, right: paneInset, top: 16, bottom: 16}, d.body))
	d.hint = newDetailHint()
	d.box = container.New(detailLayout{d}, d.hint, d.scroll, d.raw.box)
	d.clear()
	return d
}

func newDetailHint() *fyne.Container {
	hint := widget.NewLabel(text("detail.hint"))
	hint.Alignment, hint.Wrapping, hint.Importance = fyne.TextAlignCenter, fyne.TextWrapWord, widget.LowImportance
	return container.New(halfway{}, hint)
}

// clear shows nobody.
func (d *detail) clear() {
	d.dropKey()
	d.shown, d.primary, d.pass, d.steps, d.handover, d.credential, d.online = model.Detail{}, nil, nil, nil, nil, nil, nil
	d.body.Objects = nil
	d.hint.Show()
	d.scroll.Hide()
	d.raw.show("")
	d.raw.box.Hide()
}

// show shows an issuance. If only its hand-over has changed nothing else is
// touched, so that a button keeps the focus and its confirmation.
func (d *detail) show(next model.Detail) {
	other := next.Issuance.ID != d.shown.Issuance.ID
	if same(next, d.shown) && d.handover != nil {
		d.shown = next
		d.handover.value.write(d.handoverText(next.Issuance), colorText)
		d.showSteps()
		d.history.show(next.History)
		return
	}
	d.renewParts(next)
	d.shown = next
	d.build()
	d.raw.show(next.Raw)
	d.hint.Hide()
	d.scroll.Show()
	if other {
		d.scroll.ScrollToTop()
	}
	d.box.Refresh()
}

// same says whether two details differ in the hand-over at most.
func same(a, b model.Detail) bool {
	x, y := a.Issuance, b.Issuance
	x.Handover, y.Handover = 0, 0
	x.HandoverAt, y.HandoverAt = time.Time{}, time.Time{}
	return x == y && a.Raw == b.Raw && a.Redeliveries == b.Redeliveries && slices.Equal(a.Links, b.Links) && slices.Equal(a.Files, b.Files) &&
		a.Proof.Verdict == b.Proof.Verdict && slices.Equal(a.Proof.Reasons, b.Proof.Reasons) &&
		sameCredential(a.Credential, b.Credential) &&
		a.Revocation.ID == b.Revocation.ID && a.Revocation.Status == b.Revocation.Status && a.Revocation.Ended.Equal(b.Revocation.Ended)
}

// focus is what Enter in the list leads to: the button that is most likely wanted.
func (d *detail) focus() fyne.Focusable {
	switch {
	case d.primary != nil:
		return d.primary
	case !d.raw.box.Hidden:
		return d.raw.toggle
	}
	return nil
}

// holds says whether something that has the keyboard is part of the pane as it
// is drawn now.
func (d *detail) holds(f fyne.Focusable) bool {
	if f == nil {
		return false
	}
	return d.scroll.Visible() && within(d.body, f) || d.raw.box.Visible() && within(d.raw.box, f)
}

func (d *detail) build() {
	d.primary, d.pass, d.steps = nil, nil, nil
	d.body.Objects = slices.Concat(d.heading(), d.superseded(), d.revocation(), d.origin(), d.failure(), d.links(), d.facts(), d.verdicts(),
		d.noted(), d.credentialAndKey(), d.told(), d.ids(), d.revoking())
	d.body.Refresh()
}

// rebuild draws anew what is shown.
func (d *detail) rebuild() {
	if d.shown.Issuance.ID != 0 {
		d.build()
	}
}

func (d *detail) heading() []fyne.CanvasObject {
	i := d.shown.Issuance
	sign := signOf(i.Status)
	if mark, on := revokingFaces[i.Revoking]; on {
		sign = mark
	}
	status := newTag(text(sign.word), sign.tone, sign.soft)
	at := newInk(dates().Moment(i.ReceivedAt, d.now()), colorMuted, idSize, fyne.TextStyle{})
	parts := []fyne.CanvasObject{
		container.NewHBox(status, gap(4), at), gap(12),
		paragraph(d.name.cut(cmp.Or(model.Subject(i), text("subject.none")), nameRoom, nameSize, fyne.TextStyle{Bold: true}), nameLook),
	}
	if about := cmp.Or(i.Template, i.EventType); about != "" {
		parts = append(parts, gap(2), paragraph(about, quietLook))
	}
	switch {
	case canCopy(i):
		d.pass = d.newPass(i)
		parts = append(parts, gap(12), d.pass.box)
	case canHandOver(i):
		row := container.NewHBox()
		d.addSteps(row)
		if row.MinSize().Width > detailMin-2*paneInset {
			row.Layout = layout.NewVBoxLayout()
		}
		parts = append(parts, gap(4), row)
	}
	return append(parts, gap(12))
}

func (d *detail) links() []fyne.CanvasObject {
	i := d.shown.Issuance
	given := i.SupersededBy == "" && i.Unrevoked() // out, to its person
	var parts []fyne.CanvasObject
	for _, link := range d.shown.Links {
		label := cmp.Or(link.Path, text("detail.pass"))
		if !given {
			parts = append(parts, newFact(label, link.URL))
			continue
		}
		parts = append(parts, newLinkFact(label, link.URL, d.wait, func() { d.acts.copyLink(i, link.URL) }))
	}
	for _, file := range d.shown.Files {
		f := newFact(cmp.Or(file.Path, text("detail.pass")), text("detail.pass_file", values{"Size": bytesText(file.Size)}))
		if given && d.acts.save != nil {
			f.copy = newButton("↓", text("detail.save"), func() { d.acts.save(i, file) })
		}
		parts = append(parts, f)
	}
	return section(text("detail.links"), parts)
}

func (d *detail) facts() []fyne.CanvasObject {
	i, now := d.shown.Issuance, d.now()
	var parts []fyne.CanvasObject
	add := func(label, value string) *fact {
		f := newFact(label, value)
		if value != "" {
			parts = append(parts, f)
		}
		return f
	}
	if i.SubjectContact != "" {
		f := newFact(text("detail.contact"), i.SubjectContact)
		f.copy = newCopyButton("", d.wait, func() { d.acts.copyText(i.SubjectContact) })
		parts = append(parts, f)
	}
	add(text("detail.valid"), validity(i, now))
	d.handover = add(text("detail.handover"), d.handoverText(i))
	add(text("detail.environment"), i.Environment)
	if n := d.shown.Redeliveries; n > 0 {
		add(text("detail.redelivered"), counted("detail.times", n))
	}
	return section(text("detail.about"), parts)
}

// section puts a line and a caption over facts, if there are any.
func section(caption string, facts []fyne.CanvasObject) []fyne.CanvasObject {
	if len(facts) == 0 {
		return nil
	}
	head := []fyne.CanvasObject{newRule(), gap(12), newCaption(caption), gap(4)}
	return slices.Concat(head, facts, []fyne.CanvasObject{gap(12)})
}

func (d *detail) handoverText(i store.Issuance) string {
	if i.Status != store.Succeeded {
		return ""
	}
	state := handoverCell(i, d.now()).text
	if at := dates().Moment(i.HandoverAt, d.now()); at != "" {
		return text("detail.since", values{"State": state, "At": at})
	}
	return state
}

func validity(i store.Issuance, now time.Time) string {
	from, until := dates().Date(i.ValidFrom, now), dates().Date(i.ValidUntil, now)
	switch {
	case from != "" && until != "":
		return text("detail.valid_between", values{"From": from, "Until": until})
	case until != "":
		return text("detail.valid_until", values{"Until": until})
	case from != "":
		return text("detail.valid_from", values{"From": from})
	}
	return ""
}

func (d *detail) ids() []fyne.CanvasObject {
	i := d.shown.Issuance
	var parts []fyne.CanvasObject
	for _, id := range []struct{ label, value string }{
		{text("detail.did"), i.SubjectID},
		{text("detail.credential"), i.CredentialID},
		{text("detail.action"), i.ActionID},
		{text("detail.message"), i.MessageID},
	} {
		if id.value != "" {
			parts = append(parts, newIDFact(id.label, id.value, d.wait, func() { d.acts.copyText(id.value) }))
		}
	}
	return section(text("detail.ids"), parts)
}
