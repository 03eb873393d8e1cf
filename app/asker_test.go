package main

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"passdesk/app/simulator"
	"passdesk/app/simulator/standin"
	"passdesk/store"
	"passdesk/store/secret"
	"passdesk/ui/model"
)

// TestTheDeskAsks goes the way of staff from a key to a revoked credential.
func TestTheDeskAsks(t *testing.T) {
	there := standInForCrossmint(t, "staging")
	p := takeTestFolder(t, simulator.Succeeded, 1)
	p.online.base = there.url
	a := asker{p}
	keys := func() []model.APIKey {
		t.Helper()
		all, err := a.Keys(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return all
	}
	if len(keys()) != 0 {
		t.Fatalf("%v", keys())
	}
	if _, err := a.VerifyOnline(t.Context(), 1); err == nil || !strings.HasPrefix(err.Error(), "No API key") && !strings.Contains(err.Error(), "was not asked") {
		t.Errorf("without a key: %v", err)
	}
	for _, bad := range []string{"", "hunter2", "whsec_x", there.Key()[:20]} {
		if err := a.KeepKey(t.Context(), secret.Of(bad)); err == nil || !strings.HasPrefix(err.Error(), "This is no API key") || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%q: %v", bad, err)
		}
	}
	if err := a.KeepKey(t.Context(), secret.Of(" "+there.Key()+"\n")); err != nil {
		t.Fatal(err)
	}
	if all := keys(); len(all) != 1 || all[0] != (model.APIKey{Environment: "staging", Project: "project-staging"}) {
		t.Errorf("%v", all)
	}
	// Kept, and sealed.
	var again reception
	if err := again.load(t.Context(), p.store.Reader); err != nil || len(again.get().apiKeys) != 1 {
		t.Errorf("%v, %v", again.get().apiKeys, err)
	}
	for _, part := range []string{there.Key(), there.Key()[:30], there.Key()[30:]} {
		if bytes.Contains(readTree(p.dir), []byte(part)) {
			t.Error("the key lies in the folder in clear")
		}
	}

	running(t, p)
	there.Turn(func(k *standin.Knobs) { k.Settle = 3 * time.Second })
	i := there.Issue()
	list := `{"actionId":"` + i.ActionID + `","credentialId":"` + i.CredentialID + `"}` + "\nno id at all\n"
	if taken, err := a.Watch(t.Context(), list); err != nil || taken.Added != 1 || taken.Known != 0 || !slices.Equal(taken.Unread, []int{2}) {
		t.Fatalf("%+v, %v", taken, err)
	}
	if taken, err := a.WatchFile(t.Context(), listFile(t, list)); err != nil || taken.Added != 0 || taken.Known != 1 || !slices.Equal(taken.Unread, []int{2}) {
		t.Errorf("%+v, %v", taken, err)
	}
	if _, err := a.WatchFile(t.Context(), filepath.Join(p.dir, "none")); err == nil || !strings.HasPrefix(err.Error(), "Nothing was taken. There is no such") {
		t.Errorf("%v", err)
	}
	if _, err := a.Watch(t.Context(), strings.Repeat("a\n", 17<<20)); err == nil || !strings.HasPrefix(err.Error(), "Nothing was taken: the list is larger") {
		t.Errorf("%v", err)
	}
	if page, err := a.Watched(t.Context(), 0, 10); err != nil || len(page) != 1 || page[0].Status != store.Pending || page[0].Sentence == "" {
		t.Errorf("%+v, %v", page, err)
	}
	eventually(t, "settled", func() bool {
		page, err := a.Watched(t.Context(), 0, 10)
		return err == nil && page[0].Status == store.Succeeded && page[0].Origin == store.Reported
	})
	page, _ := a.Watched(t.Context(), 0, 10)
	var told []model.Fetched
	fetched, err := a.Fetch(t.Context(), []int64{page[0].View}, func(f model.Fetched) { told = append(told, f) })
	if err != nil || fetched.Fetched != 1 || len(told) != 1 || told[0] != fetched {
		t.Fatalf("%+v, %v, %+v", fetched, err, told)
	}
	if again, err := a.Fetch(t.Context(), nil, func(model.Fetched) {}); err != nil || again != (model.Fetched{}) {
		t.Errorf("%+v, %v", again, err)
	}
	page, _ = a.Watched(t.Context(), 0, 10)
	row := page[0].View
	eventually(t, "proven offline", func() bool {
		r, err := p.store.Issuance(t.Context(), row)
		return err == nil && r.Origin == store.Fetched && r.Proof == "valid"
	})
	detail, err := backend{p.store, p.trust}.Detail(t.Context(), row)
	if err != nil || detail.Issuance.Origin != store.Fetched || detail.Credential.Key || len(detail.Links) != 0 || detail.Proof.Verdict != "valid" {
		t.Errorf("%+v, %v", detail, err)
	}

	there.Turn(func(k *standin.Knobs) { *k = standin.Knobs{} })
	if v, err := a.VerifyOnline(t.Context(), row); err != nil || v.Verdict != model.GoodOnline || v.At.IsZero() {
		t.Errorf("%+v, %v", v, err)
	}
	if _, err := a.Revoke(t.Context(), row); err != nil {
		t.Fatal(err)
	}
	if v, err := a.VerifyOnline(t.Context(), row); err != nil || v.Verdict != model.RevokedOnline {
		t.Errorf("%+v, %v", v, err)
	}
	detail, err = backend{p.store, p.trust}.Detail(t.Context(), row)
	if err != nil || detail.Issuance.Revoking != store.Revoked || detail.Revocation.Status != store.Succeeded || detail.Revocation.Ended.IsZero() {
		t.Errorf("%+v, %v", detail, err)
	}
	if _, err := a.Revoke(t.Context(), row); err == nil || !strings.Contains(err.Error(), "already") {
		t.Errorf("twice: %v", err)
	}
	// Revoked on the console, and found out by asking.
	there.RevokeElsewhere(there.Issue().CredentialID)
	p.deliver(t, there.issuer.Message(1))
	other := newestRows(t, p, 1)[0]
	if other.Revoking != store.NotRevoked {
		t.Errorf("%+v", other)
	}
	if v, err := a.VerifyOnline(t.Context(), other.ID); err != nil || v.Verdict != model.RevokedOnline {
		t.Errorf("%+v, %v", v, err)
	}
	if d, err := (backend{p.store, p.trust}).Detail(t.Context(), other.ID); err != nil || d.Issuance.Revoking != store.Revoked || !d.Revocation.Found() {
		t.Errorf("%+v, %v", d, err)
	}
	there.Turn(func(k *standin.Knobs) { k.Scopeless = true })
	if _, err := a.VerifyOnline(t.Context(), row); err == nil || !strings.Contains(err.Error(), "lacks a permission") {
		t.Errorf("%v", err)
	}
	if err := a.DropKey(t.Context(), "staging"); err != nil || len(keys()) != 0 {
		t.Errorf("%v, %v", err, keys())
	}
	if _, err := a.Revoke(t.Context(), row); err == nil {
		t.Error("revoked without a key")
	} else if _, said := errors.AsType[sentence](err); !said {
		t.Errorf("no sentence: %v", err)
	}
}

// TestRevokingSaysWhatCameOfIt where Crossmint took the call: that it failed all
// the same, and that it cannot be noted.
func TestRevokingSaysWhatCameOfIt(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		answer string
		shut   bool
		says   []string
	}{
		"failed":           {`{"actionId":"11111111-1111-4111-8111-111111111111","status":"failed","error":{"message":"It is locked"}}`, false, []string{"was not revoked", "Crossmint says: It is locked"}},
		"failed, silently": {`{"actionId":"11111111-1111-4111-8111-111111111111","status":"failed"}`, false, []string{"The credential was not revoked."}},
		"unnoted":          {`{"actionId":"11111111-1111-4111-8111-111111111111","status":"pending"}`, true, []string{"Crossmint has taken it", "online"}},
		"unnoted, done":    {`{"actionId":"11111111-1111-4111-8111-111111111111","status":"succeeded"}`, true, []string{"Crossmint has taken it", "online"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newAsked(t, "staging")
			crossmint := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, _ *http.Request) {
				if c.shut {
					_ = w.program.store.Close()
				}
				_, _ = io.WriteString(rw, c.answer)
			}))
			t.Cleanup(crossmint.Close)
			w.program.online.base = crossmint.URL + "/api"
			if err := w.program.connectAPI(); err != nil {
				t.Fatal(err)
			}
			r, err := w.asker.Revoke(t.Context(), w.before[1].ID)
			if _, said := errors.AsType[sentence](err); !said {
				t.Fatalf("%+v, %v", r, err)
			}
			for _, words := range c.says {
				if !strings.Contains(err.Error(), words) {
					t.Errorf("it says %q", err)
				}
			}
			if c.shut == strings.Contains(err.Error(), "not revoked") {
				t.Errorf("it says %q", err)
			}
		})
	}
}

// TestWithoutAKeyNothingIsAsked: and nobody notices.
func TestWithoutAKeyNothingIsAsked(t *testing.T) {
	t.Parallel()
	there := standInForCrossmint(t, "staging")
	cmd := command("serve", "--data", t.TempDir(), "--listen", "127.0.0.1:0", "--signing-secret", testSecret)
	cmd.Env = append(cmd.Env, "PASSDESK_API_URL="+there.url)
	p := begin(t, cmd)
	if got := call(t, "send", "--url", p.url(), "--secret", testKey, "--count", "50"); got.code != 0 {
		t.Errorf("%+v", got)
	}
	p.stop()
	if n := there.Calls()["all"]; n != 0 || strings.Contains(p.stderr.String(), "Crossmint") {
		t.Errorf("%d calls, %s", n, p.stderr)
	}
}
