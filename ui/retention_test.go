package ui

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"passdesk/ui/model"
)

// retaining is a stage that keeps records as r says, of which some are old.
func retaining(t testing.TB, r model.Retention) (*stage, *safe) {
	k := sampleSafe()
	k.safety.Retention = r
	s := guarded(t, k, Options{})
	s.desk.window.Resize(fyne.NewSize(900, 600))
	s.desk.openRetention()
	s.work()
	return s, k
}

// TestSoleCopiesAreTypedFor: nothing that may be the only copy goes by a slip of
// the hand.
func TestSoleCopiesAreTypedFor(t *testing.T) {
	s, k := retaining(t, model.Retention{})
	s.says(text("retention.nothing"))
	if s.offers(text("menu.save")) {
		t.Error("what holds already can be saved")
	}
	s.click(text("retention.2_years"))
	s.says(text("retention.counting"))
	if s.offers(text("menu.save")) {
		t.Error("it can be saved before it is known what goes")
	}
	s.work()
	s.says(counted("retention.going", 104), counted("retention.sole_stay", 1100))
	if !s.offers(text("menu.save")) || len(s.blanks()) != 0 {
		t.Error("it cannot be saved, or has to be typed, where no sole copy goes")
	}
	s.click(text("retention.sole"))
	s.says(counted("retention.going", 1204), counted("retention.sole_go", 1100), text("erase.final"))
	word := s.blanks()[0]
	for _, typed := range []string{"", "erase", "ERAS"} {
		word.SetText(typed)
		if s.offers(text("menu.save")) {
			t.Errorf("%q is enough", typed)
		}
	}
	word.SetText(" " + eraseWord)
	if !s.offers(text("menu.save")) {
		t.Error("the word is not enough")
	}
	s.click(text("retention.1_year")) // another term is another question
	s.work()
	if word.Text != "" || s.offers(text("menu.save")) {
		t.Error("what was typed for another term counts")
	}
	word.SetText(eraseWord)
	s.click(text("menu.save"))
	s.work()
	if !slices.Contains(k.calls, "retention 12 true") || k.last() != "safety" || s.desk.topSheet() != nil {
		t.Errorf("asked %v", k.calls)
	}
	if want := text("retention.set", values{"Term": text("retention.1_year")}); s.desk.toast.label.words != want {
		t.Errorf("the toast says %q, want %q", s.desk.toast.label.words, want)
	}
}

// TestKeepingMoreNeedsNoWord, but keeping less does.
func TestKeepingMoreNeedsNoWord(t *testing.T) {
	s, k := retaining(t, model.Retention{Months: 24, SoleCopies: true})
	if s.offers(text("menu.save")) || len(s.blanks()) != 0 {
		t.Error("what holds already is asked for")
	}
	s.click(text("retention.5_years"))
	s.work()
	if !s.offers(text("menu.save")) || len(s.blanks()) != 0 {
		t.Error("a longer time has to be typed for")
	}
	s.click(text("retention.1_year"))
	s.work()
	if s.offers(text("menu.save")) || len(s.blanks()) != 1 {
		t.Error("a shorter time has not to be typed for")
	}
	s.click(text("retention.2_years"))
	s.work()
	s.click(text("retention.sole")) // off
	if !s.offers(text("menu.save")) {
		t.Error("sole copies cannot be spared")
	}
	s.click(text("retention.ever"))
	s.says(text("retention.nothing"))
	s.click(text("menu.save"))
	s.work()
	if !slices.Contains(k.calls, "retention 0 false") {
		t.Errorf("asked %v", k.calls)
	}
}

func TestRetentionThatCannotBeSet(t *testing.T) {
	s, k := retaining(t, model.Retention{})
	k.err = errors.New("The disk is full: free some space and try again.")
	s.click(text("retention.1_year"))
	s.work()
	s.says(k.err.Error())
	if s.offers(text("menu.save")) {
		t.Error("it can be saved though nobody knows what goes")
	}
	k.err = nil
	s.click(text("retention.2_years"))
	s.work()
	if strings.Contains(s.words(), "The disk is full") {
		t.Errorf("the error of before stays: %q", s.words())
	}
	k.err = errors.New("Another program holds the records.")
	s.click(text("menu.save"))
	s.work()
	s.says(k.err.Error())
	if !s.offers(text("menu.save")) {
		t.Error("it cannot be tried again")
	}
}

// TestAnAnswerForAnotherTermIsDropped: who changes their mind while it is being
// counted sees no figure of before.
func TestAnAnswerForAnotherTermIsDropped(t *testing.T) {
	s, k := retaining(t, model.Retention{})
	s.click(text("retention.1_year"))
	s.click(text("retention.ever"))
	s.work()
	s.says(text("retention.nothing"))
	s.click(text("retention.1_year"))
	s.click(text("retention.5_years"))
	k.old = model.Old{Records: 7}
	s.work()
	s.says(counted("retention.going", 7))
	s.key(fyne.KeyEscape)
	if s.desk.topSheet() != nil {
		t.Error("Esc does not close it")
	}
}

func TestSettingsSayHowLongRecordsAreKept(t *testing.T) {
	s := set(t, &shelf{}, model.Settings{})
	k := s.desk.safe.keeper.(*safe)
	s.shortcut(settingsShortcut)
	s.says(text("retention.ever"))
	s.click(text("retention.change"))
	s.click(text("retention.10_years"))
	s.work()
	s.click(text("menu.save"))
	s.work()
	if !slices.Contains(k.calls, "retention 120 false") {
		t.Errorf("asked %v", k.calls)
	}
	s.says(text("settings.title"), text("retention.10_years"))
}

// TestWhatIsSetIsToldToWhoLooksAway: the sheet may be closed while it is set, and
// it erases all the same, or does not.
func TestWhatIsSetIsToldToWhoLooksAway(t *testing.T) {
	for _, failure := range []error{nil, errors.New("The disk is full: free some space and try again.")} {
		s, k := retaining(t, model.Retention{})
		s.click(text("retention.1_year"))
		s.work()
		k.err = failure
		s.click(text("menu.save"))
		s.key(fyne.KeyEscape)
		if s.desk.topSheet() != nil {
			t.Fatal("Esc does not close it")
		}
		s.work()
		want := text("retention.set", values{"Term": text("retention.1_year")})
		if failure != nil {
			want = failure.Error()
		}
		if s.desk.toast.label.words != want || k.last() != "safety" {
			t.Errorf("the toast says %q, want %q; asked last: %s", s.desk.toast.label.words, want, k.last())
		}
	}
}

// TestADamagedRetentionIsSetToForEver at once, without another term in between,
// which would erase.
func TestADamagedRetentionIsSetToForEver(t *testing.T) {
	k := sampleSafe()
	k.safety.Unerased = "The records are damaged."
	s := guarded(t, k, Options{})
	s.desk.openRetention()
	s.work()
	s.click(text("menu.save"))
	s.work()
	if !slices.Contains(k.calls, "retention 0 false") {
		t.Errorf("asked %v", k.calls)
	}
}

// TestATermThatIsNotOffered is not shown as another.
func TestATermThatIsNotOffered(t *testing.T) {
	s, _ := retaining(t, model.Retention{Months: 18})
	everyPart(s.desk.topSheet(), func(o fyne.CanvasObject) {
		if b, ok := o.(*button); ok && b.strong {
			t.Errorf("%q holds", b.words)
		}
	})
}

// TestBackupsAreNotPromised where there is none of a time when all that is old was
// there.
func TestBackupsAreNotPromised(t *testing.T) {
	for made, want := range map[time.Time]string{
		{}:                      text("safety.backup_never"),
		noon.AddDate(0, -13, 0): text("safety.backup_at", values{"At": dates().Hour(noon.AddDate(0, -13, 0), noon)}),
		noon.AddDate(0, -11, 0): text("erase.backups"),
	} {
		k := sampleSafe()
		k.safety.Backup = made
		s := guarded(t, k, Options{})
		s.desk.openRetention()
		s.work()
		s.click(text("retention.1_year"))
		s.work()
		s.says(want, text("erase.final"))
		if promised := strings.Contains(s.words(), text("erase.backups")); promised != (want == text("erase.backups")) {
			t.Errorf("backed up %v: it says that backups hold them: %v", made, promised)
		}
	}
}
