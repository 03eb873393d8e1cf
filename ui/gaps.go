package ui

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/layout"

	"passdesk/assets/say"
	"passdesk/ui/model"
)

// gapsScreen shows the times without receiving, and what is to be done about
// the one that is picked.
type gapsScreen struct {
	picking[model.Gap]
	done  *tick // nil where there is nothing to tick
	open  *push // leads to the console
	fetch *push // asks Crossmint for what was missed
}

// openGaps shows the times without receiving.
func (d *Desk) openGaps() {
	g := &gapsScreen{}
	g.set(d, text("gap.title"), newPickList(g.line, []float32{246, 76, 0, 150}, g.showPicked), kindOf[model.Gap]{
		why: text("gap.why"), none: text("gap.none"), besides: 440, words: g.words, after: g.offer,
		same:  func(a, b model.Gap) bool { return a.ID == b.ID },
		first: func(one model.Gap) bool { return one.State == model.GapNeeds },
	})
	g.open = newPush(text("console.open"), func() { d.openConsole(g.open, g.environments()) })
	g.open.Hide()
	g.fetch = newPush(text("fetch.button"), func() { d.openFetch(nil) })
	g.fetch.Hide()
	leave := newMainPush(text("menu.close"), g.sheet.close)
	g.sheet.buttons(g.open, g.fetch, layout.NewSpacer(), leave)
	g.sheet.show(leave)
	g.read()
	d.way.watch(g.sheet, g.read)
}

func (g *gapsScreen) read() { ask(g.sheet, g.desk.way.receiver.Gaps, g.take) }

func (g *gapsScreen) take(gaps []model.Gap, err error) {
	if err != nil {
		g.broken(sentence(say.Of(err)))
		return
	}
	if len(gaps) == 0 {
		g.open.Hide()
		g.fetch.Hide()
	}
	g.give(gaps)
}

func (g *gapsScreen) line(n int) pickLine {
	one, now := g.all[n], g.desk.options.Now()
	face := faceOf(one.State)
	long := lasting(one.Length(now))
	if one.Cause == model.ClockWasSet {
		long = text("gap.length_unknown")
	}
	return pickLine{
		sign: face.sign, tone: face.tone, soft: face.soft,
		words: []string{dates().Stretch(model.Span{From: one.From, To: one.To}, now), long, textOf(causeTexts[:], one.Cause), text(face.word)},
	}
}

// offer has those buttons in the foot that are of use to the picked gap.
func (g *gapsScreen) offer(held fyne.Focusable) {
	g.open.Hidden = g.done == nil
	g.fetch.Hidden = g.shown.State == model.GapHealed || !g.desk.asks.able()
	g.sheet.foot.Refresh()
	g.sheet.rearrange()
	if _, onTick := held.(*tick); onTick && g.done != nil {
		g.sheet.focus(g.done) // it has been drawn anew
	}
}

// environments are those whose console may have something to send again for
// the picked gap.
func (g *gapsScreen) environments() []string {
	if one, there := g.picked(); there && len(one.Environments) > 0 {
		return one.Environments
	}
	return g.desk.way.value.Setup.Environments()
}

// tick notes that what was missed has been sent again, or takes that back.
func (g *gapsScreen) tick(id int64, done bool) {
	ask(g.sheet, failing(func(ctx context.Context) error { return g.desk.way.receiver.TickGap(ctx, id, done) }), func(_ struct{}, err error) {
		g.desk.way.read() // and the gaps after it
		g.said.show("", colorGround)
		if err != nil {
			g.said.fail(err)
			g.showPicked()
		}
	})
}
