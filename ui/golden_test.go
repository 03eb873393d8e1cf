package ui

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"passdesk/store"
	"passdesk/ui/model"
)

// TestParts holds each screen part to its markup in testdata.
func TestParts(t *testing.T) {
	for _, part := range []struct {
		name string
		rows int
		play func(*stage) fyne.CanvasObject
	}{
		{"header", 40, func(s *stage) fyne.CanvasObject { return s.desk.header }},
		{"header-down", 40, func(s *stage) fyne.CanvasObject {
			s.desk.SetConnection(model.Connection{State: model.Down, URL: "https://acme.ngrok.app/webhooks/crossmint", Since: noon, Message: "No secret. Enter it."})
			return s.desk.header
		}},
		{"notice", 40, func(s *stage) fyne.CanvasObject {
			s.desk.SetConnection(model.Connection{State: model.Down, Code: "ERR_NGROK_105", Message: "Token unknown. Enter it again."})
			return s.desk.notice.box
		}},
		{"sidebar", 40, func(s *stage) fyne.CanvasObject { return s.desk.sidebar }},
		{"list", 3, func(s *stage) fyne.CanvasObject { s.key(fyne.KeyDown); return s.desk.list }},
		{"list-failed", 6, func(s *stage) fyne.CanvasObject { s.desk.choose(model.Failures); s.load(); return s.desk.list }},
		{"list-many", 6, func(s *stage) fyne.CanvasObject {
			s.key(fyne.KeyDown)
			s.shift(fyne.KeyDown)
			s.ctrl(fyne.KeyDown, fyne.KeyDown)
			return s.desk.list
		}},
		{"list-revoked", 3, func(s *stage) fyne.CanvasObject {
			for n, how := range []store.Revoking{store.Revoked, store.BeingRevoked, store.PerhapsRevoked} {
				s.backend.rows[n].Revoking = how
			}
			s.load()
			return s.desk.list
		}},
		{"list-sorted", 3, func(s *stage) fyne.CanvasObject { s.head("to"); return s.desk.list }},
		{"list-blank", 100, func(s *stage) fyne.CanvasObject {
			s.desk.list.onMissing = func([]int64) {}
			s.desk.list.rows.Drag(1)
			s.desk.list.sync()
			return s.desk.list
		}},
		{"list-bar", 40, func(s *stage) fyne.CanvasObject { return s.desk.bar }},
		{"list-fresh", 40, func(s *stage) fyne.CanvasObject {
			s.key(fyne.KeyDown)
			s.backend.add(sampleRow(42, 42))
			s.load()
			return s.desk.list.view.chip
		}},
		{"detail", 3, func(s *stage) fyne.CanvasObject { s.key(fyne.KeyDown); s.readDetail(); return s.desk.detail.box }},
		{"detail-failed", 6, func(s *stage) fyne.CanvasObject {
			s.desk.choose(model.Failures)
			s.load()
			s.key(fyne.KeyDown)
			s.readDetail()
			return s.desk.detail.box
		}},
		{"detail-superseded", 3, func(s *stage) fyne.CanvasObject {
			s.key(fyne.KeyDown)
			s.supersede(3)
			s.load()
			return s.desk.detail.box
		}},
		{"empty-demo", 0, func(s *stage) fyne.CanvasObject { return s.desk.empty.box }},
		{"toast", 3, func(s *stage) fyne.CanvasObject { s.key(fyne.KeyDown); s.desk.copySelected(); return s.desk.toast.box }},
	} {
		t.Run(part.name, func(t *testing.T) {
			s := newStage(t, sampleRows(part.rows), Options{Demo: true})
			s.desk.window.Resize(fyne.NewSize(1100, 500))
			s.load()
			test.AssertObjectRendersToMarkup(t, part.name+".xml", part.play(s))
		})
	}
}
