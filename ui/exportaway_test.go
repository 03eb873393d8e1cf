package ui

import (
	"context"
	"errors"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"passdesk/ui/model"
)

// slowClerk writes until it is told to stop.
type slowClerk struct{ clerk }

func (*slowClerk) Export(ctx context.Context, _ model.Export, tell func(model.Progress)) (model.Exported, error) {
	for n := int64(1); ; n++ {
		select {
		case <-ctx.Done():
			return model.Exported{}, errors.New("Nothing was exported.")
		case <-time.After(time.Millisecond):
			tell(model.Progress{Records: n, Share: 0.5, Left: time.Minute})
		}
	}
}

// TestExportIsAwayFromTheUIThread runs the real loops; what they hand to the
// UI thread is played on the test's goroutine, which keeps drawing rows.
func TestExportIsAwayFromTheUIThread(t *testing.T) {
	desk := bringToLife(t, newBackend(sampleRows(4)), Options{Exporter: &slowClerk{}, Now: func() time.Time { return noon }})
	desk.files.save = func(name string, then func(string)) { then("/home/ada/" + name) }
	press := func(words string) {
		everyPart(desk.topSheet(), func(o fyne.CanvasObject) {
			if p, ok := o.(*push); ok && p.words == words {
				test.Tap(p)
			}
		})
	}
	desk.until("rows", func() bool { return desk.read })
	desk.openExport()
	press(text("export.start"))
	desk.until("progress", func() bool { return desk.export.bar.at.Records > 3 })
	press(text("export.stop"))
	desk.until("its end", func() bool { return desk.export == nil })
	if desk.topSheet() == nil {
		t.Error("the sheet went away with it")
	}
	desk.stop()
}
