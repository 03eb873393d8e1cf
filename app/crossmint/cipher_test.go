package crossmint

import (
	"bytes"
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"
)

var testKey = NewSecret("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f")

func TestSealOpenRoundTrip(t *testing.T) {
	for _, plain := range []string{"", "{}", strings.Repeat("x", 1<<16)} {
		payload, err := Seal([]byte(plain), testKey, rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		raw, err := hex.DecodeString(payload)
		if err != nil || len(raw) != ivSize+tagSize+len(plain) {
			t.Fatalf("payload of %d bytes, %v", len(raw), err)
		}
		for _, spelling := range []string{
			payload, strings.ToUpper(payload), " " + payload + "\n",
			base64.StdEncoding.EncodeToString(raw), base64.RawURLEncoding.EncodeToString(raw),
		} {
			got, err := Open(spelling, testKey)
			if err != nil || string(got) != plain {
				t.Errorf("opened %d bytes of %d, %v", len(got), len(plain), err)
			}
		}
	}
}

// TestOpenForeign opens what another implementation of AES-GCM (the
// cryptography package for Python) sealed; testdata/decode/sealed_* hold more.
func TestOpenForeign(t *testing.T) {
	const payload = "6465666768696a6b6c6d6e6f70717273" + "94ec0fcd02feb913417d7104d9ec157f" + "a3912a35c62e05adc09797ec3fb6811536147abd"
	got, err := Open(payload, testKey)
	if err != nil || string(got) != `{"id":"urn:example"}` {
		t.Fatalf("got %q, %v", got, err)
	}
	again, err := Seal(got, testKey, strings.NewReader("defghijklmnopqrs"))
	if err != nil || again != payload {
		t.Errorf("sealed to %s, %v", again, err)
	}
}

func TestOpenRefusesAlteredPayloads(t *testing.T) {
	payload, err := Seal([]byte(`{"id":1}`), testKey, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	raw, _ := hex.DecodeString(payload)
	for bit := range len(raw) * 8 {
		altered := bytes.Clone(raw)
		altered[bit/8] ^= 1 << (bit % 8)
		if _, err := Open(hex.EncodeToString(altered), testKey); !errors.Is(err, ErrSealed) {
			t.Fatalf("bit %d altered: %v", bit, err)
		}
	}
	if _, err := Open(payload[:len(payload)-2], testKey); !errors.Is(err, ErrSealed) {
		t.Errorf("shortened: %v", err)
	}
}

func TestOpenErrors(t *testing.T) {
	good, err := Seal(nil, testKey, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name, payload, key string
		want               error
	}{
		{"no key", good, "", ErrKey},
		{"short key", good, "00ff", ErrKey},
		{"key of other letters", good, strings.Repeat("~", 64), ErrKey},
		{"AES-128 key", good, strings.Repeat("0", 32), ErrKey},
		{"other key", good, strings.Repeat("0", 64), ErrSealed},
		{"no payload", "", testKey.Reveal(), ErrPayload},
		{"payload without room for iv and tag", strings.Repeat("0", 30), testKey.Reveal(), ErrPayload},
		{"payload of other letters", strings.Repeat("~", 64), testKey.Reveal(), ErrPayload},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := Open(tt.payload, NewSecret(tt.key))
			if !errors.Is(err, tt.want) {
				t.Errorf("got %v, want %v", err, tt.want)
			}
			if tt.key != "" && strings.Contains(err.Error(), tt.key) {
				t.Errorf("the error tells the key: %v", err)
			}
		})
	}
}

func TestSealErrors(t *testing.T) {
	if _, err := Seal(nil, Secret{}, rand.Reader); !errors.Is(err, ErrKey) {
		t.Errorf("no key: %v", err)
	}
	if _, err := Seal(nil, testKey, strings.NewReader("short")); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("too little randomness: %v", err)
	}
	if _, err := Seal(nil, testKey, iotest.ErrReader(io.ErrClosedPipe)); !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("failing randomness: %v", err)
	}
}
