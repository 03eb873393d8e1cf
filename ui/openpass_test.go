package ui

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"passdesk/ui/model"
)

// offered opens the sheet for a link, with the browser at hand.
func offered(t *testing.T, link string) (s *stage, opened *[]string) {
	rows := sampleRows(3)
	rows[0].PassURL = link
	s = newStage(t, rows, Options{})
	s.desk.window.Resize(fyne.NewSize(900, 600))
	opened = &[]string{}
	s.desk.open = func(address string) error { *opened = append(*opened, address); return nil }
	s.load()
	s.key(fyne.KeyDown)
	s.readDetail()
	test.Tap(s.desk.detail.pass.visit)
	if s.desk.topSheet() == nil {
		t.Fatal("nothing asks before the link is opened")
	}
	return s, opened
}

func TestOpenPassAsksFirst(t *testing.T) {
	link := longLink(90)
	s, opened := offered(t, link)
	s.says("www.crossmint.com")
	if s.work(); len(*opened) > 0 {
		t.Fatal("it is open already")
	}
	s.key(fyne.KeyReturn)
	if len(*opened) > 0 {
		t.Error("the UI thread waits for the browser")
	}
	s.work()
	if len(*opened) != 1 || (*opened)[0] != link || s.desk.topSheet() != nil {
		t.Errorf("opened %q", *opened)
	}
	test.Tap(s.desk.detail.pass.visit)
	s.key(fyne.KeyEscape)
	s.work()
	if len(*opened) != 1 {
		t.Error("Esc opens it")
	}
}

func TestOpenPassWarns(t *testing.T) {
	for _, c := range []struct {
		link, host string
		doubt      model.Doubt
	}{
		{"http://www.crossmint.com/1", "www.crossmint.com", model.NotSecure},
		{"https://xn--crssmint-9fg.com/1", "xn--crssmint-9fg.com", model.Encoded},
		{"https://crоssmint.com/1", "crоssmint.com", model.Mixed},
		{"https://www.crossmint.com@passes.example/1", "passes.example", model.NotHost},
		{"https://cross\u200bmint.com/1", "cross\uFFFDmint.com", model.Concealed},
	} {
		s, opened := offered(t, c.link)
		s.says(c.host, text(doubtTexts[c.doubt]))
		s.key(fyne.KeyReturn)
		if s.work(); len(*opened) > 0 || s.desk.topSheet() != nil {
			t.Errorf("%s: Enter opened %q", c.link, *opened)
		}
		test.Tap(s.desk.detail.pass.visit)
		s.click(text("open.open"))
		if s.work(); len(*opened) != 1 {
			t.Errorf("%s: Open opened %q", c.link, *opened)
		}
	}
	s, opened := offered(t, "javascript:alert(1)")
	s.says(text("open.no_page"))
	if strings.Contains(s.words(), "Open\n") {
		t.Error("what is no page can be opened")
	}
	s.key(fyne.KeyReturn)
	if s.work(); len(*opened) > 0 || s.desk.topSheet() != nil {
		t.Errorf("opened %q", *opened)
	}
}
