package ui

import (
	"context"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/widget"

	"passdesk/assets/say"
	"passdesk/store"
	"passdesk/ui/model"
)

// onlineFaces are how Crossmint's opinions look.
var onlineFaces = [...]proofFace{
	model.GoodOnline:    {sign: "✓", words: "online.valid", tone: colorSuccess, soft: colorSuccessSoft},
	model.RevokedOnline: {sign: "⊘", words: "online.revoked", tone: colorDanger, soft: colorDangerSoft},
	model.ExpiredOnline: {sign: "○", words: "online.expired", tone: colorWarning, soft: colorWarningSoft},
	model.InvalidOnline: {sign: "!", words: "online.invalid", tone: colorDanger, soft: colorDangerSoft},
}

// onlinePart is what a credential was found to be here, and beside it what
// Crossmint says, with their times.
type onlinePart struct {
	box *fyne.Container
	ask *button // nil where nobody can be asked
}

func (d *detail) newOnline() *onlinePart {
	p := &onlinePart{box: pile()}
	if d.able {
		p.ask = newButton("↻", text("online.ask"), func() { d.acts.verify(d.shown.Issuance) })
	}
	return p
}

// showVerdicts draws the verdicts as they stand.
func (d *detail) showVerdicts() {
	if d.online == nil {
		return
	}
	face, proof, heard := proofFaces[d.shown.Proof.Verdict], d.shown.Proof, d.acts.heard(d.shown.Issuance.ID)
	var parts []fyne.CanvasObject
	if heard.Verdict == model.NoOpinion {
		words := []fyne.CanvasObject{verdictLine(face)}
		for _, reason := range proof.Reasons {
			words = append(words, paragraph(sentence(reason), quietLook))
		}
		parts = card(face.soft, words...)
	} else {
		parts = d.bothVerdicts(face, heard.Opinion)
	}
	if d.online.ask != nil {
		d.online.ask.words = askWords(heard)
		d.online.ask.Refresh()
		parts = append(parts, container.New(inset{left: -grid, top: -6, bottom: 6}, container.NewHBox(d.online.ask)))
	}
	if heard.trouble != "" {
		parts = append(parts, card(colorWarningSoft, paragraph(heard.trouble, plainLook))...)
	}
	d.online.box.Objects = parts
	d.online.box.Refresh()
	d.resized()
}

func askWords(h hearsay) string {
	switch {
	case h.pending:
		return text("online.asking")
	case h.Verdict != model.NoOpinion:
		return text("online.again")
	}
	return text("online.ask")
}

// bothVerdicts puts the verdicts side by side, and below them what they are
// founded on.
func (d *detail) bothVerdicts(face proofFace, o model.Opinion) []fyne.CanvasObject {
	now := d.now()
	there := onlineFaces[o.Verdict]
	parts := []fyne.CanvasObject{container.New(abreast{},
		verdictCard(face, text("online.here"), dates().Hour(d.shown.Proof.At, now)),
		verdictCard(there, text("online.there"), dates().Hour(o.At, now))), gap(8)}
	for _, reason := range d.shown.Proof.Reasons {
		parts = append(parts, paragraph(sentence(reason), quietLook), gap(4))
	}
	if o.Verdict == model.RevokedOnline {
		parts = append(parts, paragraph(text("online.revoked_next"), plainLook), gap(4))
	} else if o.Says != "" {
		parts = append(parts, paragraph(text("online.says", values{"Words": o.Says}), quietLook), gap(4))
	}
	return append(parts, gap(8))
}

// verdictCard is one verdict: the word, whose it is, and when.
func verdictCard(face proofFace, whose, at string) fyne.CanvasObject {
	column := container.New(layout.NewCustomPaddedVBoxLayout(4), newCaption(whose), verdictLine(face))
	if at != "" {
		line := newInk(at, colorMuted, captionSize, fyne.TextStyle{})
		line.trim = true
		column.Add(line)
	}
	return container.NewStack(newPanel(face.soft, radius), container.New(inset{left: 12, right: 12, top: 10, bottom: 10}, column))
}

// verdictLine is a verdict in a word or a few, which may wrap.
func verdictLine(face proofFace) fyne.CanvasObject {
	mark := newInk(face.sign, face.tone, textSize, fyne.TextStyle{Monospace: true, Bold: true})
	words := paragraph(text(face.words), look{size: plainLook.size, bold: true, importance: importances[face.tone]})
	return container.NewBorder(nil, nil, container.New(inset{right: 4}, container.NewVBox(mark)), nil, words)
}

var importances = map[fyne.ThemeColorName]widget.Importance{
	colorSuccess: widget.SuccessImportance, colorWarning: widget.WarningImportance, colorDanger: widget.DangerImportance, colorMuted: widget.LowImportance,
}

// abreast gives parts the same width side by side, and all the height of the
// highest.
type abreast struct{}

// MinSize implements fyne.Layout.
func (abreast) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var size fyne.Size
	for _, o := range objects {
		least := o.MinSize()
		size = fyne.NewSize(max(size.Width, least.Width), max(size.Height, least.Height))
	}
	n := float32(len(objects))
	return fyne.NewSize(n*size.Width+(n-1)*grid, size.Height)
}

// Layout implements fyne.Layout.
func (abreast) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	n := float32(len(objects))
	width := (size.Width - (n-1)*grid) / n
	for i, o := range objects {
		place(o, float32(i)*(width+grid), 0, width, size.Height)
	}
}

// verifyOnline has Crossmint judge a credential. What it says is shown with its
// row, whatever the reader looks at by then.
func (d *Desk) verifyOnline(i store.Issuance) {
	h := d.asks.heard[i.ID]
	if !d.asks.able() || h.pending {
		return
	}
	h.pending, h.trouble = true, ""
	d.heardOf(i.ID, h)
	d.chores.add(func(ctx context.Context) func() {
		o, err := d.asks.asker.VerifyOnline(ctx, i.ID)
		return func() {
			h.pending = false
			if err != nil {
				h.trouble = sentence(say.Of(err)) // and what was said before stands with its time
			} else {
				h.Opinion = o
			}
			d.heardOf(i.ID, h)
		}
	})
}

func (d *Desk) heardOf(id int64, h hearsay) {
	d.asks.note(id, h)
	switch {
	case d.detail.shown.Issuance.ID != id:
	case d.detail.online != nil:
		d.inPane(d.detail.showVerdicts)
	case h.trouble != "": // there is nothing in the pane to put it beside
		d.toast.say(h.trouble)
	}
}

// verifiable tells that there is a credential that Crossmint can be asked about.
func verifiable(i store.Issuance) bool {
	return i.Status == store.Succeeded && i.Encryption != store.HolderOnly && (i.Origin == store.Delivered || i.Origin == store.Fetched)
}

// hasVerdict tells that a proof could be checked, or why not.
func hasVerdict(d model.Detail) bool {
	_, known := proofFaces[d.Proof.Verdict]
	return known && d.Issuance.Status == store.Succeeded
}

// verdicts says whether the credential is what its issuer signed, and why; and
// what Crossmint says of it.
func (d *detail) verdicts() []fyne.CanvasObject {
	d.online = nil
	if !hasVerdict(d.shown) {
		return nil
	}
	d.online = d.newOnline()
	d.showVerdicts()
	facts := []fyne.CanvasObject{d.online.box}
	if issuer := d.shown.Proof.Issuer; issuer != "" {
		facts = append(facts, newIDFact(text("detail.issuer"), issuer, d.wait, func() { d.acts.copyText(issuer) }))
	}
	return slices.Concat([]fyne.CanvasObject{newRule(), gap(12), newCaption(text("detail.proof")), gap(8)}, facts, []fyne.CanvasObject{gap(4)})
}
