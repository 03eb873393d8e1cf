package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"passdesk/assets/say"
	"passdesk/ui/model"
)

// safetyScreen says in plain words how safe the records are, and offers what
// makes them safer.
type safetyScreen struct {
	desk  *Desk
	sheet *sheet
	close *push
}

// openSafety shows how safe the records are.
func (d *Desk) openSafety() {
	s := &safetyScreen{desk: d, sheet: newSheet(d, text("safety.title"))}
	s.sheet.wide = 600
	s.close = newMainPush(text("menu.close"), s.sheet.close)
	s.sheet.buttons(layout.NewSpacer(), s.close)
	s.update()
	s.sheet.show(s.close)
	d.safe.watch(s.sheet, s.update)
	d.safe.read()
}

// update shows what is known by now.
func (s *safetyScreen) update() {
	safe := s.desk.safe
	var parts []fyne.CanvasObject
	switch {
	case safe.err != nil:
		parts = card(colorDangerSoft, paragraph(sentence(say.Of(safe.err)), plainLook))
	case !safe.known:
		parts = []fyne.CanvasObject{paragraph(text("safety.reading"), quietLook), gap(12)}
	}
	if safe.known {
		parts = append(parts, s.points(safe.value)...)
	}
	held := s.desk.window.Canvas().Focused()
	s.sheet.fill(parts...)
	if s.desk.topSheet() == s.sheet && held != s.close {
		s.sheet.focus(s.close) // what had the keyboard has been drawn anew
	}
}

func (s *safetyScreen) points(safety model.Safety) []fyne.CanvasObject {
	key, code := keyPoint(safety.Custodian), point{sign: good, title: text("safety.code_made"), words: text("safety.code_made_why"), offer: text("safety.code_again")}
	if !safety.Code {
		code = point{sign: bad, title: text("safety.code_none"), words: text("safety.code_none_why"), offer: text("safety.code_first")}
	}
	code.act = s.desk.openCode
	backup := s.backupPoint(safety)
	plan := s.planPoint(safety)
	return []fyne.CanvasObject{
		key.draw(), gap(8), newRule(), gap(8), code.draw(), gap(8), newRule(), gap(8),
		backup.draw(), gap(8), newRule(), gap(8), plan.draw(), gap(4),
	}
}

// keyPoint says who keeps the key.
func keyPoint(custodian string) point {
	switch custodian {
	case "keychain":
		return point{sign: good, title: text("safety.key_keychain"), words: text("safety.key_keychain_why")}
	case "passdesk.key":
		return point{sign: fair, title: text("safety.key_file"), words: text("safety.key_file_why")}
	case "environment":
		return point{sign: fair, title: text("safety.key_environment"), words: text("safety.key_environment_why")}
	case "":
		return point{sign: bad, title: text("safety.key_missing"), words: text("safety.key_missing_why")}
	default:
		return point{sign: fair, title: text("safety.key_other", values{"Name": custodian})}
	}
}

// backupPoint says what a lost computer would take along.
func (s *safetyScreen) backupPoint(safety model.Safety) point {
	p := point{sign: good, offer: text("safety.backup_now"), act: s.desk.openBackup}
	p.title = text("safety.backup_at", values{"At": dates().Hour(safety.Backup, s.desk.options.Now())})
	if safety.Backup.IsZero() {
		p.title = text("safety.backup_never")
	}
	p.words = text("safety.backup_all")
	if safety.Waiting > 0 {
		p.words = counted("safety.backup_waiting", int(safety.Waiting))
		p.sign = fair
	}
	if safety.Due() || safety.Backup.IsZero() && safety.Waiting > 0 {
		p.sign = bad
	}
	return p
}

// planPoint says which backups are made without being asked.
func (s *safetyScreen) planPoint(safety model.Safety) point {
	p := point{sign: fair, title: text("safety.plan_none"), words: text("safety.plan_none_why"), offer: text("safety.plan_change"), act: s.desk.openPlan}
	if safety.Plan.Folder != "" {
		p.sign, p.title = good, text(everyTexts[everyOf(safety.Plan.Every)])
		p.words = text("safety.plan_into", values{"Folder": safety.Plan.Folder})
		if safety.Plan.Keep > 0 {
			p.words = text("safety.plan_into_keep", values{"Folder": safety.Plan.Folder, "Keep": safety.Plan.Keep})
		}
	}
	if safety.Trouble != "" {
		p.sign, p.words = bad, text("safety.plan_trouble", values{"Why": safety.Trouble})
	}
	return p
}

// pointSign tells at a glance how a point stands: by shape and by colour.
type pointSign struct {
	glyph      string
	tone, soft fyne.ThemeColorName
}

var (
	good = pointSign{"✓", colorSuccess, colorSuccessSoft}
	fair = pointSign{"○", colorWarning, colorWarningSoft}
	bad  = pointSign{"!", colorDanger, colorDangerSoft}
)

// signed puts a sign before words in bold: the shape says it too.
func signed(sign, words string, tone fyne.ThemeColorName) fyne.CanvasObject {
	said := newInk(words, tone, textSize, fyne.TextStyle{Bold: true})
	said.trim = true
	mark := newInk(sign, tone, textSize, fyne.TextStyle{Monospace: true, Bold: true})
	return container.NewBorder(nil, nil, container.New(inset{right: 6}, mark), nil, said)
}

// point is one thing that the safety of the records hangs on.
type point struct {
	sign         pointSign
	title, words string
	offer        string // on its button; "" for none
	act          func()
}

func (p point) draw() fyne.CanvasObject {
	sign := newInk(p.sign.glyph, p.sign.tone, textSize, fyne.TextStyle{Monospace: true, Bold: true})
	disc := container.NewStack(container.NewGridWrap(fyne.NewSquareSize(24), newPanel(p.sign.soft, 12)), container.NewCenter(sign))
	title := newInk(p.title, colorText, titleSize, fyne.TextStyle{Bold: true})
	title.trim = true
	column := container.New(stacked{}, title)
	if p.words != "" {
		column.Add(gap(2))
		column.Add(paragraph(p.words, quietLook))
	}
	var right fyne.CanvasObject
	if p.offer != "" {
		right = container.New(inset{left: 16}, container.NewVBox(newPush(p.offer, p.act)))
	}
	return container.NewBorder(nil, nil, container.New(inset{right: 12}, container.NewVBox(disc)), right, column)
}
