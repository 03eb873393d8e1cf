package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"passdesk/ui/model"
)

// trialPage sends a test event through the whole way.
type trialPage struct {
	screen *setupScreen
	lights *lights
	send   *push
	ended  *fyne.Container // what it all came to
}

func newTrialPage(s *setupScreen) *trialPage {
	p := &trialPage{screen: s, lights: newLights(s.desk), ended: container.New(stacked{})}
	p.send = newMainPush(text("setup.send"), p.submit)
	return p
}

func (p *trialPage) parts() []fyne.CanvasObject {
	return []fyne.CanvasObject{
		paragraph(text("setup.trial_why"), plainLook), gap(12),
		container.NewHBox(p.send, layout.NewSpacer()), gap(12),
		p.lights.box, gap(4), p.ended,
	}
}

func (p *trialPage) renew() {
	p.lights.show()
	desk := p.screen.desk
	passed := p.screen.done(model.TrialStep) && !p.lights.busy
	if p.send.weight = mainPush; passed {
		p.send.weight = plainPush
	}
	p.send.Refresh()
	p.ended.Objects = nil
	switch missing := p.missing(); {
	case !passed:
	case missing != "":
		p.ended.Objects = card(colorWarningSoft, paragraph(missing, plainLook))
	case desk.answer.latest.IsZero():
		p.ended.Objects = card(colorSuccessSoft,
			newInk(text("setup.waiting"), colorSuccess, textSize, fyne.TextStyle{Bold: true}),
			paragraph(text("setup.waiting_why"), plainLook))
	default:
		p.ended.Objects = card(colorSuccessSoft, newInk(text("setup.ready"), colorSuccess, textSize, fyne.TextStyle{Bold: true}))
	}
}

// missing says which step before is not done; "" for none.
func (p *trialPage) missing() string {
	for step := range model.TrialStep {
		if !p.screen.done(step) {
			return text("setup.missing", values{"Step": text(stepTexts[step])})
		}
	}
	return ""
}

func (p *trialPage) first() fyne.Focusable {
	if p.screen.done(model.TrialStep) {
		return nil
	}
	return p.send
}

func (p *trialPage) enter() {
	if p.screen.done(model.TrialStep) {
		p.screen.forward()
		return
	}
	p.submit()
}

func (p *trialPage) submit() {
	if p.lights.busy {
		return
	}
	p.send.enable(false)
	p.lights.test(p.screen.sheet, func(error) {
		p.send.enable(true)
		if p.screen.page != setupPage(p) {
			return
		}
		p.screen.renew()
		if p.screen.done(model.TrialStep) {
			p.screen.sheet.focus(p.screen.next)
		} else {
			p.screen.sheet.focus(p.send)
		}
	})
}

func (p *trialPage) clear() { p.lights.stop() }
