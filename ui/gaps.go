package ui

import (
	"context"
	"reflect"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"passdesk/ui/model"
)

// gapFace is how the state of a gap looks.
type gapFace struct {
	sign       string
	word       string // key
	tone, soft fyne.ThemeColorName
}

var gapFaces = [...]gapFace{
	model.GapGoesOn: {"✕", "gap.goes_on", colorDanger, colorDangerSoft},
	model.GapHeals:  {"◌", "gap.heals", colorAccent, colorAccentSoft},
	model.GapNeeds:  {"!", "gap.needs", colorWarning, colorWarningSoft},
	model.GapTicked: {"✓", "gap.ticked", colorSuccess, colorSuccessSoft},
	model.GapHealed: {"✓", "gap.healed", colorSuccess, colorSuccessSoft},
}

var causeTexts = [...]string{
	model.UnknownCause: "gap.cause_unknown",
	model.NotRunning:   "gap.cause_closed",
	model.Asleep:       "gap.cause_asleep",
	model.NoTunnel:     "gap.cause_tunnel",
	model.NoInternet:   "gap.cause_internet",
	model.NotKeeping:   "gap.cause_disk",
	model.NotSetUp:     "gap.cause_secret",
	model.FromBackup:   "gap.cause_backup",
	model.ClockWasSet:  "gap.cause_clock",
}

// textOf is the text of a number that a newer program may know more of.
func textOf[N ~uint8](keys []string, n N) string {
	if int(n) >= len(keys) {
		n = 0
	}
	return text(keys[n])
}

func faceOf(s model.GapState) gapFace {
	if int(s) >= len(gapFaces) {
		s = model.GapNeeds
	}
	return gapFaces[s]
}

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
	leave := newMainPush(text("menu.close"), g.sheet.close)
	g.sheet.fill(paragraph(text("gap.why"), quietLook), gap(12), paragraph(text("safety.reading"), quietLook), g.said.box)
	g.sheet.buttons(g.open, layout.NewSpacer(), leave)
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
		words: []string{model.Stretch(model.Span{From: one.From, To: one.To}, now), long, textOf(causeTexts[:], one.Cause), text(face.word)},
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
	g.sheet.foot.Refresh()
	g.sheet.rearrange()
	if onTick && g.done != nil {
		g.sheet.focus(g.done) // it has been drawn anew
	}
}

func (g *gapsScreen) words(one model.Gap) []fyne.CanvasObject {
	now := g.desk.options.Now()
	face := faceOf(one.State)
	g.done = nil
	var words []fyne.CanvasObject
	say := func(sentence string) { words = append(words, paragraph(sentence, plainLook)) }
	switch one.State {
	case model.GapGoesOn:
		say(text("gap.goes_on_next"))
	case model.GapHeals:
		say(text("gap.heals_next", values{"Until": model.Hour(one.Until, now)}))
	case model.GapHealed:
		say(text("gap.healed_next"))
	default:
		say(text("gap.needs_known"))
		for _, lost := range g.lost(one) {
			say(text("gap.needs_when", values{"When": model.Stretch(lost, now)}))
		}
		say(text("gap.needs_unknown"))
	}
	if one.Late > 0 {
		say(counted("gap.late", one.Late))
	}
	parts := card(face.soft, words...)
	if one.State == model.GapNeeds || one.State == model.GapTicked {
		parts = append(parts, g.checklist(one))
	}
	return parts
}

// lost are the times that may need a resend. A program that does not know
// better means the whole gap.
func (g *gapsScreen) lost(one model.Gap) []model.Span {
	const most = 6
	if len(one.Lost) == 0 {
		return []model.Span{{From: one.From, To: one.To}}
	}
	return one.Lost[:min(len(one.Lost), most)]
}

// checklist says how to have sent again what was missed.
func (g *gapsScreen) checklist(one model.Gap) fyne.CanvasObject {
	g.done = newTick(text("gap.tick"), nil)
	g.done.Checked = one.State == model.GapTicked
	g.done.OnChanged = func(on bool) { g.tick(one.ID, on) }
	return numbered(
		[]fyne.CanvasObject{paragraph(text("gap.step_console"), plainLook)},
		[]fyne.CanvasObject{paragraph(text("gap.step_resend"), plainLook)},
		[]fyne.CanvasObject{container.New(inset{left: -6, top: -6, bottom: -6}, g.done)})
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
