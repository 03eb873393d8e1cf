package ui

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"passdesk/assets/say"
	"passdesk/store/secret"
	"passdesk/ui/model"
)

// everies are how often backups may be made, as the choice offers them.
var everies = []time.Duration{time.Hour, 24 * time.Hour, 7 * 24 * time.Hour}

var (
	everyTexts = []string{"backup.plan_hour", "backup.plan_day", "backup.plan_week"}
	everyWords = []string{"backup.hour", "backup.day", "backup.week"}
)

// everyOf is the choice that comes closest without being rarer.
func everyOf(d time.Duration) int {
	n, found := slices.BinarySearch(everies, d)
	if !found {
		n--
	}
	return max(n, 0)
}

// planScreen asks when backups shall be made without being asked.
type planScreen struct {
	desk       *Desk
	sheet      *sheet
	folder     *folderField
	every      *choice
	keep, nag  *blank
	phrase     *phraseFields
	said       *said
	save, stop *push
}

// openPlan shows the plan for backups.
func (d *Desk) openPlan() {
	plan := d.safe.value.Plan
	p := &planScreen{desk: d, sheet: newSheet(d, text("backup.plan_title")), said: newSaid()}
	p.folder = newFolderField(d, plan.Folder)
	every := 1
	if plan.Every > 0 {
		every = everyOf(plan.Every)
	}
	p.every = newChoice(every, text(everyWords[0]), text(everyWords[1]), text(everyWords[2]))
	p.keep = newBlank(text("backup.keep_all"), nil)
	if plan.Keep > 0 {
		p.keep.SetText(strconv.Itoa(plan.Keep))
	}
	p.nag = newBlank("", nil)
	p.nag.SetText(strconv.Itoa(plan.Limit()))
	p.phrase = newPhraseFields(nil)
	p.build(plan.Folder != "")
	p.sheet.onEnter, p.sheet.onClose = p.submit, p.phrase.clear
	p.sheet.show(p.folder.choose)
}

func (p *planScreen) build(planned bool) {
	p.save = newMainPush(text("menu.save"), p.submit)
	p.stop = newPush(text("backup.plan_stop"), func() { p.set(model.BackupPlan{Nag: p.desk.safe.value.Plan.Nag}) })
	p.stop.Hidden = !planned
	phraseCaption := text("backup.passphrase")
	if planned {
		phraseCaption = text("backup.passphrase_new")
	}
	numbers := container.NewGridWithColumns(2, labelled(text("backup.keep"), p.keep), labelled(text("backup.remind"), p.nag))
	p.sheet.fill(
		paragraph(text("backup.plan_why"), quietLook), gap(12),
		labelled(text("backup.folder"), p.folder.box),
		labelled(text("backup.every"), p.every.box),
		numbers,
		newCaption(phraseCaption), gap(4), p.phrase.box, gap(4),
		p.said.box,
	)
	p.sheet.buttons(p.stop, layout.NewSpacer(), newPush(text("menu.cancel"), p.sheet.close), p.save)
}

// submit sets the plan if it is complete, and says what is missing if not.
func (p *planScreen) submit() {
	keep, keepErr := number(p.keep.Text)
	nag, nagErr := number(p.nag.Text)
	fresh := p.desk.safe.value.Plan.Folder == ""
	switch {
	case p.folder.path == "":
		p.complain(text("backup.no_folder"), p.folder.choose)
	case keepErr != nil:
		p.complain(text("backup.no_number"), p.keep)
	case nagErr != nil:
		p.complain(text("backup.no_number"), p.nag)
	case fresh || p.phrase.begun():
		if why := p.phrase.fault(); why != "" {
			p.complain(why, p.phrase.first)
			return
		}
		fallthrough
	default:
		p.set(model.BackupPlan{Folder: p.folder.path, Every: everies[p.every.chosen], Keep: keep, Nag: nag})
	}
}

func (p *planScreen) complain(words string, at fyne.Focusable) {
	p.said.show(words, colorDangerSoft)
	p.sheet.rearrange()
	p.sheet.focus(at)
}

func (p *planScreen) set(plan model.BackupPlan) {
	passphrase := p.phrase.secret()
	if plan.Folder == "" {
		passphrase = secret.Value[string]{}
	}
	p.save.enable(false)
	p.stop.enable(false)
	ask(p.sheet, failing(func(ctx context.Context) error {
		return p.desk.safe.keeper.SetBackupPlan(ctx, plan, passphrase)
	}), func(_ struct{}, err error) {
		p.save.enable(true)
		p.stop.enable(true)
		if err != nil {
			p.complain(sentence(say.Of(err)), p.save)
			return
		}
		p.sheet.close()
		p.desk.toast.say(text("backup.plan_set"))
		p.desk.safe.read()
	})
}

// number reads a whole number that is not negative; "" is 0.
func number(words string) (int, error) {
	if words = strings.TrimSpace(words); words == "" {
		return 0, nil
	}
	n, err := strconv.ParseUint(words, 10, 31)
	return int(n), err
}
