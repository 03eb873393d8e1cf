package ui

import (
	"context"
	"path/filepath"

	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/storage"
)

// reportScreen has a page written about what happened between two times.
type reportScreen struct {
	desk         *Desk
	sheet        *sheet
	quick        *choice
	since, until *blank
	said         *said
	open, save   *push
}

// reportSpans are times that are often wanted, as they are typed.
var (
	reportSpans  = []string{"today", "yesterday", "7d", "30d"}
	reportLabels = []string{"report.today", "report.yesterday", "report.week", "report.month"}
)

// openReport shows the screen for a report.
func (d *Desk) openReport() {
	if d.options.Exporter == nil {
		return
	}
	r := &reportScreen{desk: d, sheet: newSheet(d, text("report.title")), said: newSaid()}
	words := make([]string, len(reportLabels))
	for n, label := range reportLabels {
		words[n] = text(label)
	}
	r.quick = newChoice(0, words...)
	r.since = newBlank(text("report.since_hint"), nil)
	r.since.SetText(reportSpans[0])
	r.until = newBlank(text("report.now"), nil)
	r.quick.onTap = func() {
		r.since.SetText(reportSpans[r.quick.chosen])
		r.until.SetText("")
	}
	r.open = newMainPush(text("report.open"), r.look)
	r.save = newPush(text("report.save"), r.keep)
	leave := newPush(text("menu.close"), r.sheet.close)
	r.sheet.onEnter = r.look
	r.sheet.fill(
		paragraph(text("report.why"), quietLook), gap(12), r.quick.box, gap(8),
		labelled(text("report.since"), r.since), paragraph(text("report.since_hint"), quietLook), gap(8),
		labelled(text("report.until"), r.until), r.said.box)
	r.sheet.buttons(leave, layout.NewSpacer(), r.save, r.open)
	r.sheet.show(r.open)
}

// look opens the page in the reader's browser, where it can be printed.
func (r *reportScreen) look() {
	r.write("", func(path string) string {
		r.desk.browse(storage.NewFileURI(path).String())
		return text("report.opened")
	})
}

// keep writes the page to a file.
func (r *reportScreen) keep() {
	name := text("report.file", values{"Date": r.desk.options.Now().Format("2006-01-02")})
	r.desk.files.save(name, func(path string) {
		r.write(path, func(path string) string { return text("report.saved", values{"File": filepath.Base(path)}) })
	})
}

func (r *reportScreen) write(path string, then func(path string) (words string)) {
	if r.open.Disabled() {
		return
	}
	r.open.enable(false)
	since, until := r.since.Text, r.until.Text
	ask(r.sheet, func(ctx context.Context) (string, error) {
		return r.desk.options.Exporter.Report(ctx, since, until, path)
	}, func(path string, err error) {
		r.open.enable(true)
		if err != nil {
			r.said.fail(err)
		} else {
			r.said.show(then(path), colorSuccessSoft)
		}
		r.sheet.rearrange()
		r.sheet.focus(r.open)
	})
}
