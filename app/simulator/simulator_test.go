package simulator

import (
	"bytes"
	"context"
	"log/slog"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"passdesk/app/crossmint"
	"passdesk/app/webhook"
	"passdesk/store"
	"passdesk/store/vault"
)

const testSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

func TestMessagesRepeat(t *testing.T) {
	issuer := Issuer{Seed: 7, Kind: Mixed}
	ids := map[string]bool{}
	for n := range 500 {
		a, b := issuer.Message(n), issuer.Message(n)
		if a.ID != b.ID || !bytes.Equal(a.Body, b.Body) {
			t.Fatalf("message %d differs from itself", n)
		}
		ids[a.ID] = true
	}
	if len(ids) != 500 {
		t.Errorf("%d different ids of 500", len(ids))
	}
	if other := (Issuer{Seed: 8, Kind: Mixed}); other.Message(0).ID == issuer.Message(0).ID {
		t.Error("another seed gives the same message")
	}
}

func TestMessagesSayWhatTheirKindPromises(t *testing.T) {
	for _, c := range []struct {
		kind       Kind
		status     store.Status
		encryption store.Encryption
	}{
		{Succeeded, store.Succeeded, store.Clear},
		{Encrypted, store.Succeeded, store.Recoverable},
		{Failed, store.Failed, store.Clear},
	} {
		for n := range 100 {
			event, err := crossmint.Decode(Issuer{Seed: 1, Kind: c.kind, Prove: true}.Message(n).Body)
			if err != nil {
				t.Fatal(err)
			}
			i := event.Issuance()
			if c.status == store.Succeeded {
				if f := crossmint.Check(event.Credential.JSON, time.Date(2026, 2, 1, 0, 0, 0, 0, time.UTC)); f.Verdict != crossmint.Valid {
					t.Fatalf("%s %d: %+v", c.kind, n, f)
				}
			}
			if i.Status != c.status || i.Encryption != c.encryption {
				t.Fatalf("%s %d: %+v", c.kind, n, i)
			}
			if i.SubjectContact == "" || i.Template == "" || i.ActionID == "" || strings.HasPrefix(i.SubjectContact, ".") {
				t.Fatalf("%s %d lacks something: %+v", c.kind, n, i)
			}
			if succeeded := i.Status == store.Succeeded; succeeded != (i.PassURL != "") || succeeded != (i.SubjectName != "") || succeeded == (i.Error != "") {
				t.Fatalf("%s %d: %+v", c.kind, n, i)
			}
		}
	}
}

func TestSendPassesTheDoor(t *testing.T) {
	s, err := store.Open(t.TempDir(), vault.Custody{vault.Given(vault.NewKey())})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	secret, err := webhook.ParseSecret(testSecret)
	if err != nil {
		t.Fatal(err)
	}
	door := httptest.NewServer(webhook.NewHandler(webhook.Secrets{secret}, s, slog.New(slog.DiscardHandler), time.Now))
	defer door.Close()
	sender := &Sender{URL: door.URL + webhook.Path, Secret: secret, Client: door.Client(), Concurrency: 4}

	report, err := sender.Send(t.Context(), Issuer{Seed: 1, Kind: Mixed}, 10, 90)
	if err != nil || report.Sent != 90 || report.Accepted != 90 || report.P50 <= 0 || report.P99 < report.P50 {
		t.Errorf("%+v, %v", report, err)
	}
	c, err := s.Counts(t.Context())
	if err != nil || c.Succeeded+c.Failed != 90 || c.Failed == 0 {
		t.Errorf("counts %+v, %v", c, err)
	}

	sender.Secret = webhook.Secret{}
	if report, _ := sender.Send(t.Context(), Issuer{}, 0, 1); report.Refused != 1 || !strings.Contains(report.Reason, "400") {
		t.Errorf("unsigned: %+v", report)
	}
	door.Close()
	if report, _ := sender.Send(t.Context(), Issuer{}, 0, 1); report.Failed != 1 || !strings.Contains(report.Reason, "connect") {
		t.Errorf("nobody there: %+v", report)
	}
	ended, end := context.WithCancel(t.Context())
	end()
	if report, err := sender.Send(ended, Issuer{}, 0, 5); err == nil || report.Accepted != 0 {
		t.Errorf("after the end: %+v, %v", report, err)
	}
}
