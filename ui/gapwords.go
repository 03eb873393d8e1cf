package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

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
	model.ClockWasOff:  "gap.cause_clock_off",
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
		say(text("gap.heals_next", values{"Until": dates().Hour(one.Until, now)}))
	case model.GapHealed:
		say(text("gap.healed_next"))
	default:
		say(text("gap.needs_known"))
		for _, lost := range g.lost(one) {
			say(text("gap.needs_when", values{"When": dates().Stretch(lost, now)}))
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
