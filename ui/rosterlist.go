package ui

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/layout"

	"passdesk/assets/say"
	"passdesk/ui/model"
)

// rostersScreen shows the lists of expected people that are kept.
type rostersScreen struct {
	desk   *Desk
	sheet  *sheet
	list   *pickList
	said   *said
	add    *push
	show   *push
	remove *push
	all    []model.RosterEntry
}

// openRosters shows the lists of expected people.
func (d *Desk) openRosters() {
	r := &rostersScreen{desk: d, sheet: newSheet(d, text("roster.title")), said: newSaid()}
	r.sheet.wide = sheetWide
	r.list = newPickList(r.line, []float32{150, 0, 200, 130}, func() {})
	r.add = newMainPush(text("roster.add"), r.choose)
	r.show = newMainPush(text("roster.show"), r.open)
	r.remove = newSurePush(d.options.After, text("roster.remove"), text("roster.remove_sure"), r.drop)
	r.fill()
	r.tell(text("safety.reading"), colorGround)
	r.sheet.show(r.add)
	r.read()
}

// read asks for the lists anew.
func (r *rostersScreen) read() { ask(r.sheet, r.desk.options.Rosters.Rosters, r.take) }

func (r *rostersScreen) take(all []model.RosterEntry, err error) {
	if err != nil {
		r.tell(sentence(say.Of(err)), colorDangerSoft)
		return
	}
	none := len(r.all) == 0
	r.all = all
	r.said.show("", colorGround)
	r.list.show(len(all), min(max(r.list.picked, 0), len(all)-1))
	r.fill()
	if len(all) == 0 {
		r.sheet.focus(r.add)
	} else if none {
		r.sheet.focus(r.list)
	}
}

// fill shows the lists, or how to begin.
func (r *rostersScreen) fill() {
	leave := newPush(text("menu.close"), r.sheet.close)
	r.add.weight = mainPush
	r.sheet.onEnter = r.choose
	parts := []fyne.CanvasObject{paragraph(text("roster.why"), quietLook), gap(12), r.said.box}
	if len(r.all) == 0 {
		r.sheet.buttons(leave, layout.NewSpacer(), r.add)
	} else {
		r.add.weight = plainPush
		r.sheet.onEnter = r.open
		r.list.give(len(r.all), max(int((r.desk.window.Canvas().Size().Height-300)/(pickHeight+4)), 3))
		parts = append(parts, r.list.room)
		r.sheet.buttons(r.remove, leave, layout.NewSpacer(), r.add, r.show)
	}
	r.add.paint()
	r.sheet.fill(parts...)
}

func (r *rostersScreen) line(n int) pickLine {
	one := r.all[n]
	return pickLine{
		sign: "◆", tone: colorMuted, soft: colorIdle,
		words: []string{dates().Hour(one.ReadAt, r.desk.options.Now()), one.Name, one.File, counted("roster.people", one.People)},
	}
}

func (r *rostersScreen) tell(words string, ground fyne.ThemeColorName) {
	r.said.show(words, ground)
	r.sheet.rearrange()
}

// choose has a file read.
func (r *rostersScreen) choose() {
	r.desk.files.open(func(path string) {
		r.tell(text("safety.reading"), colorGround)
		ask(r.sheet, func(ctx context.Context) (model.RosterFile, error) {
			return r.desk.options.Rosters.OpenRoster(ctx, path)
		}, func(file model.RosterFile, err error) {
			if err != nil {
				r.tell(sentence(say.Of(err)), colorDangerSoft)
				return
			}
			r.tell("", colorGround)
			r.desk.openRosterForm(file, func(id int64) {
				r.list.picked = 0 // the newest
				r.read()
				r.desk.openRoster(id, r.read)
			})
		})
	})
}

func (r *rostersScreen) picked() (one model.RosterEntry, ok bool) {
	if n := r.list.picked; n >= 0 && n < len(r.all) {
		return r.all[n], true
	}
	return one, false
}

// open shows how the picked list stands.
func (r *rostersScreen) open() {
	if one, ok := r.picked(); ok {
		r.desk.openRoster(one.ID, r.read)
	}
}

// drop removes the picked list.
func (r *rostersScreen) drop() {
	one, ok := r.picked()
	if !ok {
		return
	}
	ask(r.sheet, failing(func(ctx context.Context) error { return r.desk.options.Rosters.RemoveRoster(ctx, one.ID) }), func(_ struct{}, err error) {
		if err != nil {
			r.tell(sentence(say.Of(err)), colorDangerSoft)
			return
		}
		r.read()
	})
}
