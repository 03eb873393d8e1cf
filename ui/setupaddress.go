package ui

import (
	"cmp"
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"passdesk/ui/model"
)

// addressPage has the reader add the address in the Crossmint console.
type addressPage struct {
	screen  *setupScreen
	address *addressField
	where   *choice
	console *push
	added   *push
	said    *said
	noted   *fyne.Container // what was said to stand in the console
}

func newAddressPage(s *setupScreen) *addressPage {
	p := &addressPage{screen: s, address: newAddressField(s.desk), said: newSaid(), noted: container.New(stacked{})}
	p.where = newChoice(min(s.environment, 1), text("setup.staging"), text("setup.production"))
	p.where.onTap = func() { s.environment = p.where.chosen }
	p.console = newPush(text("console.open"), func() { s.desk.browse(consoles[[]string{staging, production}[p.where.chosen]]) })
	p.added = newMainPush(text("setup.added"), p.submit)
	return p
}

func (p *addressPage) setup() model.Setup { return p.screen.desk.way.value.Setup }

// url is the address of now, however it was heard of first; "" for one that
// nobody else reaches while a tunnel is wanted.
func (p *addressPage) url() string {
	if setup := p.setup(); !setup.Token && !setup.LocalOnly {
		return ""
	}
	return cmp.Or(p.setup().URL, p.screen.desk.connection.URL)
}

func (p *addressPage) parts() []fyne.CanvasObject {
	parts := []fyne.CanvasObject{
		paragraph(text("setup.address_why"), plainLook), gap(10),
		p.address.box, gap(12),
	}
	if p.setup().LocalOnly {
		return append(parts, paragraph(text("setup.address_local"), quietLook), gap(8))
	}
	sentence := func(key string) []fyne.CanvasObject {
		return []fyne.CanvasObject{paragraph(text(key), plainLook)}
	}
	return append(
		parts,
		numbered(
			append(sentence("setup.console"), gap(6), container.NewHBox(p.where.box, gap(8), p.console, layout.NewSpacer())),
			sentence("setup.paste"),
			sentence("setup.events"),
			sentence("setup.create")),
		p.said.box, p.noted,
		container.NewHBox(p.added, layout.NewSpacer()), gap(4))
}

func (p *addressPage) renew() {
	setup := p.setup()
	p.address.show(p.url())
	p.noted.Objects = nil
	switch {
	case setup.LocalOnly:
	case p.url() == "":
		p.noted.Objects = card(colorWarningSoft, paragraph(text("setup.address_missing"), plainLook))
	case setup.Moved():
		p.noted.Objects = card(colorWarningSoft, paragraph(text("strip.moved", values{"Old": setup.Registered}), plainLook))
	case setup.Registered != "":
		p.noted.Objects = card(colorSuccessSoft, signed("✓", text("setup.noted"), colorSuccess))
	}
	p.added.Hidden = setup.Registered != "" && !setup.Moved()
	p.added.enable(p.url() != "")
}

func (p *addressPage) first() fyne.Focusable {
	switch {
	case p.setup().LocalOnly || p.added.Hidden:
		return nil
	case p.url() == "":
		return p.screen.back
	}
	return p.address.copy
}

func (p *addressPage) enter() {
	if p.screen.done(model.AddressStep) {
		p.screen.forward()
	}
}

// submit notes that the address stands in the console.
func (p *addressPage) submit() {
	url, desk := p.url(), p.screen.desk
	p.added.enable(false)
	ask(p.screen.sheet, failing(func(ctx context.Context) error { return desk.way.receiver.Register(ctx, url) }), func(_ struct{}, err error) {
		desk.way.read()
		p.added.enable(true)
		if err != nil {
			p.said.fail(err)
			p.screen.sheet.rearrange()
			p.screen.sheet.focus(p.added)
			return
		}
		if p.screen.page == setupPage(p) {
			p.screen.forward()
		}
	})
}

func (p *addressPage) clear() {}
