package ui

import (
	"bytes"
	"fmt"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/theme"

	"passdesk/ui/model"
)

// shelfTray is a tray in memory.
type shelfTray struct {
	menus   []*fyne.Menu
	icons   []string
	windows int
	seen    bool
}

func (t *shelfTray) SetSystemTrayMenu(m *fyne.Menu) { t.menus = append(t.menus, m) }

func (t *shelfTray) SetSystemTrayIcon(icon fyne.Resource) { t.icons = append(t.icons, icon.Name()) }

func (t *shelfTray) SetSystemTrayWindow(w fyne.Window) {
	t.windows++
	w.SetCloseIntercept(func() { panic("the tray has closing in its hands") })
}

func (t *shelfTray) Seen() bool { return t.seen }

// says is what the menu offers now.
func (t *shelfTray) says() (words []string) {
	for _, item := range t.menus[len(t.menus)-1].Items {
		switch {
		case item.IsSeparator:
			words = append(words, "-")
		case item.Disabled:
			words = append(words, "("+item.Label+")")
		default:
			words = append(words, item.Label)
		}
	}
	return words
}

func (t *shelfTray) tap(n int) { t.menus[len(t.menus)-1].Items[n].Action() }

// hiddenWindow tells what became of it.
type hiddenWindow struct {
	fyne.Window
	calls []string
}

func (w *hiddenWindow) Hide() { w.calls = append(w.calls, "hide"); w.Window.Hide() }

func (w *hiddenWindow) Show() { w.calls = append(w.calls, "show"); w.Window.Show() }

func (w *hiddenWindow) RequestFocus() { w.calls = append(w.calls, "front"); w.Window.RequestFocus() }

// trayed is a stage with a tray, and how often its program was ended.
func trayed(t *testing.T, tray *shelfTray, s model.Settings) (st *stage, window *hiddenWindow, ends *int) {
	ends = new(int)
	o := Options{Settings: s, KeepSettings: (&shelf{}).keep, End: func() { *ends++ }}
	if tray != nil {
		o.Tray = tray
	}
	t.Setenv(scaleVariable, "")
	st = newStage(t, sampleRows(40), o)
	window = &hiddenWindow{Window: st.desk.window}
	st.desk.window = window
	st.load()
	st.now = st.now.Add(time.Second)
	st.desk.tick() // with the tally
	return st, window, ends
}

func TestTheTrayTellsHowItStands(t *testing.T) {
	tray := &shelfTray{seen: true}
	s, _, _ := trayed(t, tray, model.Settings{})
	if got := tray.says(); !slices.Equal(got, []string{"(Receiving)", "10 passes wait to be handed over", "-", "Open Passdesk", "Quit Passdesk"}) {
		t.Errorf("it says %q", got)
	}
	if !tray.menus[len(tray.menus)-1].Items[4].IsQuit {
		t.Error("Fyne would add another item to quit")
	}
	s.desk.SetConnection(model.Connection{State: model.Down, Since: noon})
	s.desk.tick()
	if tray.says()[0] != "(Receiving)" {
		t.Error("it changes twice within a second")
	}
	s.now = s.now.Add(time.Second)
	s.desk.tick()
	if got := tray.says()[0]; got != "(Not receiving since 10:41)" {
		t.Errorf("it says %q", got)
	}
	if want := []string{"tray-not-receiving.png", "tray-receiving.png", "tray-not-receiving.png"}; !slices.Equal(tray.icons, want) {
		t.Errorf("its sign was %v", tray.icons)
	}
	before := len(tray.menus)
	for range 10 { // in which nobody more waits
		s.now = s.now.Add(time.Second)
		s.load()
	}
	if len(tray.menus) != before {
		t.Error("what is as it was is told again")
	}
	for n := range s.backend.rows {
		s.backend.rows[n].PassURL = ""
	}
	s.now = s.now.Add(time.Second)
	s.load()
	s.now = s.now.Add(time.Second)
	s.desk.tick()
	if got := tray.says(); len(got) != 4 {
		t.Errorf("while nobody waits it says %q", got)
	}
}

func TestClosing(t *testing.T) {
	for _, c := range []struct {
		name  string
		tray  *shelfTray
		told  bool
		set   model.Settings
		ends  int
		hides bool
		says  bool
	}{
		{name: "without a tray it ends", ends: 1},
		{name: "a tray that nobody sees is none", tray: &shelfTray{}, told: true, ends: 1},
		{name: "told before, it goes on", tray: &shelfTray{seen: true}, told: true, hides: true},
		{name: "the first time it says so", tray: &shelfTray{seen: true}, says: true},
		{name: "as it was set", tray: &shelfTray{seen: true}, told: true, set: model.Settings{EndOnClose: true}, ends: 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, w, ends := trayed(t, c.tray, c.set)
			s.app.Preferences().SetBool(leaveKey, c.told)
			s.desk.leave()
			if *ends != c.ends || slices.Contains(w.calls, "hide") != c.hides || (s.desk.topSheet() != nil) != c.says {
				t.Errorf("ended %d times, the window %v, a sheet %v", *ends, w.calls, s.desk.topSheet() != nil)
			}
		})
	}
}

func TestClosingIsExplainedOnce(t *testing.T) {
	tray := &shelfTray{seen: true}
	s, w, ends := trayed(t, tray, model.Settings{})
	s.desk.leave()
	s.says(text("leave.why"))
	s.key(fyne.KeyEscape)
	if len(w.calls) > 0 || *ends > 0 || s.app.Preferences().Bool(leaveKey) {
		t.Error("Esc does more than leave the window as it was")
	}
	s.desk.leave()
	s.click(text("tray.quit"))
	if *ends != 1 {
		t.Error("it cannot be ended from there")
	}
	s.key(fyne.KeyReturn)
	if !slices.Equal(w.calls, []string{"hide"}) || s.desk.topSheet() != nil {
		t.Errorf("Enter: the window %v", w.calls)
	}
	s.desk.leave()
	if !slices.Equal(w.calls, []string{"hide", "hide"}) {
		t.Errorf("it is said again: %v", w.calls)
	}
}

func TestTheTrayBringsTheWindowBack(t *testing.T) {
	tray := &shelfTray{seen: true}
	s, w, ends := trayed(t, tray, model.Settings{})
	s.app.Preferences().SetBool(leaveKey, true)
	s.desk.leave()
	s.desk.TrayChanged()
	if !slices.Equal(w.calls, []string{"hide"}) {
		t.Errorf("it comes back while the tray is there: %v", w.calls)
	}
	tray.tap(1)
	if !slices.Equal(w.calls, []string{"hide", "show", "front"}) || s.desk.query.View != model.ToHandOver {
		t.Errorf("the window %v, the view %v", w.calls, s.desk.query.View)
	}
	s.desk.leave()
	tray.tap(3)
	if got := w.calls[len(w.calls)-2:]; !slices.Equal(got, []string{"show", "front"}) {
		t.Errorf("the window %v", w.calls)
	}
	s.desk.leave()
	s.app.Lifecycle().(interface{ OnEnteredForeground() func() }).OnEnteredForeground()() // which it had before it was closed
	tray.seen = false
	s.desk.TrayChanged()
	if got := w.calls[len(w.calls)-2:]; !slices.Equal(got, []string{"show", "front"}) {
		t.Errorf("the tray is gone, and nobody can reach the window: %v", w.calls)
	}
	s.desk.TrayChanged()
	if n := len(w.calls); n != 9 {
		t.Errorf("it comes forward while it is open: %v", w.calls)
	}
	tray.tap(4)
	if *ends != 1 {
		t.Error("the tray does not end it")
	}
}

func TestTheTitleCounts(t *testing.T) {
	for _, c := range []struct {
		waiting, failed int
		want            string
	}{
		{0, 0, "Passdesk"},
		{12, 0, "Passdesk – 12 to hand over"},
		{0, 1, "Passdesk – 1 failed"},
		{1234, 3, "Passdesk – 1,234 to hand over, 3 failed"},
	} {
		s := newStage(t, nil, Options{})
		s.desk.tally.waiting.Count, s.desk.answer.counts.Failed = c.waiting, c.failed
		s.desk.tick()
		if got := s.desk.window.Title(); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}

// TestTrayIcons: the two differ by more than their colour, and fit.
func TestTrayIcons(t *testing.T) {
	for _, receives := range []bool{true, false} {
		icon := trayIcon(receives)
		picture, err := png.Decode(bytes.NewReader(icon.Content()))
		if err != nil || picture.Bounds().Dx() != trayIconSide || picture.Bounds().Dy() != trayIconSide {
			t.Fatalf("%v, %v", err, picture)
		}
		_, _, _, middle := picture.At(20, 20).RGBA()
		r, g, b, _ := picture.At(46, 46).RGBA()
		if bar := r == 0xFFFF && g == 0xFFFF && b == 0xFFFF; bar == receives || (middle == 0xFFFF) != receives {
			t.Errorf("receiving %v: bar %v, strength %x", receives, bar, middle)
		}
		if folder := os.Getenv("PASSDESK_SHOTS"); folder != "" {
			savePicture(t, filepath.Join(folder, icon.Name()), picture)
		}
	}
}

// TestLeaveScreen holds what is said at the first closing to its markup.
func TestLeaveScreen(t *testing.T) {
	s, _, _ := trayed(t, &shelfTray{seen: true}, model.Settings{})
	s.desk.window.Resize(fyne.NewSize(900, 600))
	for name, open := range map[string]func(){"leave": s.desk.leave, "settings-tray": s.desk.openSettings} {
		s.desk.wishes.languages = nil
		open()
		if folder := os.Getenv("PASSDESK_SHOTS"); folder != "" {
			for look, variant := range map[string]fyne.ThemeVariant{"light": theme.VariantLight, "dark": theme.VariantDark} {
				s.wear(variant)
				refreshTree(s.desk.topSheet())
				savePicture(t, filepath.Join(folder, fmt.Sprintf("%s-%s.png", name, look)), s.desk.window.Canvas().Capture())
			}
		} else {
			test.AssertObjectRendersToMarkup(t, name+".xml", s.desk.topSheet())
		}
		s.desk.topSheet().close()
	}
}
