package main

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"

	"passdesk/app/crossmint/api"
	"passdesk/app/simulator"
	"passdesk/app/simulator/standin"
	"passdesk/app/tracker"
	"passdesk/store"
	"passdesk/store/secret"
)

// TestTheDeskAsks goes the way of staff from a key to a revoked credential.
func TestTheDeskAsks(t *testing.T) {
	there := standInForCrossmint(t, "staging")
	p := takeTestFolder(t, simulator.Succeeded, 1)
	p.online.base = there.url
	a := asker{p}
	if len(a.Keys()) != 0 {
		t.Fatalf("%v", a.Keys())
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
	if keys := a.Keys(); len(keys) != 1 || keys[0].Environment != "staging" || keys[0].Project != "project-staging" || keys[0].Fixed {
		t.Errorf("%v", keys)
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
	added, unread, err := a.Watch(t.Context(), strings.NewReader(`{"actionId":"`+i.ActionID+`","credentialId":"`+i.CredentialID+`"}`+"\nno id at all\n"), "")
	if err != nil || added != 1 || len(unread) != 1 || unread[0] != 2 {
		t.Fatalf("%d, %v, %v", added, unread, err)
	}
	if page, err := a.Watched(t.Context(), 0, 10); err != nil || len(page) != 1 || page[0].Status != store.Pending || page[0].Sentence == "" {
		t.Errorf("%+v, %v", page, err)
	}
	eventually(t, "settled", func() bool {
		page, err := a.Watched(t.Context(), 0, 10)
		return err == nil && page[0].Status == store.Succeeded && page[0].Origin == store.Reported
	})
	page, _ := a.Watched(t.Context(), 0, 10)
	recovered, err := a.Recover(t.Context(), tracker.Selection{IDs: []int64{page[0].View}})
	if err != nil || recovered.Fetched != 1 {
		t.Fatalf("%+v, %v", recovered, err)
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
	if v, err := a.VerifyOnline(t.Context(), row); err != nil || v.Opinion != api.Good || v.At.IsZero() {
		t.Errorf("%+v, %v", v, err)
	}
	if _, err := a.Revoke(t.Context(), row); err != nil {
		t.Fatal(err)
	}
	if v, err := a.VerifyOnline(t.Context(), row); err != nil || v.Opinion != api.Revoked {
		t.Errorf("%+v, %v", v, err)
	}
	if all, err := a.Revocations(t.Context(), row); err != nil || len(all) != 1 || all[0].Status != store.Succeeded {
		t.Errorf("%+v, %v", all, err)
	}
	if _, err := a.Revoke(t.Context(), row); err == nil || !strings.Contains(err.Error(), "already") {
		t.Errorf("twice: %v", err)
	}
	there.Turn(func(k *standin.Knobs) { k.Scopeless = true })
	if _, err := a.VerifyOnline(t.Context(), row); err == nil || !strings.Contains(err.Error(), "lacks a permission") {
		t.Errorf("%v", err)
	}
	if err := a.DropKey(t.Context(), "staging"); err != nil || len(a.Keys()) != 0 {
		t.Errorf("%v, %v", err, a.Keys())
	}
	if _, err := a.Revoke(t.Context(), row); err == nil {
		t.Error("revoked without a key")
	} else if _, said := errors.AsType[sentence](err); !said {
		t.Errorf("no sentence: %v", err)
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
