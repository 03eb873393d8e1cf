package ui

import (
	"errors"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"passdesk/store"
	"passdesk/ui/model"
)

// paneSays complains unless the pane says all that.
func (s *stage) paneSays(sentences ...string) {
	s.t.Helper()
	got := s.paneWords()
	for _, want := range sentences {
		if !strings.Contains(got, want) {
			s.t.Errorf("the pane does not say %q but\n%s", want, got)
		}
	}
}

func (s *stage) paneWords() string { return wordsOf(s.desk.detail.box) }

// tapPane taps the pane's button with these words.
func (s *stage) tapPane(words string) {
	s.t.Helper()
	found := false
	everyPart(s.desk.detail.box, func(o fyne.CanvasObject) {
		if b, ok := o.(*button); ok && b.words == words && !found {
			found = true
			test.Tap(b)
		}
	})
	if !found {
		s.t.Fatalf("the pane has no button %q", words)
	}
}

func TestRevoke(t *testing.T) {
	c := withKey()
	s := asked(t, c, settled(), proven(3))
	s.key(fyne.KeyDown)
	s.readDetail()
	i, _ := s.desk.list.selected()
	s.tapPane(text("revoke.button"))
	s.says("Ada Lovelace", i.Template, i.CredentialID, text("revoke.final"), text("revoke.type", values{"Word": "Ada Lovelace, " + i.Template}))
	if s.offers(text("revoke.now")) {
		t.Fatal("it can be revoked without a word")
	}
	field := s.blanks()[0]
	if !s.focusedOn(field) {
		t.Error("the keyboard is elsewhere")
	}
	for _, short := range []string{"Ada Lovelace", "Ada Lovelace, ", "Alan Turing, " + i.Template} {
		field.SetText("")
		test.Type(field, short)
		s.key(fyne.KeyReturn)
		if s.offers(text("revoke.now")) || c.did("revoke 3") {
			t.Errorf("%q is enough", short)
		}
	}
	field.SetText("")
	test.Type(field, " ada  lovelace, "+strings.ToLower(i.Template))
	s.key(fyne.KeyReturn) // from the entry it only leads on
	s.work()
	if c.did("revoke 3") {
		t.Fatal("Enter in the entry revokes")
	}
	s.key(fyne.KeyReturn)
	if s.offers(text("revoke.asking")) {
		t.Error("it can be pressed twice")
	}
	s.work()
	if s.desk.topSheet() != nil || !c.did("revoke 3") || s.desk.toast.label.words != text("revoke.begun", values{"Name": "Ada Lovelace"}) {
		t.Errorf("%v, the toast says %q", c.calls, s.desk.toast.label.words)
	}

	c.how.Status = store.Succeeded
	s.rowItem(text("revoke.button")).Action()
	test.Type(s.blanks()[0], "Ada Lovelace, "+i.Template)
	s.click(text("revoke.now"))
	s.work()
	if got := s.desk.toast.label.words; got != text("revoke.done", values{"Name": "Ada Lovelace"}) {
		t.Errorf("the toast says %q", got)
	}
}

func TestRevokeThatIsRefused(t *testing.T) {
	c := withKey()
	s := asked(t, c, settled(), proven(3))
	s.key(fyne.KeyDown)
	s.readDetail()
	i, _ := s.desk.list.selected()
	c.err = errors.New("The credential was not revoked. The API key lacks a permission.")
	s.desk.openRevoke(i)
	test.Type(s.blanks()[0], "Ada Lovelace, "+i.Template)
	s.click(text("revoke.now"))
	s.work()
	s.says(c.err.Error())
	if !s.offers(text("revoke.now")) {
		t.Error("it cannot be tried again")
	}
	s.click(text("revoke.now"))
	s.key(fyne.KeyEscape) // nobody waits
	s.work()
	if got := s.desk.toast.label.words; got != c.err.Error() {
		t.Errorf("the toast says %q", got)
	}
}

// TestRevokingIsForOne: never for several, nor for what cannot be.
func TestRevokingIsForOne(t *testing.T) {
	c := withKey()
	s := asked(t, c, settled(), proven(12))
	s.key(fyne.KeyDown)
	s.readDetail()
	if s.rowItem(text("revoke.button")).Disabled {
		t.Error("it is not offered for one")
	}
	s.shift(fyne.KeyDown)
	if !s.rowItem(text("revoke.button")).Disabled || !s.rowItem(text("row.verify")).Disabled {
		t.Error("it is offered for several")
	}
	for name, change := range map[string]func(*store.Issuance){
		"failed":       func(i *store.Issuance) { i.Status = store.Failed },
		"pending":      func(i *store.Issuance) { i.Status = store.Pending },
		"without id":   func(i *store.Issuance) { i.CredentialID = "" },
		"replaced":     func(i *store.Issuance) { i.SupersededBy = "msg" },
		"under way":    func(i *store.Issuance) { i.Revoking = store.BeingRevoked },
		"revoked":      func(i *store.Issuance) { i.Revoking = store.Revoked },
		"not known of": func(i *store.Issuance) { *i = store.Issuance{ID: i.ID} },
	} {
		i := proven(1)[0]
		if change(&i); revocable(i) {
			t.Errorf("what is %s can be revoked", name)
		}
	}
	for name, change := range map[string]func(*store.Issuance){
		"failed":         func(i *store.Issuance) { i.Status = store.Failed },
		"only reported":  func(i *store.Issuance) { i.Origin = store.Reported },
		"for the holder": func(i *store.Issuance) { i.Encryption = store.HolderOnly },
	} {
		i := proven(1)[0]
		if change(&i); verifiable(i) {
			t.Errorf("what is %s can be verified", name)
		}
	}
	doubtful := proven(1)[0]
	if doubtful.Revoking = store.PerhapsRevoked; !revocable(doubtful) {
		t.Error("what is in doubt cannot be revoked again")
	}
	for _, c := range []struct {
		of   store.Issuance
		want string
	}{
		{store.Issuance{SubjectName: " Ada \n Lovelace", Template: "Diploma"}, "Ada Lovelace, Diploma"},
		{store.Issuance{SubjectContact: "ada@example.org"}, "ada@example.org"},
		{store.Issuance{SubjectID: "did:x:1", Template: "T"}, "did:x:1, T"},
		{store.Issuance{}, "REVOKE"},
	} {
		if got := revokeWord(c.of); got != c.want {
			t.Errorf("%+v: %q", c.of, got)
		}
	}
}

// TestARevocationShowsToItsEnd: in the row as a sign and a word, and in the
// pane.
func TestARevocationShowsToItsEnd(t *testing.T) {
	s := asked(t, withKey(), settled(), proven(3))
	s.key(fyne.KeyDown)
	s.readDetail()
	id := s.backend.rows[0].ID
	for _, step := range []struct {
		how        store.Revoking
		status     store.Status
		ended      time.Time
		sign, word string
		says       []string
	}{
		{store.BeingRevoked, store.Pending, time.Time{}, "◌", text("revoke.going"), []string{text("revoke.going_title"), "2026-06-12 10:41:30"}},
		{store.NotRevoked, store.Failed, noon.Add(time.Minute), "✓", text("handover.new"), []string{text("revoke.refused"), "Crossmint has a fault.", "2026-06-12 10:42:30"}},
		{store.PerhapsRevoked, store.Other, noon.Add(time.Minute), "?", text("revoke.perhaps"), []string{text("revoke.perhaps_title")}},
		{store.Revoked, store.Succeeded, noon.Add(2 * time.Minute), "⊘", text("revoke.revoked"), []string{"It was revoked at 2026-06-12 10:43:30"}},
	} {
		s.backend.rows[0].Revoking = step.how
		s.backend.revocations = map[int64]store.Revocation{id: {ID: 1, Status: step.status, Began: noon, Ended: step.ended, Error: "Crossmint has a fault."}}
		s.load()
		i, _ := s.desk.list.selected()
		if sign, word := statusOf(i).sign, toCell(i, noon).text; sign != step.sign || word != step.word {
			t.Errorf("%d: the row shows %q and %q", step.how, sign, word)
		}
		s.paneSays(step.says...)
		if step.how >= store.BeingRevoked {
			s.keepsLink(i)
		}
	}
	for _, words := range []string{text("revoke.button"), text("detail.copy_link"), text("detail.mark_sent"), text("detail.show")} {
		if strings.Contains(s.paneWords(), words) {
			t.Errorf("the pane of a revoked one offers %q", words)
		}
	}
	i, _ := s.desk.list.selected()
	s.shift(fyne.KeyDown)
	s.desk.copySelected()
	s.work()
	if got := s.app.Clipboard().Content(); strings.Contains(got, i.PassURL) || !strings.HasPrefix(got, "https://") {
		t.Errorf("copied %q", got)
	}
	s.backend.revocations[id] = store.Revocation{ID: 1, Status: store.Succeeded, Began: noon, Ended: noon}
	s.key(fyne.KeyHome)
	s.readDetail()
	s.load()
	s.paneSays("it was not revoked from here")
}

// keepsLink wants that the link of the selected row is not given out by
// accident.
func (s *stage) keepsLink(i store.Issuance) {
	s.t.Helper()
	s.app.Clipboard().SetContent("nothing")
	s.desk.copySelected()
	s.desk.showSelected()
	if got := s.app.Clipboard().Content(); got != "nothing" || s.desk.topSheet() != nil || !strings.Contains(s.desk.toast.label.words, "is revoked") {
		s.t.Errorf("%d: copied %q, the toast says %q", i.Revoking, got, s.desk.toast.label.words)
	}
	if !noButton(i) || passCell(i, noon).text != "" || !s.rowItem(text("row.copy")).Disabled || !s.rowItem(text("row.sent")).Disabled {
		s.t.Errorf("%d: its row offers the link", i.Revoking)
	}
	everyPart(s.desk.detail.box, func(o fyne.CanvasObject) {
		if f, is := o.(*fact); is && f.copy != nil && strings.HasPrefix("https://"+f.value.words, i.PassURL[:12]) {
			s.t.Errorf("%d: the pane offers %q", i.Revoking, f.value.words)
		}
	})
}

// TestWhatWasNotDeliveredSaysSo in the pane, and a fetched one in its row.
func TestWhatWasNotDeliveredSaysSo(t *testing.T) {
	c := withKey()
	s := asked(t, c, settled(), proven(3))
	s.key(fyne.KeyDown)
	for _, kind := range []struct {
		origin store.Origin
		status store.Status
		title  string
		asks   bool
	}{
		{store.Fetched, store.Succeeded, "Fetched, not delivered", false},
		{store.Reported, store.Succeeded, "Reported, not delivered", true},
		{store.Watched, store.Pending, "On the watch list", true},
	} {
		s.backend.rows[0].Origin, s.backend.rows[0].Status, s.backend.rows[0].PassURL = kind.origin, kind.status, ""
		d := fullDetail(s.backend.rows[0])
		s.desk.inPane(func() { s.desk.detail.show(d) })
		s.paneSays(kind.title)
		if got := strings.Contains(s.paneWords(), text("watch.ask_now")); got != kind.asks {
			t.Errorf("%v: it offers to ask: %v", kind.origin, got)
		}
	}
	s.tapPane(text("watch.ask_now"))
	s.work()
	if !c.did("fetch [3]") {
		t.Errorf("%v", c.calls)
	}
	i := proven(1)[0]
	for origin, want := range map[store.Origin]string{store.Fetched: "Fetched", store.Reported: "Reported", store.Delivered: text("handover.new")} {
		i.Origin, i.PassURL = origin, ""
		if got := toCell(i, noon).text; got != want {
			t.Errorf("the row of one that is %v says %q", origin, got)
		}
	}
	i.Origin, i.PassURL = store.Fetched, "https://pass.example.org/p/1"
	if got := toCell(i, noon).text; got != text("handover.new") {
		t.Errorf("one that inherited a pass says %q", got)
	}
}

func TestVerifyOnline(t *testing.T) {
	c := withKey()
	s := asked(t, c, settled(), proven(3))
	s.key(fyne.KeyDown)
	s.readDetail()
	s.tapPane(text("online.ask"))
	s.paneSays(text("online.asking"))
	s.desk.verifyOnline(s.desk.detail.shown.Issuance) // while it is asked
	s.work()
	if n := len(c.calls); n != 1 || !c.did("verify 3") {
		t.Errorf("%v", c.calls)
	}
	s.paneSays(text("online.here"), text("online.there"), "10:42", "Valid\n✓", text("online.again"))
	c.err = errors.New("Crossmint cannot be reached. Nothing is lost.")
	s.tapPane(text("online.again"))
	s.work()
	s.paneSays(c.err.Error(), "\n10:42\n") // what was said before stands
	c.err = nil
	for _, o := range []struct {
		says model.Opinion
		want []string
	}{
		{model.Opinion{Verdict: model.RevokedOnline, Says: "Credential Revoked"}, []string{"Revoked\n⊘", text("online.revoked_next")}},
		{model.Opinion{Verdict: model.ExpiredOnline, Says: "Credential Expired"}, []string{"Expired\n○", "Crossmint says: Credential Expired"}},
		{model.Opinion{Verdict: model.InvalidOnline, Says: "Invalid Proof"}, []string{"Not valid\n!", "Crossmint says: Invalid Proof"}},
	} {
		c.opinion = o.says
		s.rowItem(text("row.verify")).Action()
		s.work()
		s.paneSays(append(o.want, "Valid\n✓", "Because of valid.")...)
	}
	// It stays with its row.
	s.key(fyne.KeyDown)
	s.readDetail()
	if strings.Contains(s.paneWords(), text("online.there")) {
		t.Error("another row shows it as well")
	}
	s.key(fyne.KeyUp)
	s.readDetail()
	s.paneSays("Not valid\n!")
	// Where no verdict stands, what is the matter is told in passing.
	s.desk.inPane(func() { s.desk.detail.show(model.Narrow(s.backend.rows[0])) })
	c.err = errRefused
	s.desk.verifyOnline(s.backend.rows[0])
	s.work()
	if s.desk.toast.label.words != errRefused.Error() {
		t.Errorf("the toast says %q", s.desk.toast.label.words)
	}
	c.keys = nil
	s.desk.asks.read()
	s.work()
	if strings.Contains(s.paneWords(), text("online.again")) {
		t.Error("it can be asked without a key")
	}
}
