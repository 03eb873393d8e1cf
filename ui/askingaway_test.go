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

// slowCrossmint fetches until it is told to stop.
type slowCrossmint struct{ *crossmint }

func (slowCrossmint) Fetch(ctx context.Context, _ []int64, tell func(model.Fetched)) (f model.Fetched, err error) {
	for {
		select {
		case <-ctx.Done():
			return f, errors.New("Not all of it was looked at; what was fetched is kept.")
		case <-time.After(time.Millisecond):
			f.Looked++
			tell(f)
		}
	}
}

// TestFetchingIsAwayFromTheUIThread runs the real loops; what they hand to the
// UI thread is played on the test's goroutine, which keeps drawing.
func TestFetchingIsAwayFromTheUIThread(t *testing.T) {
	desk := bringToLife(t, newBackend(sampleRows(4)), Options{Asker: slowCrossmint{withKey()}, Now: func() time.Time { return noon }})
	desk.until("rows", func() bool { return desk.read })
	desk.until("the keys", func() bool { return desk.asks.able() })
	desk.openFetch(nil)
	count := desk.asks.fetch.count
	desk.until("progress", func() bool { return count.words == counted("fetch.so_far", 5, values{"Fetched": "0"}) })
	everyPart(desk.topSheet(), func(o fyne.CanvasObject) {
		if p, ok := o.(*push); ok && p.words == text("fetch.stop") {
			test.Tap(p)
		}
	})
	desk.until("its end", func() bool { return desk.asks.fetch == nil })
	if desk.topSheet() == nil {
		t.Error("the sheet went away with it")
	}
	desk.stop()
}
