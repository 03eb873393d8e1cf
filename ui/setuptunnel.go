package ui

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"passdesk/assets/say"
	"passdesk/ui/model"
)

// tunnelPage has the reader give this computer a public address.
type tunnelPage struct {
	screen  *setupScreen
	token   *secretField
	domain  *blank
	connect *push
	said    *said
	live    *fyne.Container // how the way in stands
	busy    bool
}

func newTunnelPage(s *setupScreen) *tunnelPage {
	p := &tunnelPage{screen: s, said: newSaid(), live: container.New(stacked{})}
	p.token = newSecretField(text("setup.token_hint"))
	p.domain = newBlank(text("setup.domain_hint"), nil)
	p.domain.SetText(p.setup().Domain)
	p.connect = newMainPush(text("setup.connect"), p.submit)
	return p
}

func (p *tunnelPage) setup() model.Setup { return p.screen.desk.way.value.Setup }

func (p *tunnelPage) parts() []fyne.CanvasObject {
	setup := p.setup()
	if setup.LocalOnly {
		return append([]fyne.CanvasObject{paragraph(text("setup.local"), plainLook), gap(8), paragraph(text("setup.local_next"), quietLook), gap(12)}, p.live)
	}
	parts := []fyne.CanvasObject{paragraph(text("setup.tunnel_why"), plainLook), gap(12)}
	if setup.Fixed {
		parts = append(parts, card(colorGround, paragraph(text("setup.tunnel_fixed"), plainLook))...)
	} else {
		page := newButton("→", text("setup.token_page"), func() { p.screen.desk.browse(tokenPage) })
		parts = append(parts,
			container.NewBorder(nil, nil, newCaption(text("setup.token")), container.New(inset{top: -6, bottom: -2}, page)), p.token.entry, gap(12),
			labelled(text("setup.domain"), p.domain),
			p.said.box,
			container.NewHBox(p.connect, layout.NewSpacer()), gap(14))
	}
	return append(parts, p.live)
}

// renew shows how the way in stands: what ngrok refuses, it says here.
func (p *tunnelPage) renew() {
	way := p.screen.desk.connection.Way()
	state := way.State
	if p.busy {
		state, way.Message = model.Connecting, ""
	}
	face := stateFaces[state]
	ground, word := face.soft, text(face.word)
	switch {
	case p.setup().Token && way.State == model.Stopped:
		word = text("state.connecting")
	case state == model.Online: // which is not receiving yet
		word = text("setup.tunnel_up")
	}
	words := []fyne.CanvasObject{signed(face.sign, word, face.tone)}
	if notice := troubleText(way, false); notice != "" {
		words = append(words, paragraph(notice, plainLook))
	}
	if state == model.Online && way.URL != "" {
		words = append(words, paragraph(text("setup.tunnel_address", values{"URL": way.URL}), plainLook))
	}
	p.live.Objects = card(ground, words...)
	if !p.setup().Token && !p.setup().LocalOnly && !p.busy {
		p.live.Objects = nil // nothing has been tried yet
	}
	if p.setup().Token {
		p.token.entry.SetPlaceHolder(text("setup.token_known"))
	}
	done := p.screen.done(model.TunnelStep)
	if p.connect.weight = mainPush; done {
		p.connect.weight = plainPush
	}
	p.connect.Refresh()
	if done && !p.busy && p.screen.desk.window.Canvas().Focused() == p.connect {
		p.screen.sheet.focus(p.screen.next) // where the reader waits to go on
	}
}

func (p *tunnelPage) first() fyne.Focusable {
	if p.setup().LocalOnly || p.setup().Fixed || p.screen.done(model.TunnelStep) {
		return nil
	}
	return p.token.entry
}

func (p *tunnelPage) enter() {
	if p.setup().LocalOnly || p.setup().Fixed || p.screen.done(model.TunnelStep) && p.token.entry.Text == "" && strings.TrimSpace(p.domain.Text) == p.setup().Domain {
		p.screen.forward()
		return
	}
	p.submit()
}

// submit connects with what was typed.
func (p *tunnelPage) submit() {
	if p.busy {
		return
	}
	token, domain := p.token.secret(), strings.TrimSpace(p.domain.Text)
	if token.IsZero() && !p.setup().Token {
		p.complain(text("setup.token_missing"))
		return
	}
	p.busy = true
	p.connect.enable(false)
	p.said.show("", colorDangerSoft)
	p.renew()
	p.screen.sheet.rearrange()
	p.screen.sheet.focus(p.connect)
	desk := p.screen.desk
	ask(p.screen.sheet, failing(func(ctx context.Context) error { return desk.way.receiver.SetTunnel(ctx, token, domain) }), func(_ struct{}, err error) {
		p.busy = false
		p.connect.enable(true)
		if err != nil {
			p.complain(sentence(say.Of(err)))
		} else {
			p.token.clear()
		}
		p.renew()
		p.screen.sheet.rearrange()
		desk.way.read()
	})
}

func (p *tunnelPage) complain(words string) {
	p.said.show(words, colorDangerSoft)
	p.screen.sheet.rearrange()
	p.screen.sheet.focus(p.token.entry)
}

func (p *tunnelPage) clear() { p.token.clear() }
