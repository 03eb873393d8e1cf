package export_test

import (
	"errors"
	"net/url"
	"strings"
	"testing"

	"passdesk/app/export"
	"passdesk/store"
)

func TestMailTo(t *testing.T) {
	ada := store.Issuance{SubjectName: "Ada & Co", SubjectContact: "ada+x&bcc=eve@example.org", Template: "Diploma\r\nBcc: eve", PassURL: "https://x.example/p?a=1&b=2#c"}
	m := export.Message{Subject: "Your {{template}}", Text: "Hello {{name}},\n{{link}}\n"}
	got, err := m.MailTo(ada)
	if err != nil {
		t.Fatal(err)
	}
	at, err := url.Parse(got)
	if err != nil || at.Scheme != "mailto" || at.Opaque == "" {
		t.Fatalf("%q: %v", got, err)
	}
	to, err := url.PathUnescape(at.Opaque)
	query := at.Query()
	if err != nil || to != ada.SubjectContact || len(query) != 2 {
		t.Errorf("to %q (%v), with %v", to, err, query)
	}
	if query.Get("subject") != "Your Diploma Bcc: eve" || query.Get("body") != "Hello Ada & Co,\r\nhttps://x.example/p?a=1&b=2#c\r\n" {
		t.Errorf("subject %q, body %q", query.Get("subject"), query.Get("body"))
	}
	for name, c := range map[string]struct {
		i    store.Issuance
		want error
	}{
		"no link":    {store.Issuance{SubjectContact: "ada@example.org"}, export.ErrNoLink},
		"a phone":    {store.Issuance{SubjectContact: "+49 30 1", PassURL: "https://x.example"}, export.ErrNoAddress},
		"nobody":     {store.Issuance{PassURL: "https://x.example"}, export.ErrNoAddress},
		"two people": {store.Issuance{SubjectContact: "a@x.example,b@x.example", PassURL: "https://x.example"}, export.ErrNoAddress},
		"a letter":   {store.Issuance{SubjectContact: "a@x.example", PassURL: "https://x.example/" + strings.Repeat("x", 20_000)}, export.ErrLongMessage},
	} {
		if got, err := m.MailTo(c.i); !errors.Is(err, c.want) {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
}

func TestMessagesOfEachLanguage(t *testing.T) {
	for _, language := range []string{"en", "de", "es", "fr", "pt"} {
		m := export.MessageIn(language)
		if language != "en" && m == export.DefaultMessage {
			t.Errorf("%s has none of its own", language)
		}
		if err := m.Check(); err != nil {
			t.Errorf("%s: %v", language, err)
		}
		for _, gap := range []string{"{{name}}", "{{template}}", "{{link}}"} {
			if !strings.Contains(m.Subject+m.Text, gap) {
				t.Errorf("%s has no %s", language, gap)
			}
		}
	}
	if export.MessageIn("tlh") != export.DefaultMessage {
		t.Error("a language without a message has another one than English")
	}
}
