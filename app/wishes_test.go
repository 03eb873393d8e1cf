package main

import (
	"log/slog"
	"strings"
	"testing"

	"passdesk/store/secret"
	"passdesk/ui/model"
)

// TestWhatStaffSetIsKept goes through the records on disk: what was set is
// there at the next start, and the log of acts says that something was set.
func TestWhatStaffSetIsKept(t *testing.T) {
	p := take(t, &settings{Tunnel: "none"})
	if got := p.wishes(t.Context()); got != (model.Settings{}) {
		t.Errorf("at first: %+v", got)
	}
	want := model.Settings{Appearance: model.DarkLook, TextSize: model.LargeText, Language: "de", Quiet: true, EndOnClose: true}
	if err := p.keepWishes(t.Context(), want); err != nil {
		t.Fatal(err)
	}
	if got := p.wishes(t.Context()); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if said := strings.Join(p.kinds(t), "\n"); !strings.Contains(said, deskSetting) {
		t.Errorf("the log says nothing of it:\n%s", said)
	}
	for _, odd := range []string{"nonsense", `{"appearance":7}`} {
		if err := p.store.Set(t.Context(), deskSetting, []byte(odd)); err != nil {
			t.Fatal(err)
		}
		if got := p.wishes(t.Context()); got != (model.Settings{}) {
			t.Errorf("%s: %+v", odd, got)
		}
	}
}

// TestNothingIsSetWithoutTheKey: a folder whose key is missing opens with what
// holds anyhow, and says why nothing else can be kept.
func TestNothingIsSetWithoutTheKey(t *testing.T) {
	s := &settings{Data: t.TempDir(), Listen: "127.0.0.1:0"}
	open := func(key string) *program {
		t.Helper()
		s.VaultKey = hidden{secret.Of(key)}
		p, err := takeFolder(s, slog.New(slog.DiscardHandler))
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	p := open(testVault)
	if err := p.keepWishes(t.Context(), model.Settings{Quiet: true}); err != nil {
		t.Fatal(err)
	}
	if err := p.close(); err != nil {
		t.Fatal(err)
	}
	p = open("YW5vdGhlciBrZXkgb2YgdGhlIHZhdWx0LCAzMiBieXQ=")
	defer p.close()
	if got := p.wishes(t.Context()); got != (model.Settings{}) {
		t.Errorf("without the key it reads %+v", got)
	}
	if err := p.keepWishes(t.Context(), model.Settings{}); err == nil || !strings.Contains(err.Error(), "The key to the records is missing") {
		t.Errorf("it says %v", err)
	}
}
