package vault

import (
	"bytes"
	"encoding/hex"
	"errors"
	"testing"
)

// TestMACVector holds the construction: what is tagged today must verify in
// ten years. The tag was computed with Python's hmac module, by the formulas
// of RFC 5869.
func TestMACVector(t *testing.T) {
	var raw [KeySize]byte
	for n := range raw {
		raw[n] = byte(n)
	}
	tag, err := keyOf(raw).MAC([]byte("message"), "purpose")
	if got := hex.EncodeToString(tag); err != nil || got != "967635ce4f11d9bf0370c41e948205585bb9ea7dbdf3d184f45ddc7c322ce574" {
		t.Errorf("got %s, %v", got, err)
	}
}

func TestMACTellsApart(t *testing.T) {
	k := NewKey()
	tag := must(k.MAC([]byte("m"), "p"))
	if !bytes.Equal(tag, must(k.MAC([]byte("m"), "p"))) {
		t.Error("not the same twice")
	}
	for name, other := range map[string][]byte{
		"message": must(k.MAC([]byte("n"), "p")),
		"purpose": must(k.MAC([]byte("m"), "q")),
		"key":     must(NewKey().MAC([]byte("m"), "p")),
	} {
		if bytes.Equal(tag, other) {
			t.Errorf("another %s gives the same tag", name)
		}
	}
	if _, err := (Key{}).MAC(nil, "p"); !errors.Is(err, ErrNoKey) {
		t.Errorf("the zero key: %v", err)
	}
}
