package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

func TestSettingsAreKeptSealed(t *testing.T) {
	s, dir := openTemp(t)
	if value, err := s.Setting(t.Context(), "token"); value != nil || err != nil {
		t.Fatalf("never set: %q, %v", value, err)
	}
	for _, value := range []string{"first value of the token", "second value of the token"} {
		if err := s.Set(t.Context(), "token", []byte(value)); err != nil {
			t.Fatal(err)
		}
		if got, err := s.Setting(t.Context(), "token"); string(got) != value || err != nil {
			t.Fatalf("got %q, %v, want %q", got, err, value)
		}
	}
	for _, name := range []string{databaseName, databaseName + "-wal"} {
		if text, err := os.ReadFile(filepath.Join(dir, name)); err != nil || bytes.Contains(text, []byte("value of the token")) {
			t.Errorf("%s: in clear, or %v", name, err)
		}
	}
	if err := s.Set(t.Context(), "token", nil); err != nil {
		t.Fatal(err)
	}
	if value, err := s.Setting(t.Context(), "token"); value != nil || err != nil {
		t.Errorf("after removing: %q, %v", value, err)
	}
	acts, err := s.Acts(t.Context(), 0, 100)
	if err != nil {
		t.Fatal(err)
	}
	var set []string
	for _, a := range acts {
		if a.Kind == ActSettingsSet {
			set = append(set, a.Detail)
		}
	}
	want := `{"removed":false,"setting":"token"}` + `{"removed":false,"setting":"token"}` + `{"removed":true,"setting":"token"}`
	if got := strings.Join(set, ""); got != want {
		t.Errorf("log of acts: %s", got)
	}
}

func TestSettingsAreBounded(t *testing.T) {
	s, _ := openTemp(t)
	before := len(allActs(t, s.Reader))
	for _, name := range []string{"", strings.Repeat("n", maxSettingName+1), "a\xff"} {
		if err := s.Set(t.Context(), name, []byte("a value")); err == nil {
			t.Errorf("%q: set", name)
		}
	}
	if err := s.Set(t.Context(), "token", make([]byte, maxSetting+1)); err == nil {
		t.Error("a large value: set")
	}
	if after := len(allActs(t, s.Reader)); after != before {
		t.Errorf("%d entries in the log of acts", after-before)
	}
	if err := s.Set(t.Context(), strings.Repeat("n", maxSettingName), make([]byte, maxSetting)); err != nil {
		t.Error(err)
	}
}

// TestSettingsWhileTheKeysAreRenewed, by several at once.
func TestSettingsWhileTheKeysAreRenewed(t *testing.T) {
	s, dir := openTemp(t)
	appendMarked(t, s, 1, 2*sealChunk)
	var load sync.WaitGroup
	for range 3 {
		load.Go(func() {
			for range 3 {
				if err := s.RenewKey(context.Background()); err != nil {
					t.Error(err)
				}
			}
		})
	}
	for n := range 3 {
		load.Go(func() {
			for m := range 30 {
				name, value := fmt.Sprint("s", n), strings.Repeat("v", m)
				if err := s.Set(context.Background(), name, []byte(value)); err != nil {
					t.Error(err)
				}
				if got, err := s.Setting(context.Background(), name); string(got) != value || err != nil {
					t.Errorf("%s: %d letters, want %d, %v", name, len(got), m, err)
				}
			}
		})
	}
	load.Wait()
	mustCheck(t, dir, testCustody)
}

func TestSettingsOutliveARenewalOfTheKeys(t *testing.T) {
	s, dir := openTemp(t)
	if err := errors.Join(s.Set(t.Context(), "a", []byte("one")), s.Set(t.Context(), "b", []byte{})); err != nil {
		t.Fatal(err)
	}
	if err := s.RenewKey(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	r, err := OpenReader(dir, testCustody)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if a, err := r.Setting(t.Context(), "a"); string(a) != "one" || err != nil {
		t.Errorf("a: %q, %v", a, err)
	}
	if b, err := r.Setting(t.Context(), "b"); len(b) > 0 || err != nil {
		t.Errorf("b: %q, %v", b, err)
	}
}

func TestCheckOpensTheSettings(t *testing.T) {
	s, dir := openTemp(t)
	if err := errors.Join(s.Set(t.Context(), "token", []byte("a value")), s.Set(t.Context(), "other", []byte("another"))); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if found, err := Check(t.Context(), dir, testCustody, nil); err != nil || !found.Fine() {
		t.Fatalf("as it was written: %v, %v", found.Problems, err)
	}
	// One sealed value in another's place must not pass for it.
	spoil(t, dir, `UPDATE setting SET (generation, wrapped, sealed) =
		(SELECT generation, wrapped, sealed FROM setting WHERE name = 'other') WHERE name = 'token'`)
	found, err := Check(t.Context(), dir, testCustody, nil)
	if err != nil || len(found.Problems) != 1 || !strings.HasPrefix(found.Problems[0], "setting token: ") {
		t.Errorf("exchanged: %v, %v", found.Problems, err)
	}
	r, err := OpenReader(dir, testCustody)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if _, err := r.Setting(t.Context(), "token"); !errors.Is(err, ErrDamaged) {
		t.Errorf("exchanged: read with %v", err)
	}
}

func TestWithoutTheKeyNothingIsSet(t *testing.T) {
	s, dir := openTemp(t)
	if err := errors.Join(s.Set(t.Context(), "token", []byte("a value")), s.Close()); err != nil {
		t.Fatal(err)
	}
	locked, err := Open(dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer locked.Close()
	if _, err := locked.Setting(t.Context(), "token"); !errors.Is(err, ErrLocked) {
		t.Errorf("read: %v", err)
	}
	if err := locked.Set(t.Context(), "token", []byte("b")); !errors.Is(err, ErrLocked) {
		t.Errorf("set: %v", err)
	}
}
