package vault

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/zalando/go-keyring"
)

func TestSealOpens(t *testing.T) {
	k, other := NewKey(), NewKey()
	for _, plain := range [][]byte{nil, {}, []byte("x"), bytes.Repeat([]byte("long "), 10_000)} {
		sealed, err := k.Seal(plain, "here")
		if err != nil {
			t.Fatal(err)
		}
		if len(plain) > 16 && bytes.Contains(sealed, plain[:16]) {
			t.Error("the text shows")
		}
		if got, err := k.Open(sealed, "here"); err != nil || !bytes.Equal(got, plain) {
			t.Errorf("opened %q, %v", got, err)
		}
		for name, open := range map[string]func() ([]byte, error){
			"another key":     func() ([]byte, error) { return other.Open(sealed, "here") },
			"another context": func() ([]byte, error) { return k.Open(sealed, "there") },
			"cut short":       func() ([]byte, error) { return k.Open(sealed[:len(sealed)-1], "here") },
			"nothing":         func() ([]byte, error) { return k.Open(nil, "here") },
			"a bit flipped": func() ([]byte, error) {
				flipped := bytes.Clone(sealed)
				flipped[len(flipped)/2] ^= 1
				return k.Open(flipped, "here")
			},
		} {
			if _, err := open(); !errors.Is(err, ErrWrongKey) {
				t.Errorf("%s: %v, want ErrWrongKey", name, err)
			}
		}
	}
	if again, _ := k.Seal([]byte("x"), ""); bytes.Equal(again, must(k.Seal([]byte("x"), ""))) {
		t.Error("sealing repeats itself")
	}
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func TestZeroKeysDoNothing(t *testing.T) {
	k := NewKey()
	for name, err := range map[string]error{
		"seal":        second(Key{}.Seal(nil, "")),
		"open":        second(Key{}.Open(nil, "")),
		"wrap":        second(k.Wrap(Key{}, "")),
		"unwrap":      second(Key{}.Unwrap(nil, "")),
		"code":        second(Code{}.Recipient()),
		"code unwrap": second(Code{}.Unwrap(nil)),
		"recipient":   second(must(NewCode().Recipient()).Wrap(Key{})),
	} {
		if !errors.Is(err, ErrNoKey) {
			t.Errorf("%s: %v, want ErrNoKey", name, err)
		}
	}
}

func second[T any](_ T, err error) error { return err }

func TestWrap(t *testing.T) {
	outer, inner := NewKey(), NewKey()
	got, err := outer.Unwrap(must(outer.Wrap(inner, "c")), "c")
	if err != nil || got.base64() != inner.base64() {
		t.Errorf("another key came out: %v", err)
	}
	if _, err := outer.Unwrap(must(outer.Seal([]byte("too short for a key"), "c")), "c"); !errors.Is(err, ErrWrongKey) {
		t.Errorf("got %v", err)
	}
}

func TestRecoveryCode(t *testing.T) {
	code, k := NewCode(), NewKey()
	wrapped := must(must(code.Recipient()).Wrap(k))
	shown := code.Letters()
	if len(shown) != 39 || strings.Count(shown, "-") != 7 {
		t.Errorf("shown as %q", shown)
	}
	for _, typed := range []string{
		shown, strings.ToLower(shown), strings.ReplaceAll(shown, "-", " "), " " + strings.ReplaceAll(shown, "-", "") + "\n",
		strings.NewReplacer("O", "0", "I", "1", "B", "8").Replace(shown),
	} {
		again, err := ParseCode(typed)
		if err != nil {
			t.Fatalf("%q: %v", typed, err)
		}
		if got, err := again.Unwrap(wrapped); err != nil || got.base64() != k.base64() {
			t.Errorf("%q does not open: %v", typed, err)
		}
	}
	for _, typed := range []string{"", "ABCD", shown[:38], shown + "A", strings.Replace(shown, shown[:1], "9", 1), "ärger"} {
		if _, err := ParseCode(typed); !errors.Is(err, ErrCode) {
			t.Errorf("%q: %v, want ErrCode", typed, err)
		}
	}
	if _, err := NewCode().Unwrap(wrapped); !errors.Is(err, ErrWrongKey) {
		t.Errorf("another code: %v", err)
	}
	if _, err := Recipient("short").Wrap(k); err == nil {
		t.Error("a broken recipient was taken")
	}
}

// custodians are tested alike: what is made is found again, and nothing else.
func TestCustodians(t *testing.T) {
	keyring.MockInit()
	dir := t.TempDir()
	fixed := NewKey()
	for _, c := range []Custodian{Keychain{}, File(filepath.Join(dir, "key")), Given(fixed)} {
		t.Run(c.Name(), func(t *testing.T) {
			if _, err := c.Get("folder"); c.Name() != "environment" && !errors.Is(err, ErrMissing) {
				t.Errorf("before: %v, want ErrMissing", err)
			}
			k, err := c.Make("folder")
			if err != nil {
				t.Fatal(err)
			}
			if got, err := c.Get("folder"); err != nil || got.base64() != k.base64() {
				t.Errorf("got another key back, %v", err)
			}
		})
	}
	if info, err := os.Stat(filepath.Join(dir, "key")); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the file: %v, %v", info.Mode(), err)
	}
	if files, _ := os.ReadDir(dir); len(files) != 1 {
		t.Errorf("left behind: %v", files)
	}
	if _, err := (Keychain{}).Get("another folder"); !errors.Is(err, ErrMissing) {
		t.Errorf("another folder: %v", err)
	}
}

func TestCustodyFallsBack(t *testing.T) {
	dir := t.TempDir()
	keyring.MockInitWithError(errors.New("no bus"))
	t.Cleanup(keyring.MockInit)
	_, custodian, err := Standard(dir, Key{}).Make("folder")
	if err != nil || custodian.Name() != "file" {
		t.Errorf("without a keychain: %v, %v", custodian, err)
	}
	_, custodian, err = Standard(dir, NewKey()).Make("folder")
	if err != nil || custodian.Name() != "environment" {
		t.Errorf("with a key given: %v, %v", custodian, err)
	}
	if _, _, err := (Custody{Keychain{}, File(filepath.Join(dir, "no", "folder"))}).Make("folder"); !errors.Is(err, ErrNoCustody) {
		t.Errorf("nowhere: %v", err)
	}
	if err := os.WriteFile(filepath.Join(dir, "broken"), []byte("nonsense"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := File(filepath.Join(dir, "broken")).Make("folder"); !errors.Is(err, ErrKeyForm) {
		t.Errorf("a broken key file: %v; it must not be replaced", err)
	}
}

func TestNothingPrints(t *testing.T) {
	k, code := NewKey(), NewCode()
	printed := fmt.Sprintf("%v %+v %#v %s %x", k, k, k, k, k) + fmt.Sprintf("%v %+v %#v %s", code, code, code, code) +
		fmt.Sprintf("%+v %#v %s", Given(k), Given(k), Given(k))
	for _, leak := range []string{k.base64()[:10], fmt.Sprintf("%x", k.Reveal().bytes)[:8], code.Letters()[:9]} {
		if strings.Contains(printed, leak) {
			t.Errorf("%q shows", leak)
		}
	}
}

func TestParseKey(t *testing.T) {
	k := NewKey()
	if got, err := ParseKey(" " + k.base64() + "\n"); err != nil || got.base64() != k.base64() {
		t.Errorf("%v", err)
	}
	for _, text := range []string{"", "short", k.base64()[:40], k.base64() + "AAAA"} {
		if _, err := ParseKey(text); !errors.Is(err, ErrKeyForm) {
			t.Errorf("%q: %v", text, err)
		}
	}
}
