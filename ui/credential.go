package ui

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"passdesk/ui/model"
)

// Whatever is in a window is walked through for each frame, in sight or not.
const (
	fewFields  = 6
	mostFields = 100
)

// credential is what a credential says: a few fields about its subject, and the
// others behind a fold. These are made when somebody asks.
type credential struct {
	box    *fyne.Container
	more   *button // nil when the few are all
	folded *fyne.Container
	behind func() []fyne.CanvasObject
	onFold func()
}

// newCredential makes the part, or nil where there is nothing to say. onFold
// is told when it opens or closes.
func newCredential(c model.Credential, wait later, onCopy func(string), onFold func()) *credential {
	p := &credential{onFold: onFold}
	if c.State == model.Readable && len(c.Fields) == 0 {
		return nil
	}
	switch c.State {
	case model.Readable:
		p.fill(c, func(l model.Line) fyne.CanvasObject { return newClaim(l, wait, onCopy) })
	case model.HolderOnly:
		p.box = pile(closedCard(colorIdle, text("credential.holder"), text("credential.holder_next"))...)
	case model.KeyMissing:
		p.box = pile(closedCard(colorWarningSoft, text("credential.keyless"), text("credential.keyless_next"))...)
	case model.Unopened:
		p.box = pile(closedCard(colorWarningSoft, text("credential.unopened"), text("credential.unopened_next"))...)
	default:
		return nil
	}
	return p
}

// closedCard says why a credential cannot be read here, and what to do.
func closedCard(ground fyne.ThemeColorName, title, next string) []fyne.CanvasObject {
	heading := paragraph(title, look{size: plainLook.size, bold: true})
	said := card(ground, heading, paragraph(next, plainLook))
	return slices.Concat([]fyne.CanvasObject{gap(4)}, said[:1])
}

func (p *credential) fill(c model.Credential, row func(model.Line) fyne.CanvasObject) {
	subject, itself := c.Lines()
	few := min(len(subject), fewFields)
	p.box = pile(claims(subject[:few], row)...)
	rest := slices.Concat(subject[few:], itself)
	if len(rest) == 0 && !c.Cut {
		return
	}
	drawn := min(len(rest), mostFields)
	p.behind = func() []fyne.CanvasObject {
		return append(claims(rest[:drawn], row), leftOut(c, len(rest)-drawn)...)
	}
	p.folded = pile()
	p.more = newButton("▸", counted("credential.more", len(rest)), p.fold)
	p.box.Objects = append(p.box.Objects, container.New(inset{left: -grid}, container.NewHBox(p.more)), p.folded)
}

func (p *credential) fold() {
	sign := "▸"
	if len(p.folded.Objects) == 0 {
		sign, p.folded.Objects = "▾", p.behind()
	} else {
		p.folded.Objects = nil
	}
	p.more.relabel(sign)
	p.onFold()
}

// leftOut says what is not drawn and where it is. What came encrypted is not
// readable in the raw delivery either.
func leftOut(c model.Credential, n int) []fyne.CanvasObject {
	var words string
	switch {
	case n == 0 && !c.Cut:
		return nil
	case c.Key && c.Cut:
		words = text("credential.much_sealed")
	case c.Key:
		words = counted("credential.rest_sealed", n)
	case c.Cut:
		words = text("credential.much")
	default:
		words = counted("credential.rest", n)
	}
	return []fyne.CanvasObject{gap(4), paragraph(words, quietLook)}
}

func claims(lines []model.Line, row func(model.Line) fyne.CanvasObject) []fyne.CanvasObject {
	var out []fyne.CanvasObject
	for _, l := range lines {
		out = append(out, row(l))
	}
	return out
}

func pile(parts ...fyne.CanvasObject) *fyne.Container {
	return container.New(layout.NewCustomPaddedVBoxLayout(0), parts...)
}
