package ui

import (
	"cmp"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"passdesk/ui/model"
)

// stageTexts name the parts of the way in, and say what a green and a red light
// stand for there.
var stageTexts = [...]struct{ name, green, red string }{
	model.WayOut:    {"light.way_out", "light.way_out_green", "light.way_out_red"},
	model.Tunnel:    {"light.tunnel", "light.tunnel_green", "light.tunnel_red"},
	model.Signature: {"light.signature", "light.signature_green", "light.signature_red"},
	model.Disk:      {"light.disk", "light.disk_green", "light.disk_red"},
}

// lights show what a test of the whole way in came to.
type lights struct {
	desk *Desk
	box  *fyne.Container
	rows [4]*lightRow
	when *ink
	bar  *widget.ProgressBarInfinite
	said *said
	busy bool
}

func newLights(d *Desk) *lights {
	l := &lights{desk: d, when: newInk("", colorMuted, idSize, fyne.TextStyle{}), bar: newWaiting(), said: newSaid()}
	l.when.trim = true
	column := container.New(stacked{})
	for stage := range l.rows {
		l.rows[stage] = newLightRow(text(stageTexts[stage].name))
		column.Add(l.rows[stage])
	}
	foot := container.NewStack(l.when, container.New(inset{top: 6, bottom: 6}, l.bar))
	l.box = container.New(stacked{}, column, gap(4), foot, l.said.box)
	return l
}

// show shows the last test, unless another one is under way.
func (l *lights) show() {
	if l.busy {
		return
	}
	c, now := l.desk.connection.Checkup, l.desk.options.Now()
	local := l.desk.way.value.Setup.LocalOnly
	closed := c.Lights[model.WayOut].Glow == model.Red
	for stage, row := range l.rows {
		light, texts := c.Lights[stage], stageTexts[stage]
		switch {
		case light.Glow == model.Green:
			row.show("✓", texts.green, latency(light.Took), colorSuccess, colorSuccessSoft)
		case light.Glow == model.Red:
			row.show("✕", texts.red, latency(light.Took), colorDanger, colorDangerSoft)
		case local && model.Stage(stage) <= model.Tunnel:
			row.show("–", "light.unused", "", colorMuted, colorIdle)
		case c.At.IsZero():
			row.show("○", "light.untested", "", colorMuted, colorIdle)
		default:
			row.show("○", "light.unreached", "", colorMuted, colorIdle)
		}
	}
	l.when.write(testedText(c, now), colorMuted)
	words := sentence(c.Message)
	if closed {
		words = cmp.Or(words, text("light.closed")) + " " + text("light.not_tunnel")
	}
	l.said.show(words, colorWarningSoft)
}

// testedText says when the last test was, and how long it took.
func testedText(c model.Checkup, now time.Time) string {
	switch {
	case c.At.IsZero():
		return text("light.never")
	case c.Took <= 0:
		return text("light.tested_at", values{"At": dates().Clock(c.At, now)})
	}
	return text("light.tested", values{"At": dates().Clock(c.At, now), "Took": latency(c.Took)})
}

// test tries the whole way in and shows what came of it.
func (l *lights) test(s *sheet, then func(err error)) {
	l.busy = true
	for _, row := range l.rows {
		row.show("◌", "light.testing", "", colorAccent, colorAccentSoft)
	}
	l.said.show("", colorGround)
	l.when.write("", colorMuted)
	l.bar.Show()
	l.bar.Start()
	s.rearrange()
	ask(s, l.desk.way.receiver.Check, func(c model.Checkup, err error) {
		l.stop()
		if err == nil {
			l.desk.tested(c)
		}
		l.show()
		if err != nil {
			l.said.fail(err)
		}
		then(err)
		s.rearrange()
	})
}

// stop ends the show of a test that is under way.
func (l *lights) stop() {
	l.busy = false
	l.bar.Stop()
	l.bar.Hide()
}
