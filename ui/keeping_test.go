package ui

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"passdesk/store"
	"passdesk/ui/model"
)

const phrase = "correct horse battery"

// fillBackup opens the screen for a backup and fills it in.
func (s *stage) fillBackup() {
	s.desk.openBackup()
	test.Type(s.blanks()[0], phrase)
	test.Type(s.blanks()[1], phrase)
}

func TestBackup(t *testing.T) {
	k := sampleSafe()
	s := guarded(t, k, Options{})
	s.desk.openBackup()
	first := s.blanks()[0]
	if !s.focusedOn(first) || !first.Password {
		t.Error("the passphrase has no focus, or shows")
	}
	test.Type(first, "short")
	s.key(fyne.KeyReturn)
	s.says(text("backup.phrase_short", values{"N": 8}))
	test.Type(first, " no more")
	s.key(fyne.KeyReturn)
	s.says(text("backup.phrase_differs"))
	test.Type(s.blanks()[1], "short no more")
	s.click(text("menu.choose_folder"))
	s.click(text("backup.start"))
	s.says(text("backup.working"))
	s.work()
	s.says("passdesk-2026-06-12.backup", "/media/disk")
	if got := k.phrase.Reveal(); got != "short no more" || !slices.Contains(k.calls, "backup /media/disk") || k.last() != "safety" {
		t.Errorf("the keeper was asked %v with %q", k.calls, got)
	}
	s.key(fyne.KeyReturn)
	if s.desk.topSheet() != nil || first.Text != "" {
		t.Error("the sheet stays, or the passphrase does")
	}
}

func TestBackupThatFailsKeepsWhatWasTyped(t *testing.T) {
	k := sampleSafe()
	s := guarded(t, k, Options{})
	s.fillBackup()
	s.key(fyne.KeyReturn)
	k.err = errors.New("The disk is full. Nothing was written.")
	s.work()
	s.says(k.err.Error(), text("backup.start"))
	if s.blanks()[0].Text != phrase {
		t.Error("the passphrase has to be typed again")
	}
	k.err = nil
	s.key(fyne.KeyReturn)
	s.work()
	s.says("passdesk-2026-06-12.backup")
}

func TestBackupGoesOnBehind(t *testing.T) {
	k := sampleSafe()
	s := guarded(t, k, Options{})
	s.fillBackup()
	s.key(fyne.KeyReturn, fyne.KeyEscape)
	if s.desk.topSheet() != nil {
		t.Fatal("Esc does not close it")
	}
	s.desk.openBackup()
	s.says(text("backup.working"))
	s.key(fyne.KeyReturn)
	s.work()
	if got := s.desk.toast.label.words; !strings.Contains(got, "passdesk-2026-06-12.backup") {
		t.Errorf("the toast says %q", got)
	}
	s.fillBackup()
	s.key(fyne.KeyReturn, fyne.KeyEscape)
	k.err = errors.New("The disk is full.")
	s.work()
	if got := s.desk.toast.label.words; !strings.Contains(got, "The disk is full.") {
		t.Errorf("the toast says %q", got)
	}
}

func TestPlan(t *testing.T) {
	k := sampleSafe()
	s := guarded(t, k, Options{})
	s.desk.openPlan()
	b := s.blanks() // keep, remind, passphrase, again
	b[0].SetText("3,5")
	s.click(text("menu.save"))
	s.says(text("backup.no_number"))
	b[0].SetText("3")
	b[1].SetText("20")
	s.click(text("backup.week"))
	s.click(text("menu.save"))
	s.work()
	if !slices.Contains(k.calls, "plan /media/usb/passdesk 168h0m0s 3 20") || !k.phrase.IsZero() {
		t.Errorf("asked %v", k.calls)
	}
	if s.desk.topSheet() != nil || s.desk.toast.label.words != text("backup.plan_set") || k.last() != "safety" {
		t.Error("it does not end well")
	}
	s.desk.openPlan()
	test.Type(s.blanks()[2], phrase)
	s.click(text("menu.save"))
	s.says(text("backup.phrase_differs"))
	test.Type(s.blanks()[3], phrase)
	k.err = errors.New("There is no such folder.")
	s.click(text("menu.save"))
	s.work()
	s.says("There is no such folder.")
	if s.blanks()[2].Text != phrase {
		t.Error("what was typed is lost")
	}
	k.err = nil
	s.click(text("backup.plan_stop"))
	s.work()
	if !slices.Contains(k.calls, "plan  0s 0 0") || !k.phrase.IsZero() {
		t.Errorf("asked %v", k.calls)
	}
}

func TestFirstPlanNeedsAPassphrase(t *testing.T) {
	k := sampleSafe()
	k.safety.Plan = model.BackupPlan{}
	s := guarded(t, k, Options{})
	s.desk.openPlan()
	s.click(text("menu.save"))
	s.says(text("backup.no_folder"))
	s.click(text("menu.choose_folder"))
	s.click(text("menu.save"))
	s.says(text("backup.phrase_short", values{"N": 8}))
	if s.offers(text("backup.plan_stop")) {
		t.Error("there is no plan to end")
	}
}

func TestCode(t *testing.T) {
	k := sampleSafe()
	k.safety.Code = false
	s := guarded(t, k, Options{})
	file := filepath.Join(t.TempDir(), "code.txt")
	s.desk.files.save = func(_ string, then func(string)) { then(file) }
	s.desk.openCode()
	s.key(fyne.KeyReturn)
	s.key(fyne.KeyReturn) // once more by mistake: one code is enough
	s.work()
	if n := strings.Count(strings.Join(k.calls, " "), "code"); n != 1 {
		t.Errorf("%d codes were made", n)
	}
	s.says("7H2K  QX4M  9TBW  3ZRA", "C6VN  8YPD  E5JF  1SGU")
	if s.offers(text("code.done")) {
		t.Error("it may be closed before the code is kept")
	}
	s.click(text("code.copy"))
	if got := s.app.Clipboard().Content(); got != sampleCode {
		t.Errorf("clipboard holds %q", got)
	}
	s.fire()
	if got := s.app.Clipboard().Content(); got != "" {
		t.Errorf("after a while the clipboard holds %q", got)
	}
	s.click(text("code.save"))
	s.work()
	s.says(text("code.saved", values{"File": file}))
	words, err := os.ReadFile(file)
	if err != nil || !strings.Contains(string(words), "7H2K  QX4M") {
		t.Errorf("the file holds %q, %v", words, err)
	}
	if at, err := os.Stat(file); err == nil && runtime.GOOS != "windows" && at.Mode().Perm() != 0o600 {
		t.Errorf("others may read it: %v", at.Mode())
	}
	s.click(text("code.kept"))
	top := s.desk.topSheet()
	s.click(text("code.done"))
	if s.desk.topSheet() != nil || !s.focusedOn(s.desk.list) {
		t.Error("it does not close")
	}
	everyPart(top, func(o fyne.CanvasObject) {
		if i, ok := o.(*ink); ok && strings.Contains(i.words+i.line.Text, "7H2K") {
			t.Error("a closed sheet still holds the code")
		}
	})
}

func TestCodeWhereThereIsOne(t *testing.T) {
	k := sampleSafe()
	s := guarded(t, k, Options{})
	s.desk.openCode()
	s.says(text("code.another"))
	s.key(fyne.KeyReturn)
	if s.desk.topSheet() != nil || slices.Contains(k.calls, "code") {
		t.Error("Enter makes the code void that there is")
	}
	s.desk.openCode()
	s.click(text("code.make"))
	k.err = errors.New("The key is missing. The old code stays good.")
	s.work()
	s.says(k.err.Error())
	s.click(text("code.make"))
	s.key(fyne.KeyEscape)
	k.err = nil
	s.work()
	if got := s.desk.toast.label.words; got != text("code.unseen") || s.desk.topSheet() != nil {
		t.Errorf("of a code that nobody saw the toast says %q", got)
	}
}

func TestIssuers(t *testing.T) {
	k := sampleSafe()
	s := guarded(t, k, Options{})
	s.desk.openIssuers()
	s.work()
	s.says(text("issuers.why"))
	entry := s.blanks()[0]
	if !s.focusedOn(entry) {
		t.Error("the entry has no focus")
	}
	test.Type(entry, " did:web:example.org ")
	s.key(fyne.KeyReturn)
	s.says("did:web:example.org")
	s.click("") // the first ✕
	test.Type(entry, "nonsense")
	k.err = errors.New("“nonsense” is no issuer.")
	s.click(text("menu.save"))
	s.work()
	s.says(k.err.Error(), "did:web:example.org", "nonsense")
	k.err = nil
	s.key(fyne.KeyReturn)
	s.work()
	want := "set " + k.issuers[1] + " did:web:example.org nonsense"
	if k.last() != want || s.desk.topSheet() != nil {
		t.Errorf("asked %q, want %q", k.last(), want)
	}
}

func TestIssuersThatCannotBeRead(t *testing.T) {
	k := sampleSafe()
	s := guarded(t, k, Options{})
	k.err = errors.New("The settings cannot be read.")
	s.desk.openIssuers()
	s.work()
	s.says(k.err.Error())
	if s.offers(text("menu.save")) {
		t.Error("an empty list may be saved in place of one that could not be read")
	}
}

func TestActs(t *testing.T) {
	k := sampleSafe()
	s := guarded(t, k, Options{})
	s.desk.openActs()
	s.work()
	s.says(text("acts.opened"), text("acts.copied"), "812 records, CSV, without keys", "from-the-future")
	if !slices.Contains(k.calls, "acts 0") || slices.Contains(k.calls, "acts 51") {
		t.Errorf("asked %v", k.calls)
	}
	for range 3 {
		s.key(fyne.KeyEnd)
		s.work()
	}
	if got := strings.Join(k.calls, ", "); strings.Count(got, "acts") != 3 || !strings.HasSuffix(got, "acts 151, acts 51") {
		t.Errorf("asked %s", got)
	}
	s.click(text("acts.check"))
	s.work()
	s.says(counted("acts.whole", 250))
	k.err = errors.New("Entry 17 was changed.")
	s.click(text("acts.check"))
	s.work()
	s.says(k.err.Error())
	s.click(text("acts.save"))
	s.work()
	if got := k.last(); got != "save acts /home/ada/passdesk-acts-2026-06-12.jsonl" {
		t.Errorf("asked %q", got)
	}
	s.says(k.err.Error())
	s.key(fyne.KeyEscape)
	if s.desk.topSheet() != nil {
		t.Error("Esc does not close it")
	}
}

func TestNoActs(t *testing.T) {
	k := sampleSafe()
	k.acts = nil
	s := guarded(t, k, Options{})
	s.desk.openActs()
	s.work()
	s.says(text("acts.none"))
}

func TestEveryKindOfActHasWords(t *testing.T) {
	for kind, key := range actTexts {
		if got := actText(string(kind)); got == key || strings.Contains(got, string(kind)+")") {
			t.Errorf("%s: %q", kind, got)
		}
	}
	for _, kind := range []store.ActKind{
		store.ActBegan, store.ActOpened, store.ActLocked, store.ActCopied, store.ActHandover, store.ActExported, store.ActCodeMade, store.ActCodeUsed,
		store.ActKeysRenewed, store.ActKeyRevealed, store.ActErased, store.ActBackedUp, store.ActRestored, store.ActSettingsSet,
		store.ActPromoted, store.ActDismissed, store.ActGapTicked,
	} {
		if actTexts[kind] == "" {
			t.Errorf("%s has no words", kind)
		}
	}
}

func TestPerson(t *testing.T) {
	k := sampleSafe()
	s := guarded(t, k, Options{})
	s.key(fyne.KeyDown)
	s.desk.openSelectedPerson()
	s.work()
	if k.last() != "person 39" {
		t.Errorf("asked %q", k.last())
	}
	s.says("Ada Lovelace", "ada@example.org", counted("erase.n_records", 3), "Diploma 2026 · First Aid Badge")
	s.click(text("erase.export"))
	s.work()
	if got := k.last(); got != "save person 39 /home/ada/passdesk-person.json false" {
		t.Errorf("asked %q", got)
	}
	s.click(text("erase.with_keys"))
	s.says(text("erase.keys_warning"))
	k.err = errors.New("The disk is full.")
	s.click(text("erase.export"))
	s.work()
	if got := k.last(); got != "save person 39 /home/ada/passdesk-person.json true" {
		t.Errorf("asked %q", got)
	}
	s.says(k.err.Error())
}

func TestErase(t *testing.T) {
	for name, c := range map[string]struct {
		person model.Person
		word   string
	}{
		"name":    {ada, "Ada Lovelace"},
		"contact": {model.Person{Contact: "ada@example.org", IDs: []int64{39, 24, 9}}, "ada@example.org"},
		"neither": {model.Person{IDs: []int64{39, 24, 9}}, "ERASE"},
	} {
		t.Run(name, func(t *testing.T) {
			k := sampleSafe()
			k.person = c.person
			s := guarded(t, k, Options{})
			s.desk.openPerson(39)
			s.work()
			s.click(text("erase.erase"))
			s.says(counted("erase.what", 3), text("erase.backups"), text("erase.final"))
			if c.person.Sole > 0 {
				s.says(counted("erase.sole", c.person.Sole))
			}
			typed := s.blanks()[0]
			for _, almost := range []string{"", strings.ToLower(c.word)[:4], c.word + "x", strings.ToUpper(c.word) + " "} {
				typed.SetText(almost)
				if almost != "" && strings.TrimSpace(almost) != c.word && s.offers(text("erase.now")) {
					t.Errorf("%q will do", almost)
				}
			}
			typed.SetText("")
			test.Type(typed, c.word)
			k.err = errors.New("A record came in meanwhile. Nothing was erased.")
			s.click(text("erase.now"))
			s.work()
			s.says(k.err.Error())
			k.err = nil
			s.click(text("erase.now"))
			s.work()
			if !slices.Contains(k.calls, "erase [39 24 9]") || s.desk.topSheet() != nil || !s.focusedOn(s.desk.list) {
				t.Errorf("asked %v", k.calls)
			}
			if got := s.desk.toast.label.words; !strings.Contains(got, "erased") {
				t.Errorf("the toast says %q", got)
			}
		})
	}
}

func TestEnterErasesNobody(t *testing.T) {
	k := sampleSafe()
	s := guarded(t, k, Options{})
	s.desk.openPerson(39)
	s.work()
	s.click(text("erase.erase"))
	test.Type(s.blanks()[0], "Ada Lovelace")
	s.key(fyne.KeyReturn)
	s.work()
	if strings.Contains(strings.Join(k.calls, " "), "erase") {
		t.Error("Enter in the entry erases")
	}
	s.says(text("erase.person")) // back at the screen below
}

func TestEraseThatIsLeftAlone(t *testing.T) {
	k := sampleSafe()
	s := guarded(t, k, Options{})
	s.desk.openPerson(39)
	s.work()
	s.click(text("erase.erase"))
	test.Type(s.blanks()[0], "Ada Lovelace")
	s.click(text("erase.now"))
	s.key(fyne.KeyEscape, fyne.KeyEscape)
	k.err = errors.New("The records cannot be written.")
	s.work()
	if got := s.desk.toast.label.words; !strings.Contains(got, k.err.Error()) {
		t.Errorf("the toast says %q", got)
	}
}

func TestLateAnswersAreIgnored(t *testing.T) {
	k := sampleSafe()
	s := guarded(t, k, Options{})
	for name, open := range map[string]func(){
		"safety": s.desk.openSafety, "acts": s.desk.openActs, "issuers": s.desk.openIssuers, "person": func() { s.desk.openPerson(39) },
	} {
		open()
		s.key(fyne.KeyEscape)
		s.work()
		if s.desk.topSheet() != nil || s.desk.toast.Visible() || !s.focusedOn(s.desk.list) {
			t.Errorf("a late answer to %s does something", name)
		}
	}
}

// TestTabLeadsThroughEachSheet holds that Tab reaches every part and stays
// within the sheet.
func TestTabLeadsThroughEachSheet(t *testing.T) {
	s := guarded(t, sampleSafe(), Options{})
	for _, c := range []struct {
		name string
		open func()
		want int
	}{
		{"safety", s.desk.openSafety, 4},
		{"code", s.desk.openCode, 2},
		{"backup", s.desk.openBackup, 5},
		{"plan", s.desk.openPlan, 11},
		{"acts", s.desk.openActs, 4},
		{"issuers", s.desk.openIssuers, 6},
		{"person", func() { s.desk.openPerson(39) }, 4},
	} {
		c.open()
		s.work()
		if got := s.tabs(); len(got) != c.want || slices.Contains(got, fyne.Focusable(s.desk.list)) {
			t.Errorf("%s: Tab leads to %d parts, want %d: %T", c.name, len(got), c.want, got)
		}
		s.key(fyne.KeyEscape)
		if s.desk.topSheet() != nil {
			t.Errorf("%s: Esc does not close it", c.name)
		}
	}
}
