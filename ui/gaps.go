package ui

import (
	"context"
	"reflect"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"passdesk/ui/model"
)

// gapsScreen shows the times without receiving, and what is to be done about
// the one that is picked.
type gapsScreen struct {
	desk  *Desk
	sheet *sheet
	list  *pickList
	about *fyne.Container
	said  *said
	done  *tick // nil where there is nothing to tick
	open  *push // leads to the console
	fetch *push // asks Crossmint for what was missed
	gaps  []model.Gap
	shown model.Gap // the picked one as it is drawn
	fresh bool      // nothing is shown yet

	unread bool // what is said is why they could not be read
}

// openGaps shows the times without receiving.
func (d *Desk) openGaps() {
	g := &gapsScreen{desk: d, sheet: newSheet(d, text("gap.title")), about: container.New(stacked{}), said: newSaid(), fresh: true}
	g.sheet.wide = sheetWide
	g.list = newPickList(g.line, []float32{246, 76, 0, 150}, g.showPicked)
	g.open = newPush(text("console.open"), func() { d.openConsole(g.open, g.environments()) })
	g.open.Hide()
	g.fetch = newPush(text("fetch.button"), func() { d.openFetch(nil) })
	g.fetch.Hide()
	leave := newMainPush(text("menu.close"), g.sheet.close)
	g.sheet.fill(paragraph(text("gap.why"), quietLook), gap(12), paragraph(text("safety.reading"), quietLook), g.said.box)
	g.sheet.buttons(g.open, g.fetch, layout.NewSpacer(), leave)
	g.sheet.show(leave)
	g.read()
	d.way.watch(g.sheet, g.read)
}

func (g *gapsScreen) read() { ask(g.sheet, g.desk.way.receiver.Gaps, g.take) }

func (g *gapsScreen) take(gaps []model.Gap, err error) {
	if err != nil {
		g.unread = true
		g.said.fail(err)
		g.sheet.rearrange()
		return
	}
	if g.unread {
		g.said.show("", colorGround)
	}
	g.unread = false
	picked := g.pick(gaps)
	g.gaps = gaps
	if len(gaps) == 0 {
		g.fresh = true
		g.open.Hide()
		g.fetch.Hide()
		g.sheet.fill(card(colorSuccessSoft, signed("✓", text("gap.none"), colorSuccess))...)
		return
	}
	g.list.give(len(gaps), g.most())
	if g.fresh {
		g.sheet.fill(paragraph(text("gap.why"), quietLook), gap(10), g.list.room, gap(10), g.said.box, g.about)
	}
	g.list.show(len(gaps), picked)
	if g.fresh || !reflect.DeepEqual(gaps[picked], g.shown) {
		g.showPicked()
	}
	if g.fresh {
		g.sheet.focus(g.list)
	}
	g.fresh = false
}

// most is how many gaps are in sight at once: what is said about one needs room
// as well.
func (g *gapsScreen) most() int {
	return max(int((g.desk.window.Canvas().Size().Height-440)/(pickHeight+4)), 3)
}

// pick is where the picked gap stands by now: at first it is the newest one
// that asks for something.
func (g *gapsScreen) pick(next []model.Gap) int {
	if old := g.list.picked; old >= 0 && old < len(g.gaps) {
		for n, one := range next {
			if one.ID == g.gaps[old].ID {
				return n
			}
		}
	}
	for n, one := range next {
		if one.State == model.GapNeeds {
			return n
		}
	}
	return min(0, len(next)-1)
}

func (g *gapsScreen) line(n int) pickLine {
	one, now := g.gaps[n], g.desk.options.Now()
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

// showPicked says what is known about the picked gap, what is inferred, and
// what to do.
func (g *gapsScreen) showPicked() {
	n := g.list.picked
	if n < 0 || n >= len(g.gaps) {
		return
	}
	held := g.desk.window.Canvas().Focused()
	onTick := held != nil && held == fyne.Focusable(g.done)
	g.shown = g.gaps[n]
	g.about.Objects = g.words(g.shown)
	g.open.Hidden = g.done == nil
	g.fetch.Hidden = g.shown.State == model.GapHealed || !g.desk.asks.able()
	g.sheet.foot.Refresh()
	g.sheet.rearrange()
	if onTick && g.done != nil {
		g.sheet.focus(g.done) // it has been drawn anew
	}
}

// environments are those whose console may have something to send again for
// the picked gap.
func (g *gapsScreen) environments() []string {
	if n := g.list.picked; n >= 0 && n < len(g.gaps) && len(g.gaps[n].Environments) > 0 {
		return g.gaps[n].Environments
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
