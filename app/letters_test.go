package main

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"passdesk/app/export"
	"passdesk/store"
)

func TestMessagesAreKeptAndUsed(t *testing.T) {
	p := take(t, &settings{Tunnel: "none"})
	m := mailer{p}
	letters, err := m.Letters(t.Context())
	if err != nil || len(letters.All) != len(letterLanguages) || letters.Used != "" {
		t.Fatalf("%+v (%v)", letters, err)
	}
	keepSucceeded(t, p)
	body := func(language string) string {
		t.Helper()
		address, err := m.MailTo(t.Context(), 1, language)
		if err != nil {
			t.Fatal(err)
		}
		at, err := url.Parse(address)
		if err != nil {
			t.Fatal(err)
		}
		return at.Query().Get("body")
	}
	if got := body("de"); !strings.HasPrefix(got, "Guten Tag Ada") {
		t.Errorf("by default the message is %q", got)
	}
	if i, err := p.store.Issuance(t.Context(), 1); err != nil || i.Handover != store.HandoverCopied {
		t.Errorf("after the link left it is %v (%v)", i.Handover, err)
	}
	letters.Used = "fr"
	letters.All[letters.In("fr")].Text = "Salut {{name}} : {{link}}"
	if err := m.KeepLetters(t.Context(), letters); err != nil {
		t.Fatal(err)
	}
	if got := body("de"); got != "Salut Ada : https://pass.example/1" {
		t.Errorf("with another language chosen the message is %q", got)
	}
	letters.All[0].Text = "Hello {{nmae}} {{link}}"
	if err := m.KeepLetters(t.Context(), letters); err == nil || !strings.Contains(err.Error(), "{{nmae}}") || !strings.HasPrefix(err.Error(), "Nothing was changed") {
		t.Errorf("a message with a gap that nobody fills: %v", err)
	}
	if again, err := m.Letters(t.Context()); err != nil || again.Used != "fr" || again.All[0].Text != export.DefaultMessage.Text {
		t.Errorf("after that %+v (%v)", again, err)
	}
}

func keepSucceeded(t *testing.T, p *program) {
	t.Helper()
	_, err := p.store.Append(t.Context(), store.Delivery{MessageID: "msg_1", Body: []byte(`{}`)}, store.Issuance{
		Status: store.Succeeded, SubjectName: "Ada", SubjectContact: "ada@example.org", Template: "Diploma", PassURL: "https://pass.example/1",
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestNobodyIsWrittenAboutWhatIsNoCredential(t *testing.T) {
	p := take(t, &settings{Tunnel: "none"})
	for n, i := range []store.Issuance{
		{Status: store.Failed, SubjectContact: "ada@example.org", PassURL: "https://pass.example/1"},
		{Status: store.Pending, ActionID: "act", SubjectContact: "ada@example.org", PassURL: "https://pass.example/1"},
		{Status: store.Succeeded, ActionID: "act", SubjectContact: "ada@example.org", PassURL: "https://pass.example/1"},
	} {
		if _, err := p.store.Append(t.Context(), store.Delivery{MessageID: fmt.Sprint("msg_", n), Body: []byte(`{}`)}, i); err != nil {
			t.Fatal(err)
		}
	}
	for id, want := range map[int64]bool{1: false, 2: false, 3: true} {
		if address, err := (mailer{p}).MailTo(t.Context(), id, "en"); (err == nil) != want {
			t.Errorf("%d: %q, %v", id, address, err)
		}
	}
}
