package ui

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/theme"

	"passdesk/store"
	"passdesk/ui/model"
)

// postman is a Mailer that keeps what it is told.
type postman struct {
	letters model.Letters
	asked   []int64
	in      []string
	err     error
}

func (p *postman) Letters(context.Context) (model.Letters, error) { return p.letters, p.err }

func (p *postman) KeepLetters(_ context.Context, l model.Letters) error {
	if p.err == nil {
		p.letters = l
	}
	return p.err
}

func (p *postman) MailTo(_ context.Context, id int64, language string) (string, error) {
	p.asked, p.in = append(p.asked, id), append(p.in, language)
	return "mailto:ada@example.org?subject=x", p.err
}

func newPostman() *postman {
	p := &postman{}
	for _, language := range []string{"en", "de", "fr"} {
		m := model.Message{Subject: "Your {{template}} (" + language + ")", Text: "Hello {{name}},\n\n{{link}}\n"}
		p.letters.All = append(p.letters.All, model.Letter{Language: language, Message: m, Default: m})
	}
	return p
}

// posting is a stage whose desk can write mail, with the second row selected.
func posting(t testing.TB, p *postman) (*stage, *[]string) {
	s := newStage(t, sampleRows(40), Options{Mailer: p})
	s.desk.window.Resize(fyne.NewSize(1280, 800))
	var posted []string
	s.desk.open = func(address string) error { posted = append(posted, address); return nil }
	s.load()
	s.key(fyne.KeyDown, fyne.KeyDown)
	s.readDetail()
	return s, &posted
}

func TestMailIsOpenedAndMarkedAsSentWhenStaffSaySo(t *testing.T) {
	p := newPostman()
	s, posted := posting(t, p)
	i, _ := s.desk.list.selected()
	s.desk.detail.pass.mail.onTap()
	s.work()
	if !slices.Equal(p.asked, []int64{i.ID}) || !slices.Equal(p.in, []string{"en"}) || len(*posted) != 1 {
		t.Fatalf("asked for %v in %v, posted %v", p.asked, p.in, *posted)
	}
	test.AssertObjectRendersToMarkup(t, "mail-asked.xml", s.desk.topSheet())
	s.mark()
	if got := s.backend.rows[rowOf(s, i.ID)].Handover; got != i.Handover {
		t.Fatalf("before anybody says so it is %v", got)
	}
	s.click(text("mail.not_sent"))
	s.mark()
	if got := s.backend.rows[rowOf(s, i.ID)].Handover; got != i.Handover || !s.focusedOn(s.desk.list) {
		t.Errorf("not sent, but it is %v", got)
	}
	s.shortcut(mailShortcut)
	s.work()
	s.key(fyne.KeyReturn) // which claims nothing
	s.mark()
	if got := s.backend.rows[rowOf(s, i.ID)].Handover; got != i.Handover {
		t.Errorf("Enter says that it is %v", got)
	}
	s.shortcut(mailShortcut)
	s.work()
	s.click(text("mail.sent"))
	s.mark()
	if got := s.backend.rows[rowOf(s, i.ID)].Handover; got != store.HandoverSent {
		t.Errorf("said to be sent, but it is %v", got)
	}
	s.shortcut(&fyne.ShortcutUndo{})
	s.mark()
	if got := s.backend.rows[rowOf(s, i.ID)].Handover; got != i.Handover {
		t.Errorf("taken back, but it is %v", got)
	}
}

func rowOf(s *stage, id int64) int {
	return slices.IndexFunc(s.backend.rows, func(i store.Issuance) bool { return i.ID == id })
}

func TestMailThatCannotBeOpened(t *testing.T) {
	p := newPostman()
	s, _ := posting(t, p)
	p.err = errors.New("The contact is no mail address.")
	s.shortcut(mailShortcut)
	s.work()
	s.says("The contact is no mail address.")
	s.key(fyne.KeyReturn)
	p.err = nil
	s.desk.open = func(string) error { return errors.New("exit status 3") }
	s.shortcut(mailShortcut)
	s.work()
	s.says(text("mail.no_program"))
	if s.offers(text("mail.sent")) {
		t.Error("it asks whether it was sent")
	}
}

func TestNoMailWhereItCannotBeWritten(t *testing.T) {
	s, _ := posting(t, newPostman())
	i, _ := s.desk.list.selected()
	for name, change := range map[string]func(*store.Issuance){
		"no contact": func(i *store.Issuance) { i.SubjectContact = "" },
		"a phone":    func(i *store.Issuance) { i.SubjectContact = "+49 30 1234" },
		"no pass":    func(i *store.Issuance) { i.PassURL = "" },
		"failed":     func(i *store.Issuance) { i.Status = store.Failed },
		"superseded": func(i *store.Issuance) { i.SupersededBy = "msg" },
		"revoking":   func(i *store.Issuance) { i.Revoking = store.BeingRevoked },
		"revoked":    func(i *store.Issuance) { i.Revoking = store.Revoked },
	} {
		other := i
		change(&other)
		if s.desk.canMail(other) {
			t.Errorf("%s: mail is offered", name)
		}
	}
	without := newStage(t, sampleRows(3), Options{})
	without.load()
	without.key(fyne.KeyDown)
	without.readDetail()
	without.shortcut(mailShortcut)
	if without.desk.detail.pass.mail != nil || without.desk.topSheet() != nil {
		t.Error("without a mailer mail is offered")
	}
}

func TestLettersAreChanged(t *testing.T) {
	p := newPostman()
	s, _ := posting(t, p)
	s.desk.openLetters()
	s.work()
	s.says(text("letters.why"))
	test.AssertObjectRendersToMarkup(t, "letters.xml", s.desk.topSheet())
	s.typed("Dear all. ")
	s.click("Deutsch")
	s.desk.window.Canvas().Focus(s.pageOnTop())
	s.typed("Liebe alle. ")
	s.shortcut(doneShortcuts[0])
	s.work()
	if s.desk.topSheet() != nil {
		t.Fatal("the sheet is not closed")
	}
	en, de := p.letters.All[0], p.letters.All[1]
	if p.letters.Used != "de" || !strings.HasPrefix(en.Text, "Dear all. ") || !strings.HasPrefix(de.Text, "Liebe alle. ") || p.letters.All[2].Text != p.letters.All[2].Default.Text {
		t.Errorf("kept %+v", p.letters)
	}
	s.desk.openLetters()
	s.work()
	s.click(text("letters.reset"))
	p.err = errors.New("Nothing was changed: it has no link.")
	s.click(text("menu.save"))
	s.work()
	s.says("Nothing was changed")
	p.err = nil
	s.click(text("menu.save"))
	s.work()
	if p.letters.All[1].Text != p.letters.All[1].Default.Text {
		t.Errorf("put back, but kept is %q", p.letters.All[1].Text)
	}
}

// TestMailShots draws the screens about mail. With PASSDESK_SHOTS set to a folder
// it leaves pictures of them there.
func TestMailShots(t *testing.T) {
	folder := os.Getenv("PASSDESK_SHOTS")
	for name, variant := range map[string]fyne.ThemeVariant{"light": theme.VariantLight, "dark": theme.VariantDark} {
		s, _ := posting(t, newPostman())
		s.desk.window.Resize(fyne.NewSize(900, 600))
		s.wear(variant)
		s.shortcut(mailShortcut)
		s.work()
		asked := s.desk.window.Canvas().Capture()
		s.key(fyne.KeyEscape)
		s.desk.openLetters()
		s.work()
		letters := s.desk.window.Canvas().Capture()
		if colorsIn(asked) < 20 || colorsIn(letters) < 20 {
			t.Error("the window is blank")
		}
		if folder != "" {
			savePicture(t, filepath.Join(folder, "mail-"+name+".png"), asked)
			savePicture(t, filepath.Join(folder, "letters-"+name+".png"), letters)
		}
		s.close()
	}
}
