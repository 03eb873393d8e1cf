package ui

import (
	"context"
	"path/filepath"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/layout"

	"passdesk/assets/say"
	"passdesk/ui/model"
)

// exportShortcut opens the screen for an export.
var exportShortcut = &desktop.CustomShortcut{KeyName: fyne.KeyE, Modifier: fyne.KeyModifierShortcutDefault}

// exportScreen writes records to a file. It may be closed while that goes on;
// the result is told then in passing.
type exportScreen struct {
	desk  *Desk
	sheet *sheet
	form  *exportForm
	said  *said
	bar   *progressLine

	start, stop, leave *push
	end                context.CancelFunc // stops the writing; nil unless it goes on
	stopped            bool               // somebody wanted that
}

// openExport shows the screen for an export, or the one that is at it.
func (d *Desk) openExport() {
	if d.options.Exporter == nil {
		return
	}
	if e := d.export; e != nil {
		e.bar.show(e.bar.at)
		e.sheet.show(e.leave)
		return
	}
	e := &exportScreen{desk: d, sheet: newSheet(d, text("export.title")), said: newSaid(), bar: newProgressLine()}
	e.form = newExportForm(d, func() { e.said.show("", colorDangerSoft); e.ask() })
	e.start = newMainPush(text("export.start"), e.choose)
	e.stop = newPush(text("export.stop"), e.cancel)
	e.leave = newPush(text("menu.cancel"), e.sheet.close)
	e.sheet.onEnter, e.sheet.onClose = e.choose, e.bar.rest
	e.ask()
	e.sheet.show(e.start)
}

// ask shows the form.
func (e *exportScreen) ask() {
	e.sheet.fill(append(e.form.parts(), e.said.box)...)
	e.sheet.buttons(layout.NewSpacer(), e.leave, e.start)
}

func (e *exportScreen) complain(words string) {
	e.said.show(words, colorDangerSoft)
	e.sheet.rearrange()
	e.sheet.scroll.ScrollToBottom() // where it stands
	e.sheet.focus(e.start)
}

// choose has the reader say where to, and begins.
func (e *exportScreen) choose() {
	if e.end != nil {
		return
	}
	wish := e.form.wish()
	if wish.Columns != nil && len(wish.Columns) == 0 {
		e.complain(text("export.columns_none"))
		return
	}
	name := text("export.file", values{"Date": e.desk.options.Now().Format("2006-01-02"), "Format": wish.Format})
	e.desk.files.save(name, func(path string) {
		ending := strings.ToLower(filepath.Ext(path))
		if ending != "."+wish.Format && slices.Contains(exportFormats, strings.TrimPrefix(ending, ".")) {
			e.complain(text("export.ending", values{"Ending": ending, "Format": text(exportLabels[e.form.format.chosen])}))
			return
		}
		wish.File = path
		e.work(wish)
	})
}

// work has the file written, and shows how far that is.
func (e *exportScreen) work(wish model.Export) {
	d := e.desk
	if d.export != nil {
		return // one at a time
	}
	d.export, e.stopped = e, false
	wanted, end := context.WithCancel(context.Background())
	e.end = end
	e.leave.say(text("export.leave"))
	e.stop.say(text("export.stop"))
	e.stop.enable(true)
	e.sheet.onEnter = nil
	e.bar.show(model.Progress{})
	e.sheet.fill(
		paragraph(text("export.working", values{"File": filepath.Base(wish.File)}), plainLook), gap(12),
		e.bar.box, gap(12),
		paragraph(text("export.working_why"), quietLook), gap(4))
	e.sheet.buttons(e.stop, layout.NewSpacer(), e.leave)
	e.sheet.focus(e.leave)
	d.chores.add(func(ctx context.Context) func() {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		defer context.AfterFunc(wanted, cancel)()
		done, err := d.options.Exporter.Export(ctx, wish, func(p model.Progress) {
			d.options.RunOnUI(func() { e.tell(p) })
		})
		return func() { e.done(wish.File, done, err) }
	})
}

// tell shows how far it is. Nothing moves where nobody looks.
func (e *exportScreen) tell(p model.Progress) {
	e.bar.show(p)
	if !e.sheet.open {
		e.bar.rest()
	}
}

// cancel stops the writing. It is over when done says so.
func (e *exportScreen) cancel() {
	if e.end != nil {
		e.stopped = true
		e.stop.say(text("export.stopping"))
		e.stop.enable(false)
		e.sheet.focus(e.leave)
		e.end()
	}
}

func (e *exportScreen) done(file string, done model.Exported, err error) {
	e.end()
	e.end, e.desk.export = nil, nil
	e.bar.rest()
	switch {
	case err != nil:
		e.failed(err)
	case !e.sheet.open:
		e.desk.toast.say(doneWords(file, done))
	default:
		e.finish(file, done)
	}
}

// failed says why there is no file. The form is as it was filled in.
func (e *exportScreen) failed(err error) {
	words := sentence(say.Of(err))
	if e.stopped {
		words = text("export.stopped")
	}
	if !e.sheet.open {
		e.desk.toast.say(words)
		return
	}
	e.leave.say(text("menu.cancel"))
	e.sheet.onEnter = e.choose
	e.ask()
	e.complain(words)
}

func doneWords(file string, done model.Exported) string {
	return counted("export.done", int(done.Records), values{"File": filepath.Base(file)})
}

// finish says how much has been written where.
func (e *exportScreen) finish(file string, done model.Exported) {
	ok := newMainPush(text("menu.close"), e.sheet.close)
	words := []fyne.CanvasObject{
		paragraph(doneWords(file, done), plainLook),
		paragraph(text("export.done_in", values{"Folder": filepath.Dir(file)}), quietLook),
	}
	ground := colorSuccessSoft
	if done.Keyless > 0 {
		ground = colorWarningSoft
		words = append(words, paragraph(counted("export.keyless", done.Keyless), plainLook))
	}
	e.sheet.fill(card(ground, words...)...)
	e.sheet.buttons(layout.NewSpacer(), ok)
	e.sheet.onEnter = nil
	e.sheet.focus(ok)
}
