package ui

import (
	"context"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"passdesk/ui/model"
)

// slowDoor is a receiver whose test takes until it is let go.
type slowDoor struct {
	*door
	begun, release chan struct{}
}

func (d slowDoor) Standing(context.Context) (model.Standing, error) { return settled().standing, nil }

func (d slowDoor) Check(ctx context.Context) (model.Checkup, error) {
	close(d.begun)
	select {
	case <-d.release:
		return allGreen(), nil
	case <-ctx.Done():
		return model.Checkup{}, ctx.Err()
	}
}

// TestAReceiverThatTakesItsTimeHoldsNobodyUp runs the real loops; what they
// hand to the UI thread is played on the test's goroutine.
func TestAReceiverThatTakesItsTimeHoldsNobodyUp(t *testing.T) {
	d := slowDoor{door: settled(), begun: make(chan struct{}), release: make(chan struct{})}
	desk := bringToLife(t, newBackend(sampleRows(4)), Options{Receiver: d, Now: func() time.Time { return noon }})
	desk.until("how it stands", func() bool { return desk.way.known })
	desk.openConnection()
	top := desk.topSheet()
	everyPart(top, func(o fyne.CanvasObject) {
		if p, ok := o.(*push); ok && p.words == text("connection.test") {
			test.Tap(p)
		}
	})
	<-d.begun
	go desk.SetConnection(model.Connection{State: model.Reconnecting})
	desk.until("a change while it is tested", func() bool { return desk.header.state.label.words == text("state.reconnecting") })
	if desk.connection.Checkup != (model.Checkup{}) {
		t.Error("a test that goes on has come to something")
	}
	close(d.release)
	desk.until("what the test came to", func() bool { return desk.connection.Checkup == allGreen() })
	desk.stop()
}
