package ui

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"passdesk/assets/say"
	"passdesk/ui/model"
)

func TestTheMenuOffersWhatCanBeDone(t *testing.T) {
	s := newStage(t, sampleRows(3), Options{})
	for _, item := range s.desk.menu().Items {
		if item.Label == text("menu.safety") || item.Label == text("menu.setup") || item.Label == text("menu.export") {
			t.Errorf("without a keeper it offers %q", item.Label)
		}
	}
	s.desk.openPerson(3) // must not fall over
}

func TestMenuByKeyboard(t *testing.T) {
	s := guarded(t, sampleSafe(), Options{})
	c := s.desk.window.Canvas()
	c.Focus(s.desk.header.menu)
	s.key(fyne.KeyReturn)
	if c.Overlays().Top() == nil {
		t.Fatal("no menu came up")
	}
	s.key(fyne.KeyEscape)
	if c.Overlays().Top() != nil || !s.focusedOn(s.desk.list) {
		t.Error("Esc does not lead back to the list")
	}
	c.Focus(s.desk.header.menu)
	s.key(fyne.KeySpace, fyne.KeyDown, fyne.KeyDown, fyne.KeyDown, fyne.KeyReturn)
	s.says(text("code.title"))
	s.key(fyne.KeyEscape)
	if s.desk.topSheet() != nil || !s.focusedOn(s.desk.list) {
		t.Error("Esc does not close the sheet")
	}
}

func TestMenuIsAboutTheSelectedPerson(t *testing.T) {
	s := guarded(t, sampleSafe(), Options{})
	person := func() *fyne.MenuItem { items := s.desk.menu().Items; return items[len(items)-1] }
	if !person().Disabled {
		t.Error("it offers a person's records with nobody selected")
	}
	s.key(fyne.KeyDown)
	if person().Disabled {
		t.Error("it does not offer the selected person's records")
	}
}

func TestSafetySaysHowTheRecordsStand(t *testing.T) {
	for name, c := range map[string]struct {
		safety model.Safety
		says   []string
	}{
		"safe":        {model.Safety{Custodian: "keychain", Code: true, Backup: noon, Plan: model.BackupPlan{Folder: "/b", Every: time.Hour, Keep: 3}}, []string{"safety.key_keychain", "safety.code_made", "safety.backup_all", "backup.plan_hour"}},
		"file":        {model.Safety{Custodian: "passdesk.key"}, []string{"safety.key_file", "safety.key_file_why", "safety.code_none", "safety.backup_never", "safety.plan_none"}},
		"environment": {model.Safety{Custodian: "environment"}, []string{"safety.key_environment"}},
		"missing":     {model.Safety{}, []string{"safety.key_missing", "safety.key_missing_why"}},
	} {
		t.Run(name, func(t *testing.T) {
			k := sampleSafe()
			k.safety = c.safety
			s := guarded(t, k, Options{})
			s.desk.openSafety()
			s.work()
			for _, key := range c.says {
				s.says(text(key))
			}
		})
	}
	k := sampleSafe()
	k.safety.Trouble = "The disk is full."
	s := guarded(t, k, Options{})
	s.desk.openSafety()
	s.work()
	s.says("The disk is full.", "4 credentials are in no backup", "07:41")
}

func TestSafetyThatCannotBeRead(t *testing.T) {
	k := sampleSafe()
	k.err = errors.New("The records cannot be read. Nothing is lost.")
	s := guarded(t, k, Options{})
	s.desk.openSafety()
	s.work()
	s.says(k.err.Error())
	k.err = nil
	s.now = s.now.Add(time.Minute)
	s.desk.tick()
	s.work()
	s.says(text("safety.key_keychain"))
	s.key(fyne.KeyReturn)
	if s.desk.topSheet() != nil {
		t.Error("Enter does not close it")
	}
}

// TestTheKeyboardFindsItsWayBack to a sheet that was drawn anew below another one.
func TestTheKeyboardFindsItsWayBack(t *testing.T) {
	k := sampleSafe()
	s := guarded(t, k, Options{})
	for _, anew := range []bool{false, true} {
		s.desk.openSafety()
		s.work()
		way := s.tabs()
		s.desk.window.Canvas().Focus(way[0])
		s.key(fyne.KeyReturn)
		s.says(text("code.title"))
		if anew {
			s.desk.safe.read()
			s.work()
		}
		s.key(fyne.KeyEscape)
		s.says(text("safety.title"))
		if now := s.desk.window.Canvas().Focused(); !slices.Contains(s.tabs(), now) || !anew && now != way[0] {
			t.Errorf("drawn anew %v: the keyboard is with %T", anew, now)
		}
		s.key(fyne.KeyEscape)
		if s.desk.topSheet() != nil {
			t.Errorf("drawn anew %v: Esc does not close it", anew)
		}
	}
}

func TestSafetyIsReadSeldom(t *testing.T) {
	k := sampleSafe()
	s := guarded(t, k, Options{})
	asked := func() int { return strings.Count(strings.Join(k.calls, " "), "safety") }
	for range 10 {
		s.load()
		s.work()
	}
	if asked() != 1 {
		t.Errorf("asked %d times within an instant", asked())
	}
	s.now = s.now.Add(lookPause)
	s.desk.tick()
	s.work()
	if asked() != 2 {
		t.Errorf("asked %d times after a while, with something new", asked())
	}
	s.now = s.now.Add(time.Hour)
	s.desk.tick()
	s.work()
	if asked() != 2 {
		t.Error("asked although nothing has changed")
	}
}

// notice gives what the strip below the header says; "" while it is away.
func (s *stage) notice() string {
	if s.desk.notice.box.Hidden {
		return ""
	}
	return s.desk.notice.words.Text
}

func (s *stage) tapOffer(n int) { s.desk.notice.offers.Objects[n].(*button).Tapped(nil) }

func TestNag(t *testing.T) {
	k := sampleSafe()
	k.safety.Waiting, k.safety.Code = 50, false
	s := guarded(t, k, Options{})
	if got := s.notice(); got != counted("safety.nag_backup", 50) {
		t.Fatalf("the strip says %q", got)
	}
	s.tapOffer(0)
	s.says(text("backup.title"))
	s.key(fyne.KeyEscape)
	s.tapOffer(1)
	if got := s.notice(); got != text("safety.nag_code") {
		t.Errorf("after “not now” the strip says %q", got)
	}
	s.tapOffer(0)
	s.says(text("code.title"))
	s.key(fyne.KeyEscape)
	s.tapOffer(1)
	if got := s.notice(); got != "" {
		t.Errorf("both were put off and the strip says %q", got)
	}
	s.now = s.now.Add(24 * time.Hour)
	s.desk.tick()
	if got := s.notice(); got != counted("safety.nag_backup", 50) {
		t.Errorf("the next day the strip says %q", got)
	}
	s.desk.SetConnection(model.Connection{State: model.Down, Message: "No token."})
	if got := s.notice(); got != "No token." || s.desk.notice.aside.Visible() {
		t.Errorf("with something worse the strip says %q", got)
	}
}

func TestNagOfThePlannedBackup(t *testing.T) {
	k := sampleSafe()
	k.safety.Trouble = "The disk is full."
	s := guarded(t, k, Options{})
	if got := s.notice(); !strings.Contains(got, "The disk is full.") {
		t.Fatalf("the strip says %q", got)
	}
	s.tapOffer(0)
	s.says(text("safety.title"))
}

func TestNoNag(t *testing.T) {
	k := sampleSafe()
	k.safety.Waiting, k.safety.Code = 50, false
	if s := guarded(t, k, Options{Demo: true}); s.notice() != "" {
		t.Error("a demonstration nags")
	}
	s := newStage(t, nil, Options{Keeper: k})
	s.load()
	s.work()
	if s.notice() != "" {
		t.Error("it nags about records that there are not")
	}
}

func TestNoticeButtonsGiveTheKeyboardBack(t *testing.T) {
	k := sampleSafe()
	k.safety.Code = false
	s := guarded(t, k, Options{})
	s.desk.window.Canvas().Focus(s.desk.notice.offers.Objects[1].(*button))
	s.key(fyne.KeySpace)
	if !s.focusedOn(s.desk.list) {
		t.Error("the keyboard is lost with the button")
	}
}

func TestShortcutsStayAboveTheWindow(t *testing.T) {
	s := guarded(t, sampleSafe(), Options{})
	s.key(fyne.KeyDown)
	s.app.Clipboard().SetContent("untouched")
	s.desk.openSafety()
	s.desk.list.TypedShortcut(&fyne.ShortcutCopy{})
	if got := s.app.Clipboard().Content(); got != "untouched" {
		t.Errorf("a link was copied below the sheet: %q", got)
	}
	before, _ := s.desk.list.selected()
	test.TapCanvas(s.desk.window.Canvas(), s.placeOf(300, rowY(4)))
	if now, _ := s.desk.list.selected(); now.ID != before.ID {
		t.Error("a click goes through the sheet")
	}
}

func TestSheetsFitTheSmallestWindow(t *testing.T) {
	k := sampleSafe()
	k.safety.Trouble = say.Plain(strings.Repeat("The disk is full. ", 20))
	s := guarded(t, k, Options{})
	s.desk.window.Resize(fyne.NewSize(900, 600))
	for name, open := range map[string]func(){
		"safety": s.desk.openSafety, "code": s.desk.openCode, "backup": s.desk.openBackup, "plan": s.desk.openPlan,
		"acts": s.desk.openActs, "issuers": s.desk.openIssuers, "person": func() { s.desk.openPerson(40) },
	} {
		open()
		s.work()
		top := s.desk.topSheet()
		low, high := top.foot.Position().Y+top.foot.Size().Height, top.title.Position().Y
		if high < 0 || low > 600 || top.scroll.Size().Height < 100 {
			t.Errorf("%s reaches from %v to %v and shows %v of its body", name, high, low, top.scroll.Size().Height)
		}
		if f := s.desk.window.Canvas().Focused(); f == nil {
			t.Errorf("%s has no focus", name)
		}
		top.close()
	}
}
