package ui

import (
	"cmp"
	"context"
	"path/filepath"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"passdesk/store"
	"passdesk/ui/model"
)

// rosterPreview is how many people of a file are shown before it is kept.
const rosterPreview = 4

// rosterForm asks what the columns of a file are, which issuances the list is
// about and what it is called.
type rosterForm struct {
	desk    *Desk
	sheet   *sheet
	file    model.RosterFile
	places  []*int // in file.Columns
	columns []*picker
	about   *picker
	names   []string // of templates, as about offers them; "" is all
	name    *blank
	count   *ink
	preview *fyne.Container
	said    *said
	keep    *push
	then    func(id int64) // hears of the list that was kept
}

// openRosterForm shows a file that was read.
func (d *Desk) openRosterForm(file model.RosterFile, then func(id int64)) {
	f := &rosterForm{
		desk: d, sheet: newSheet(d, text("roster.form")), file: file, said: newSaid(), then: then, preview: container.New(stacked{}),
		count: newInk("", colorMuted, textSize, fyne.TextStyle{}), names: []string{""},
	}
	f.sheet.wide = sheetWide
	c := &f.file.Columns
	f.places = []*int{&c.Contact, &c.Name, &c.Given, &c.Family, &c.ID}
	grid := container.NewGridWithColumns(3)
	for n, label := range []string{"roster.column_email", "roster.column_name", "roster.column_given", "roster.column_family", "roster.column_id"} {
		p := newPicker(d.window, f.titles(), *f.places[n]+1, nil)
		p.onPick = func() { f.choose(n) }
		f.columns = append(f.columns, p)
		grid.Add(labelled(text(label), p.box))
	}
	offers := []string{text("roster.about_all")}
	for _, t := range d.tally.templates {
		if t.Template != "" {
			f.names, offers = append(f.names, t.Template), append(offers, t.Template)
		}
	}
	f.about = newPicker(d.window, offers, f.likelyTemplate(), func() {})
	grid.Add(labelled(text("roster.about"), f.about.box))
	f.name = newBlank(text("roster.name_hint"), nil)
	f.name.SetText(strings.TrimSuffix(filepath.Base(file.File), filepath.Ext(file.File)))
	f.keep = newMainPush(text("roster.keep"), f.store)
	leave := newPush(text("menu.cancel"), f.sheet.close)
	f.sheet.onEnter = f.store
	f.sheet.fill(
		paragraph(text("roster.form_why", values{"File": filepath.Base(file.File)}), quietLook), gap(12),
		grid, f.said.box, container.New(stacked{}, f.count, gap(4), f.preview), gap(12),
		labelled(text("roster.name"), f.name))
	f.sheet.buttons(layout.NewSpacer(), leave, f.keep)
	f.sheet.show(f.keep)
	f.read()
}

// likelyTemplate is the template that the file is called after, or all.
func (f *rosterForm) likelyTemplate() int {
	file := store.Fold(filepath.Base(f.file.File))
	for n, name := range f.names {
		if len(name) > 3 && strings.Contains(file, store.Fold(name)) {
			return n
		}
	}
	return 0
}

// titles are what the columns are called, none first.
func (f *rosterForm) titles() []string {
	all := []string{text("roster.column_none")}
	for n, title := range f.file.Titles() {
		all = append(all, cmp.Or(title, text("roster.column_n", values{"N": figure(n + 1)})))
	}
	return all
}

// choose takes another column for what it is said to be. A column is one thing
// only, and a whole name is not put together from parts.
func (f *rosterForm) choose(n int) {
	at := f.columns[n].chosen - 1
	for other, p := range f.columns {
		const whole, given, family = 1, 2, 3
		apart := at >= 0 && (n == whole && (other == given || other == family) || other == whole && (n == given || n == family))
		if other != n && (apart || at >= 0 && *f.places[other] == at) {
			*f.places[other] = -1
			p.pick(0)
		}
	}
	*f.places[n] = at
	f.read()
}

// read shows whom the file names by now.
func (f *rosterForm) read() {
	asked := f.file
	ask(f.sheet, func(ctx context.Context) ([]store.Expected, error) {
		return f.desk.options.Rosters.RosterPeople(ctx, asked)
	}, func(people []store.Expected, err error) {
		if asked.Columns == f.file.Columns {
			f.show(people, err)
		}
	})
}

func (f *rosterForm) show(people []store.Expected, err error) {
	f.keep.enable(err == nil)
	f.preview.Objects = nil
	if err != nil {
		f.count.write("", colorMuted)
		f.said.fail(err)
		f.sheet.rearrange()
		return
	}
	f.said.show("", colorGround)
	f.count.write(counted("roster.people", len(people)), colorText)
	for _, p := range people[:min(len(people), rosterPreview)] {
		row := newPickRow([]float32{52, 0, 250, 150})
		row.show(pickLine{words: []string{figure(p.Number), cmp.Or(p.Name, "—"), p.Contact, p.Ident}, tone: colorMuted, soft: colorSurface})
		f.preview.Add(row)
	}
	f.sheet.rearrange()
}

// store keeps the list.
func (f *rosterForm) store() {
	if f.keep.Disabled() {
		return
	}
	f.keep.enable(false)
	file, name := f.file, cmp.Or(strings.TrimSpace(f.name.Text), filepath.Base(f.file.File))
	about := model.RosterTemplate(f.names[f.about.chosen], f.desk.options.Now().Location())
	ask(f.sheet, func(ctx context.Context) (int64, error) {
		return f.desk.options.Rosters.KeepRoster(ctx, file, name, about)
	}, func(id int64, err error) {
		f.keep.enable(true)
		if err != nil {
			f.said.fail(err)
			f.sheet.rearrange()
			return
		}
		f.sheet.close()
		f.then(id)
	})
}
