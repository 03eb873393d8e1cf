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

// termTexts say how long so many months are.
var termTexts = map[int]string{
	0: "retention.ever", 6: "retention.half_year", 12: "retention.1_year",
	24: "retention.2_years", 60: "retention.5_years", 120: "retention.10_years",
}

// retentionText says how long records are kept.
func retentionText(r model.Retention) string {
	if key, offered := termTexts[r.Months]; offered {
		return text(key)
	}
	return counted("retention.months", r.Months)
}

// retentionScreen asks how long records are kept, and shows what that would
// erase before anything is.
type retentionScreen struct {
	desk   *Desk
	sheet  *sheet
	wanted model.Retention
	old    model.Old
	known  bool // old is of what is wanted
	terms  *choice
	sole   *tick
	told   *fyne.Container
	typed  *blank
	typing *fyne.Container // what has to be typed, where there are sole copies at stake
	said   *said
	save   *push
	saving bool
}

// openRetention shows how long records are kept.
func (d *Desk) openRetention() {
	r := &retentionScreen{desk: d, sheet: newSheet(d, text("retention.title")), said: newSaid(), wanted: d.safe.value.Retention}
	r.sheet.wide = 700
	r.terms = chooseFrom(model.Terms, termTexts, r.wanted.Months, func(months int) {
		r.said.show("", colorGround)
		r.want(months)
	})
	if termTexts[r.wanted.Months] == "" {
		r.terms.choose(-1) // none of those that are offered
	}
	r.terms.box.Layout = layout.NewGridLayoutWithColumns(3)
	r.sole = newTick(text("retention.sole"), func(on bool) {
		r.wanted.SoleCopies = on
		r.update()
	})
	r.sole.Checked = r.wanted.SoleCopies
	r.told = container.New(stacked{})
	r.typed = newBlank(eraseWord, func(string) { r.update() })
	r.typing = container.New(stacked{}, paragraph(text("erase.type", values{"Word": eraseWord}), plainLook), gap(6), r.typed, gap(8))
	r.save = newMainPush(text("menu.save"), r.submit)
	r.sheet.fill(
		labelled(text("retention.keep"), r.terms.box), r.sole, gap(8),
		r.told, r.typing, r.said.box, paragraph(text("retention.reckoned"), quietLook))
	leave := newPush(text("menu.cancel"), r.sheet.close)
	r.sheet.buttons(layout.NewSpacer(), leave, r.save)
	if why := d.safe.value.Unerased; why != "" {
		r.said.show(text("retention.trouble", values{"Why": why}), colorDangerSoft)
	}
	r.sheet.show(leave)
	r.want(r.wanted.Months)
}

// want shows what would go if records were kept so many months.
func (r *retentionScreen) want(months int) {
	r.wanted.Months, r.known = months, months == 0
	r.typed.SetText("")
	if months == 0 {
		r.sole.SetChecked(false)
	}
	r.update()
	if r.known {
		return
	}
	ask(r.sheet, func(ctx context.Context) (model.Old, error) { return r.desk.safe.keeper.Old(ctx, months) }, func(old model.Old, err error) {
		if months != r.wanted.Months {
			return // it was changed meanwhile
		}
		if err != nil {
			r.said.fail(err)
			r.sheet.rearrange()
			return
		}
		r.old, r.known = old, true
		r.update()
	})
}

// grave tells that sole copies are at stake.
func (r *retentionScreen) grave() bool { return r.wanted.Endangers(r.desk.safe.value.Retention) }

// update shows what is wanted and what that means.
func (r *retentionScreen) update() {
	ground := colorAccentSoft
	if r.wanted.Months > 0 && (r.wanted.SoleCopies || r.known && r.old.Going(r.wanted) > 0) {
		ground = colorDangerSoft
	}
	r.told.Objects = card(ground, r.meaning()...)
	r.typing.Hidden = !r.grave()
	r.sole.Hidden = r.wanted.Months == 0
	r.save.weight = mainPush
	if r.wanted.Months > 0 {
		r.save.weight = gravePush
	}
	r.save.enable(r.ready())
	r.sheet.rearrange()
}

// ready tells that what is wanted can be set. That all are kept can be set again
// where what was set cannot be read.
func (r *retentionScreen) ready() bool {
	now := r.desk.safe.value
	return !r.saving && r.known && (r.wanted != now.Retention || r.wanted.Months == 0 && now.Unerased != "") &&
		(!r.grave() || strings.TrimSpace(r.typed.Text) == eraseWord)
}

// meaning says in sentences what the retention does.
func (r *retentionScreen) meaning() []fyne.CanvasObject {
	if r.wanted.Months == 0 {
		return []fyne.CanvasObject{paragraph(text("retention.nothing"), plainLook)}
	}
	if !r.known {
		return []fyne.CanvasObject{paragraph(text("retention.counting"), plainLook)}
	}
	sentences := []string{text("retention.none")}
	if n := r.old.Going(r.wanted); n > 0 {
		sentences[0] = counted("retention.going", n)
	}
	switch {
	case r.old.Sole > 0 && r.wanted.SoleCopies:
		sentences = append(sentences, counted("retention.sole_go", r.old.Sole))
	case r.old.Sole > 0:
		sentences = append(sentences, counted("retention.sole_stay", r.old.Sole))
	}
	var parts []fyne.CanvasObject
	for _, one := range append(sentences, text("retention.on")) {
		parts = append(parts, paragraph(one, plainLook))
	}
	return append(parts, paragraph(r.copies()+" "+text("erase.final"), look{size: plainLook.size, bold: true}))
}

// copies says which backups hold what is old, as far as there is one of a time
// when all of it was there.
func (r *retentionScreen) copies() string {
	now, backup := r.desk.options.Now(), r.desk.safe.value.Backup
	switch {
	case backup.IsZero():
		return text("safety.backup_never") + "."
	case backup.Before(now.AddDate(0, -r.wanted.Months, 0)):
		return text("safety.backup_at", values{"At": dates().Hour(backup, now)}) + "."
	}
	return text("erase.backups")
}

// submit sets what is wanted.
func (r *retentionScreen) submit() {
	if !r.ready() {
		return
	}
	r.saving = true
	r.update()
	wanted := r.wanted
	r.desk.chores.add(func(ctx context.Context) func() {
		err := r.desk.safe.keeper.SetRetention(ctx, wanted)
		return func() { r.done(wanted, err) }
	})
}

// done tells what came of it, even if nobody waits for it: what is set erases.
func (r *retentionScreen) done(set model.Retention, err error) {
	r.saving = false
	r.desk.safe.read()
	switch {
	case err == nil:
		r.sheet.close()
		r.desk.toast.say(text("retention.set", values{"Term": retentionText(set)}))
	case !r.sheet.open:
		r.desk.toast.say(sentence(say.Of(err)))
	default:
		r.said.fail(err)
		r.update()
	}
}
