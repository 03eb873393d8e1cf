package ui

import (
	"fyne.io/fyne/v2"

	"passdesk/store"
	"passdesk/ui/model"
)

// affairs are what the window knows that may be worth a strip.
func (d *Desk) affairs() model.Affairs {
	a := model.Affairs{
		Connection: d.connection, Since: d.sinceText() != "", Unreadable: d.answer.err != nil && d.list.rows.Rows > 0,
		Credentials: d.answer.counts.Succeeded, Demo: d.options.Demo,
	}
	if d.way != nil {
		a.Standing = d.way.value
	}
	if d.safe != nil {
		a.Safety, a.SafetyKnown = d.safe.value, d.safe.known
	}
	return a
}

// notNow spares the reader a strip for the day.
func (d *Desk) notNow(s model.Strip) {
	d.putOff[s] = d.options.Now()
	d.showNotice()
}

// showStrip says below the header what is most pressing.
func (d *Desk) showStrip() {
	a := d.affairs()
	strip := a.Strip(func(s model.Strip) bool {
		at, is := d.putOff[s]
		return is && model.SameDay(at, d.options.Now())
	})
	later := offer{"✕", text("safety.not_now"), func() { d.notNow(strip) }}
	say := func(words string, ground fyne.ThemeColorName, label string, act func()) {
		d.notice.say(words, ground, offer{"→", text(label), act}, later)
	}
	switch strip {
	case model.NoStrip:
		d.notice.hide()
	case model.WayStrip, model.UnreadableStrip:
		d.notice.say(troubleText(a.Connection, a.Unreadable), troubleGround(a.Connection, a.Unreadable), d.remedy()...)
	case model.ClockStrip:
		d.notice.say(skewText(a.Standing.Skew), colorWarningSoft, later)
	case model.MovedStrip:
		d.showMoved(a.Standing.Setup)
	case model.SecretStrip:
		say(counted("strip.secret", a.Standing.Unknown), colorWarningSoft, "safety.look", d.openRejected)
	case model.GenuineStrip:
		say(counted("strip.genuine", a.Standing.Genuine), colorWarningSoft, "safety.look", d.openRejected)
	case model.GapStrip:
		when := dates().Stretch(model.Span{From: a.Standing.Gap.From, To: a.Standing.Gap.To}, d.options.Now())
		words := text("strip.gap", values{"When": when})
		if more := a.Standing.Gaps - 1; more > 0 {
			words = loadTexts().say("strip.gaps", more, values{"N": more, "When": when})
		}
		say(words, colorWarningSoft, "safety.look", d.openGaps)
	case model.SinceStrip:
		d.notice.say(d.sinceText(), colorAccentSoft, offer{"✕", text("since.seen"), func() {
			d.looks.counts, d.looks.dropped = store.Counts{}, d.looks.seen
			d.showNotice()
			d.settleFocus()
		}})
	case model.PlanStrip:
		say(text("safety.nag_trouble", values{"Why": a.Safety.Trouble}), colorDangerSoft, "safety.look", d.openSafety)
	case model.BackupStrip:
		say(counted("safety.nag_backup", int(a.Safety.Waiting)), colorWarningSoft, "safety.back_up", d.openBackup)
	case model.CodeStrip:
		say(text("safety.nag_code"), colorWarningSoft, "safety.make_code", d.openCode)
	}
}

// remedy is what can be done in this window while nothing comes in: go on with
// setting up, where that is not done.
func (d *Desk) remedy() []offer {
	if d.way == nil || d.options.Demo || !d.way.unfinished() || d.connection.Notice() == "" {
		return nil
	}
	return []offer{{"→", text("menu.setup"), d.openSetup}}
}

// showMoved asks for the address to be changed in the Crossmint console.
func (d *Desk) showMoved(s model.Setup) {
	d.notice.say(text("strip.moved", values{"Old": s.Registered}), colorWarningSoft,
		offer{"", text("strip.copy_address"), func() { d.copyEndpoint(d.way.value.Setup.URL) }},
		offer{"→", text("console.open"), func() { d.openConsole(d.notice.button(1), d.way.value.Setup.Environments()) }},
		offer{"✓", text("code.done"), d.register})
}
