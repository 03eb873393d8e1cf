package ui

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"passdesk/assets/say"
	"passdesk/ui/model"
)

// setupPage is one step of the assistant. It is made anew whenever the reader
// comes to it.
type setupPage interface {
	// parts are what the page shows.
	parts() []fyne.CanvasObject
	// renew shows what is known by now, and leaves alone what was typed.
	renew()
	// first is what gets the keyboard.
	first() fyne.Focusable
	// enter does what Enter means here.
	enter()
	// clear forgets the secrets that were typed.
	clear()
}

// stepTexts name the steps.
var stepTexts = [model.Steps]string{
	model.TunnelStep:  "setup.tunnel",
	model.AddressStep: "setup.address",
	model.SecretStep:  "setup.secret",
	model.TrialStep:   "setup.trial",
}

// setupScreen leads through setting up, step by step. It can be left at each
// and goes on where it was left.
type setupScreen struct {
	desk        *Desk
	sheet       *sheet
	bar         [model.Steps]*button
	head        *fyne.Container
	page        setupPage // nil until it is known how far it is
	step        model.Step
	environment int // as it was chosen last
	later       *push
	back        *push
	next        *push
}

// openSetup shows the assistant at the first step that is not done.
func (d *Desk) openSetup() {
	s := &setupScreen{desk: d, sheet: newSheet(d, text("setup.title"))}
	d.way.offered = true
	s.sheet.wide = 640
	s.head = container.New(layout.NewCustomPaddedHBoxLayout(2))
	for step := range s.bar {
		s.bar[step] = newButton("○", text(stepTexts[step]), func() { s.turn(model.Step(step)) })
		s.head.Add(s.bar[step])
	}
	s.later = newPush(text("menu.close"), s.leave)
	s.back = newPush(text("setup.back"), func() { s.turn(s.step - 1) })
	s.next = newPush(text("setup.next"), s.forward)
	s.sheet.fill(paragraph(text("safety.reading"), quietLook), gap(12))
	s.sheet.buttons(layout.NewSpacer(), s.later)
	s.sheet.onClose = s.clear
	s.sheet.show(s.later)
	d.way.watch(s.sheet, s.renew)
	if d.way.known {
		s.begin()
	}
	d.way.read()
}

// begin turns to where the reader left off.
func (s *setupScreen) begin() {
	setup := s.desk.way.value.Setup
	if !setup.Complete() && !setup.Left {
		s.later.say(text("setup.later"))
	}
	s.sheet.buttons(s.later, layout.NewSpacer(), s.back, s.next)
	s.turn(setup.Next(s.desk.connection))
}

// turn shows a step.
func (s *setupScreen) turn(step model.Step) {
	s.clear()
	s.step = step
	switch step {
	case model.TunnelStep:
		s.page = newTunnelPage(s)
	case model.AddressStep:
		s.page = newAddressPage(s)
	case model.SecretStep:
		s.page = newSecretPage(s)
	default:
		s.page = newTrialPage(s)
	}
	s.sheet.onEnter = s.page.enter
	s.page.renew()
	s.sheet.fill(append([]fyne.CanvasObject{container.New(inset{left: -bodyInset}, s.head), gap(8), newRule(), gap(14)}, s.page.parts()...)...)
	s.renewSteps()
	s.sheet.scroll.ScrollToTop()
	s.focus()
}

// focus gives the keyboard to what is wanted next.
func (s *setupScreen) focus() {
	if f := s.page.first(); f != nil {
		s.sheet.focus(f)
	} else {
		s.sheet.focus(s.next)
	}
}

// renew shows what is known by now.
func (s *setupScreen) renew() {
	switch way := s.desk.way; {
	case s.page != nil:
		s.page.renew()
		s.renewSteps()
		s.sheet.rearrange()
	case way.known:
		s.begin()
	case way.err != nil:
		s.sheet.fill(card(colorDangerSoft, paragraph(sentence(say.Of(way.err)), plainLook))...)
	}
}

// done tells that a step is behind.
func (s *setupScreen) done(step model.Step) bool {
	return s.desk.way.value.Setup.Done(step, s.desk.connection)
}

// renewSteps shows which steps are behind.
func (s *setupScreen) renewSteps() {
	for step, b := range s.bar {
		sign := "○"
		switch {
		case s.done(model.Step(step)):
			sign = "✓"
		case model.Step(step) == s.step:
			sign = "●"
		}
		b.strong = model.Step(step) == s.step
		b.relabel(sign)
	}
	s.back.enable(s.step > 0)
	s.next.weight = plainPush
	if s.done(s.step) {
		s.next.weight = mainPush
	}
	words := text("setup.next")
	if s.step == model.TrialStep {
		words = text("code.done")
	}
	s.next.say(words)
}

// forward goes on to the next step; after the last one it is over.
func (s *setupScreen) forward() {
	if s.step < model.TrialStep {
		s.turn(s.step + 1)
		return
	}
	s.leave()
}

// leave closes the assistant, which does not come up by itself any more.
func (s *setupScreen) leave() {
	way := s.desk.way
	left := !way.known || way.value.Setup.Left
	if !left && !way.value.Setup.Complete() {
		s.desk.toast.say(text("setup.left"))
	}
	s.sheet.close()
	if left {
		return
	}
	s.desk.chores.add(func(ctx context.Context) func() {
		err := way.receiver.LeaveSetup(ctx)
		return func() {
			if err != nil {
				s.desk.toast.say(sentence(say.Of(err)))
			}
			way.read()
		}
	})
}

// clear forgets the secrets that were typed.
func (s *setupScreen) clear() {
	if s.page != nil {
		s.page.clear()
	}
}

// numbered sets out what to do, one thing after another. Each is a sentence, or
// a sentence with a part below it.
func numbered(steps ...[]fyne.CanvasObject) fyne.CanvasObject {
	list := container.New(stacked{})
	for n, parts := range steps {
		number := newInk(figure(n+1), colorAccent, textSize, fyne.TextStyle{Bold: true})
		list.Add(container.NewBorder(nil, nil, container.New(inset{right: 10}, container.NewVBox(number)), nil, container.New(stacked{}, parts...)))
		list.Add(gap(8))
	}
	return list
}
