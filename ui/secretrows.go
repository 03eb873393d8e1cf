package ui

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"passdesk/ui/model"
)

func sameSecrets(a, b []model.SigningSecret) bool {
	if len(a) != len(b) {
		return false
	}
	for n := range a {
		if a[n].ID != b[n].ID || !a[n].Until.Equal(b[n].Until) || a[n].Fixed != b[n].Fixed {
			return false
		}
	}
	return true
}

func (p *secretPage) draw(all []model.SigningSecret) {
	p.shown = all
	p.rows.Objects = nil
	for _, one := range all {
		p.rows.Add(p.row(one))
		p.rows.Add(newRule())
	}
	if len(all) > 0 {
		p.rows.Add(gap(12))
	}
}

// row shows one secret, without the secret.
func (p *secretPage) row(one model.SigningSecret) fyne.CanvasObject {
	name := newInk(one.Environment, colorText, textSize, fyne.TextStyle{Bold: true})
	name.trim = true
	left := container.NewCenter(newInk("✓", colorSuccess, textSize, monospace))
	var about string
	if until := dates().Hour(one.Until, p.screen.desk.options.Now()); until != "" {
		about = text("setup.until", values{"At": until})
	}
	var right fyne.CanvasObject
	switch {
	case one.Fixed:
		about = text("setup.secret_fixed")
	case one.ID == p.doomed:
		gone := newButton("✕", text("setup.remove_now"), func() { p.remove(one.ID) })
		gone.strong = true
		right = container.NewHBox(newButton("○", text("setup.remove_not"), func() { p.doom("") }), gone)
		about = text("setup.remove_why")
	default:
		right = newButton("✕", text("setup.remove"), func() { p.doom(one.ID) })
	}
	words := newInk(about, colorMuted, idSize, fyne.TextStyle{})
	words.trim = true
	middle := container.NewBorder(nil, nil, newNamed(name), nil, words)
	row := container.NewBorder(nil, nil, container.New(inset{right: 8}, left), right, middle)
	return container.New(inset{top: 3, bottom: 3}, row)
}

// newNamed gives a name as much room as it needs, within reason.
func newNamed(name *ink) fyne.CanvasObject {
	width := min(name.width()+12, 160)
	return container.New(inset{right: 4}, container.NewGridWrap(fyne.NewSize(width, buttonHeight), name))
}

// doom asks whether a secret shall really be removed; "" thinks better of it.
func (p *secretPage) doom(id string) {
	p.doomed = id
	p.draw(p.screen.desk.way.value.Setup.Secrets)
	p.screen.sheet.rearrange()
	p.screen.sheet.focus(p.firstIn(id))
}

// firstIn is the safe button of the row that asks, or the entry when none does.
func (p *secretPage) firstIn(id string) fyne.Focusable {
	for n, one := range p.shown {
		if one.ID == id && id != "" {
			if b := firstButton(p.rows.Objects[2*n]); b != nil {
				return b
			}
		}
	}
	return p.secret.entry
}

// firstButton is the first button drawn in o, or nil.
func firstButton(o fyne.CanvasObject) fyne.Focusable {
	switch o := o.(type) {
	case *button:
		return o
	case *fyne.Container:
		for _, part := range o.Objects {
			if b := firstButton(part); b != nil {
				return b
			}
		}
	}
	return nil
}

func (p *secretPage) remove(id string) {
	desk := p.screen.desk
	ask(p.screen.sheet, failing(func(ctx context.Context) error { return desk.way.receiver.DropSecret(ctx, id) }), func(_ struct{}, err error) {
		desk.way.read()
		p.doom("")
		p.tell(err, "setup.removed")
	})
}
