package ui

import (
	"fyne.io/fyne/v2"

	"passdesk/ui/model"
)

// showWorry says below the header how the records might get lost, if nothing
// worse is the matter.
func (d *Desk) showWorry() {
	if d.safe == nil || d.options.Demo || d.notice.box.Visible() {
		return
	}
	safety := d.safe.safety
	worry := d.safe.worry(d.answer.counts.Succeeded)
	offer := func(words, button string, ground fyne.ThemeColorName, act func()) {
		d.notice.offer(words, ground, text(button), act, func() { d.safe.notNow(worry); d.showNotice() })
	}
	switch worry {
	case model.PlanFell:
		offer(text("safety.nag_trouble", values{"Why": safety.Trouble}), "safety.look", colorDangerSoft, d.openSafety)
	case model.Unsaved:
		offer(counted("safety.nag_backup", int(safety.Waiting)), "safety.back_up", colorWarningSoft, d.openBackup)
	case model.NoCode:
		offer(text("safety.nag_code"), "safety.make_code", colorWarningSoft, d.openCode)
	}
}
