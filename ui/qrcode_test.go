package ui

import (
	"image"
	"image/color"
	"math"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/theme"
	"rsc.io/qr"

	"passdesk/store"
)

// shows compares what the window draws where a code stands with the code of a
// link: each pixel of each module, and the white around it.
func (s *stage) shows(f *qrFace, link string) {
	s.t.Helper()
	code, err := qr.Encode(link, qr.M)
	if err != nil {
		s.t.Fatal(err)
	}
	if !f.Visible() || f.modules != code.Size+2*quietZone {
		s.t.Fatalf("a code of %d modules, visible: %v; want %d", f.modules, f.Visible(), code.Size+2*quietZone)
	}
	picture := s.desk.window.Canvas().Capture()
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(f)
	side := int(f.Size().Width)
	scale := side / f.modules
	if scale < leastModule || scale*f.modules != side || f.Size().Height != f.Size().Width {
		s.t.Fatalf("%d modules are drawn over %v", f.modules, f.Size())
	}
	place := image.Rect(0, 0, side, side).Add(image.Pt(int(math.Round(float64(at.X))), int(math.Round(float64(at.Y)))))
	if !place.In(picture.Bounds()) {
		s.t.Fatalf("the code at %v is not in sight", place)
	}
	wrong := 0
	for y := range side {
		for x := range side {
			want := color.Gray{Y: 0xFF}
			if code.Black(x/scale-quietZone, y/scale-quietZone) {
				want.Y = 0
			}
			if color.GrayModel.Convert(picture.At(place.Min.X+x, place.Min.Y+y)) != want {
				wrong++
			}
		}
	}
	if wrong > 0 {
		s.t.Errorf("%d of %d pixels are not those of the code of %s", wrong, side*side, link)
	}
}

func TestPaneShowsTheCodeOfTheLink(t *testing.T) {
	for name, variant := range map[string]fyne.ThemeVariant{"light": theme.VariantLight, "dark": theme.VariantDark} {
		for _, size := range []fyne.Size{fyne.NewSize(900, 600), fyne.NewSize(1280, 800)} {
			t.Run(name, func(t *testing.T) {
				s := newStage(t, sampleRows(40), Options{})
				s.wear(variant)
				s.desk.window.Resize(size)
				s.load()
				for range 2 {
					s.key(fyne.KeyDown)
					s.readDetail()
					i, _ := s.desk.list.selected()
					s.shows(s.desk.detail.pass.code, i.PassURL)
				}
			})
		}
	}
}

// written tells whether a sentence stands in an object, however it is wrapped.
func written(o fyne.CanvasObject, words string) bool {
	bare := strings.NewReplacer(" ", "", "\n", "")
	return strings.Contains(bare.Replace(writtenIn(o)), bare.Replace(words))
}

// longLink is a pass link of that many letters.
func longLink(n int) string {
	start := "https://www.crossmint.com/pass/"
	return start + strings.Repeat("x", n-len(start))
}

func TestLinkTooLongForACode(t *testing.T) {
	rows := sampleRows(3)
	rows[0].PassURL, rows[1].PassURL = longLink(3000), longLink(600)
	s := newStage(t, rows, Options{})
	s.desk.window.Resize(fyne.NewSize(900, 600))
	s.load()
	s.key(fyne.KeyDown)
	s.readDetail()
	part := s.desk.detail.pass
	if part.code.Visible() || !part.note.Visible() || !written(part.note, text("qr.too_long")) {
		t.Errorf("of a link that has no code it says %q", writtenIn(part.note))
	}
	s.shortcut(showShortcuts[0])
	if got := writtenIn(s.desk.presents.face); !written(s.desk.presents.face, text("qr.too_long")) || s.desk.presents.face.code.Visible() {
		t.Errorf("in the whole window it says %q", got)
	}
	s.key(fyne.KeyEscape, fyne.KeyDown)
	s.readDetail()
	part = s.desk.detail.pass
	if part.code.Visible() || !part.note.Visible() || !written(part.note, text("qr.too_fine")) {
		t.Errorf("of a code too fine for the pane it says %q", writtenIn(part.note))
	}
	test.Tap(part.show)
	s.shows(s.desk.presents.face.code, rows[1].PassURL)
}

func TestNoCodeWithoutALink(t *testing.T) {
	rows := sampleRows(3)
	rows[0].PassURL = ""
	rows[1].SupersededBy = "msg_newer"
	s := newStage(t, rows, Options{})
	for _, i := range rows[:2] {
		s.desk.detail.show(fullDetail(i))
		if s.desk.detail.pass != nil {
			t.Errorf("of %d the pane offers a pass", i.ID)
		}
	}
	if canPresent(store.Issuance{Status: store.Failed, PassURL: "https://x.example"}) {
		t.Error("a failure can be shown to the person")
	}
}
