package ui

import (
	"image"
	"image/png"
	"os"
	"path/filepath"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"passdesk/store"
	"passdesk/ui/model"
)

// scenes are the states of the desk worth looking at.
var scenes = []struct {
	name string
	size fyne.Size
	rows int
	play func(*stage)
}{
	{"start", fyne.NewSize(1280, 800), 40, func(*stage) {}},
	{"selected", fyne.NewSize(1280, 800), 40, func(s *stage) { s.key(fyne.KeyDown, fyne.KeyDown); s.readDetail() }},
	{"copied", fyne.NewSize(1280, 800), 40, func(s *stage) {
		s.key(fyne.KeyDown)
		s.readDetail()
		s.shortcut(&fyne.ShortcutCopy{})
	}},
	{"failed", fyne.NewSize(1280, 800), 40, func(s *stage) {
		s.desk.choose(model.Failures)
		s.load()
		s.key(fyne.KeyDown)
		s.readDetail()
	}},
	{"raw", fyne.NewSize(1280, 800), 40, func(s *stage) {
		s.key(fyne.KeyDown)
		s.readDetail()
		s.desk.detail.raw.toggle.onTap()
		s.key(fyne.KeyReturn)
	}},
	{"credential", fyne.NewSize(1280, 1100), 40, func(s *stage) { s.open(sampleCredential()) }},
	{"key", fyne.NewSize(900, 1000), 40, func(s *stage) {
		s.open(sampleCredential())
		s.desk.detail.credential.more.onTap()
		s.desk.detail.key.show.onTap()
		s.fetch()
		s.desk.detail.scroll.ScrollToBottom()
		s.desk.window.Canvas().Focus(s.desk.detail.key.copy)
	}},
	{"keyless", fyne.NewSize(1280, 800), 40, func(s *stage) {
		s.open(model.Credential{State: model.KeyMissing})
		s.desk.detail.scroll.ScrollToBottom()
	}},
	{"holder", fyne.NewSize(1280, 800), 40, func(s *stage) {
		s.open(model.Credential{State: model.HolderOnly})
		s.desk.detail.scroll.ScrollToBottom()
	}},
	{"fresh", fyne.NewSize(1280, 800), 400, func(s *stage) {
		s.desk.list.Scrolled(&fyne.ScrollEvent{Scrolled: fyne.NewDelta(0, -500)})
		s.backend.add(sampleRow(402, 402), sampleRow(401, 402))
		s.load()
	}},
	{"many", fyne.NewSize(1280, 800), 400, func(s *stage) {
		s.key(fyne.KeyDown)
		s.shift(fyne.KeyDown, fyne.KeyDown, fyne.KeyDown)
		s.ctrl(fyne.KeyDown, fyne.KeyDown, fyne.KeySpace, fyne.KeyDown, fyne.KeyDown)
		s.shortcut(&fyne.ShortcutCopy{})
		s.finish()
		s.mark()
		s.load()
	}},
	{"row-menu", fyne.NewSize(1280, 800), 40, func(s *stage) {
		s.key(fyne.KeyDown, fyne.KeyDown)
		s.readDetail()
		s.desk.openRowMenu(s.placeOf(220, rowY(1)))
	}},
	{"column-menu", fyne.NewSize(1280, 800), 40, func(s *stage) {
		s.head("subject")
		s.desk.openColumnMenu(s.placeOf(320, 20))
	}},
	{"since", fyne.NewSize(1280, 800), 400, func(s *stage) {
		s.looking(true)
		s.looking(false)
		s.backend.add(sampleRow(403, 403), sampleRow(402, 403), sampleRow(401, 403))
		s.now = s.now.Add(90 * time.Minute)
		s.load()
		s.looking(true)
	}},
	{"noted", fyne.NewSize(1280, 1100), 40, func(s *stage) {
		s.backend.rows[2].Note = "Comes in person on Monday.\nHas no phone: print the QR code."
		s.load()
		s.key(fyne.KeyDown, fyne.KeyDown)
		s.readDetail()
		s.desk.detail.scroll.ScrollToBottom()
	}},
	{"note", fyne.NewSize(1280, 800), 40, func(s *stage) {
		s.key(fyne.KeyDown, fyne.KeyDown)
		s.readDetail()
		s.desk.openSelectedNote()
	}},
	{"blank", fyne.NewSize(1280, 800), 400, func(s *stage) {
		s.desk.list.onMissing = func([]int64) {}
		s.desk.list.rows.Drag(0.5)
		s.desk.list.sync()
	}},
	{"to-hand-over", fyne.NewSize(1280, 800), 40, func(s *stage) {
		s.desk.choose(model.ToHandOver)
		s.load()
		s.key(fyne.KeyDown)
		s.readDetail()
	}},
	{"nobody-waits", fyne.NewSize(900, 600), 0, func(s *stage) {
		s.backend.add(store.Issuance{ID: 1, Status: store.Succeeded, ReceivedAt: noon, Handover: store.HandoverSent})
		s.desk.choose(model.ToHandOver)
		s.load()
	}},
	{"small", fyne.NewSize(900, 600), 40, func(s *stage) { s.key(fyne.KeyDown); s.readDetail() }},
	{"search", fyne.NewSize(900, 600), 40, func(s *stage) {
		s.shortcut(findShortcut)
		s.desk.search.SetText("zzz")
		s.load()
	}},
	{"waiting", fyne.NewSize(1280, 800), 0, func(*stage) {}},
	{"down", fyne.NewSize(1280, 800), 12, func(s *stage) {
		s.desk.SetConnection(model.Connection{
			State: model.Down, Code: "ERR_NGROK_105",
			Message: "ngrok does not know this authtoken. What came in so far is kept. Copy the token from the ngrok dashboard and enter it again.",
		})
	}},
	{"local", fyne.NewSize(900, 600), 0, func(s *stage) {
		s.desk.SetConnection(model.Connection{State: model.Local, URL: "http://127.0.0.1:8484/webhooks/crossmint"})
	}},
}

// TestScreenshots draws the desk in light and dark. With PASSDESK_SHOTS set to
// a folder it leaves pictures of every scene there; without, two scenes will do.
func TestScreenshots(t *testing.T) {
	folder := os.Getenv("PASSDESK_SHOTS")
	for n, scene := range scenes {
		if folder == "" && n > 1 {
			break
		}
		for name, variant := range map[string]fyne.ThemeVariant{"light": theme.VariantLight, "dark": theme.VariantDark} {
			t.Run(scene.name+"-"+name, func(t *testing.T) {
				s := newStage(t, sampleRows(scene.rows), Options{Demo: scene.name == "selected"})
				s.wear(variant)
				s.desk.window.Resize(scene.size)
				s.load()
				scene.play(s)
				picture := s.desk.window.Canvas().Capture()
				if n := colorsIn(picture); n < 20 {
					t.Errorf("the window shows %d colours: it is blank", n)
				}
				if folder != "" {
					savePicture(t, filepath.Join(folder, scene.name+"-"+name+".png"), picture)
				}
			})
		}
	}
}

func colorsIn(picture image.Image) int {
	seen := map[[4]uint32]bool{}
	for y := picture.Bounds().Min.Y; y < picture.Bounds().Max.Y; y += 3 {
		for x := picture.Bounds().Min.X; x < picture.Bounds().Max.X; x += 3 {
			r, g, b, a := picture.At(x, y).RGBA()
			seen[[4]uint32{r, g, b, a}] = true
		}
	}
	return len(seen)
}

func savePicture(t *testing.T, path string, picture image.Image) {
	t.Helper()
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := png.Encode(f, picture); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
}
