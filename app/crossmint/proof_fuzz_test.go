package crossmint

import (
	"encoding/json"
	"fmt"
	"math/big"
	"math/rand/v2"
	"strings"
	"testing"

	"passdesk/assets/say"
)

// content writes what a credential says, without its proof and without how its
// numbers are spelt, from the standard library's reading of it.
func content(t testing.TB, credential []byte) string {
	t.Helper()
	object := tree(t, credential)
	delete(object, "proof")
	var plain func(v any) any
	plain = func(v any) any {
		switch v := v.(type) {
		case map[string]any:
			for key, member := range v {
				v[key] = plain(member)
			}
		case []any:
			for i, element := range v {
				v[i] = plain(element)
			}
		case json.Number:
			return plain(v.String())
		case string:
			if n, ok := new(big.Int).SetString(v, 0); ok {
				return n.String()
			}
		}
		return v
	}
	return string(toJSON(t, plain(object)))
}

// FuzzCheck holds Check to its promise: whatever was done to a text, if it is
// valid, it says what one of the signed credentials says.
func FuzzCheck(f *testing.F) {
	genuine := map[string]bool{}
	for _, v := range signedVectors(f) {
		f.Add([]byte(v.Credential))
		genuine[content(f, v.Credential)] = true
	}
	f.Add([]byte(`{"issuer":"did:a:0xcd2a3d9f938e13cd947ec05abc7fe734df8dd826","issuer":1,"\ud800":"\ud800\u0000"}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		found := Check(text, whenValid)
		if len(found.Reasons) == 0 {
			t.Errorf("no reasons: %+v", found)
		}
		for _, reason := range append(found.Reasons, say.Plain(found.Issuer), say.Plain(found.CredentialID), say.Plain(found.Signer)) {
			checkText(t, "reason", reason.String(), 12*maxName)
		}
		if found.Verdict == Valid && !genuine[content(t, text)] {
			t.Errorf("valid, but nobody signed it: %s", text)
		}
		if found.Verdict == UnsignedFields && genuine[content(t, text)] {
			t.Errorf("genuine, but unsigned: %+v", found)
		}
	})
}

// FuzzFindCredential finds whatever is asked without a panic, and nothing but
// valid JSON in text that is not encrypted.
func FuzzFindCredential(f *testing.F) {
	f.Add([]byte(`{"type":"x","data":{"credential":{"id":"a","payload":"00"},"secret":"00"}}`), "")
	f.Add([]byte(`{"data":{"credential":"{\"proof\":{}}"}}`), testKey.Reveal())
	f.Fuzz(func(t *testing.T, text []byte, key string) {
		found, err := FindCredential(text, NewSecret(key))
		if (err == nil) != (found != nil) {
			t.Errorf("%q, %v", found, err)
		}
	})
}

// invention makes up struct types and a message of them.
type invention struct {
	*rand.Rand
	types map[string]any
}

var inventedAtoms = []string{"string", "bool", "uint64", "uint256", "int32", "address", "bytes", "bytes32", "string[]", "uint8[2]", "bool[][]"}

// structure defines a new struct type and returns a value of it.
func (i *invention) structure(name string, depth int) map[string]any {
	object := map[string]any{}
	var fields []string
	add := func(key, kind string, v any) {
		fields = append(fields, key+" "+kind)
		object[key] = v
	}
	for n := range 1 + i.IntN(4) {
		kind := inventedAtoms[i.IntN(len(inventedAtoms))]
		add(fmt.Sprintf("field%d", n), kind, i.value(kind))
	}
	if depth > 0 {
		for n := range i.IntN(3) {
			inner := fmt.Sprintf("%s_%d", name, n)
			v := i.structure(inner, depth-1)
			if i.IntN(2) == 0 {
				add(fmt.Sprintf("inner%d", n), inner, v)
				continue
			}
			add(fmt.Sprintf("inner%d", n), inner+"[]", []any{v, v})
		}
	}
	i.types[name] = fieldsOf(fields...)
	return object
}

func (i *invention) value(kind string) any {
	if element, isList := strings.CutSuffix(kind, "[]"); isList {
		list := []any{}
		for range i.IntN(3) {
			list = append(list, i.value(element))
		}
		return list
	}
	switch kind {
	case "bool":
		return i.IntN(2) == 0
	case "uint64", "uint256":
		return json.Number(fmt.Sprint(i.Uint64()))
	case "int32":
		return json.Number(fmt.Sprint(int32(i.Uint32())))
	case "uint8[2]":
		return []any{json.Number("0"), json.Number(fmt.Sprint(i.IntN(256)))}
	case "address":
		return fmt.Sprintf("0x%040x", i.Uint64())
	case "bytes32":
		return fmt.Sprintf("0x%064x", i.Uint64())
	case "bytes":
		return fmt.Sprintf("0x%x", fmt.Sprint(i.Uint64()))
	}
	return string([]rune{rune('a' + i.IntN(26)), rune(0x4e00 + i.IntN(1000)), rune(0x1f600 + i.IntN(50))})
}

// TestInventedCredentials signs credentials of random shapes here and checks
// them and every change of them.
func TestInventedCredentials(t *testing.T) {
	us := issuerFrom("us")
	for seed := range uint64(4) {
		i := invention{rand.New(rand.NewPCG(seed, 0)), map[string]any{}}
		credential := map[string]any{"issuer": us.did(), "credentialSubject": i.structure("Subject", 2)}
		i.types[primaryType] = fieldsOf("issuer string", "credentialSubject Subject")
		text := us.issue(t, credential, i.types)
		if f := Check(text, whenValid); f.Verdict != Valid {
			t.Fatalf("seed %d: %+v\n%s", seed, f, text)
		}
		for _, e := range edits(t, tree(t, text)) {
			if f := Check(e.text, whenValid); f.Verdict == Valid && !notSigned(e.path) {
				t.Errorf("seed %d: %s changed and valid: %s", seed, e.path, e.text)
			}
		}
	}
}
