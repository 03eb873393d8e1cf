package crossmint

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/decred/dcrd/dcrec/secp256k1/v4"
)

func TestCheckAgreesWithEthers(t *testing.T) {
	for _, v := range signedVectors(t) {
		t.Run(v.Name, func(t *testing.T) {
			before := bytes.Clone(v.Credential)
			f := Check(v.Credential, whenValid)
			if f.Verdict != Valid || !strings.EqualFold(f.Signer, v.Signer) || !strings.HasSuffix(f.Issuer, v.Signer) || f.CredentialID == "" {
				t.Errorf("%+v", f)
			}
			if !bytes.Equal(before, v.Credential) {
				t.Error("the credential was changed")
			}
			message := tree(t, v.Credential)
			p, err := takeProof(message)
			if err != nil {
				t.Fatal(err)
			}
			if digest, _, err := p.data.digest(); err != nil || "0x"+hex.EncodeToString(digest) != v.Digest {
				t.Errorf("digest %x, %v, want %s", digest, err, v.Digest)
			}
		})
	}
}

func TestEveryChangeIsNoticed(t *testing.T) {
	for _, v := range signedVectors(t) {
		t.Run(v.Name, func(t *testing.T) {
			t.Parallel()
			n := 0
			for _, e := range edits(t, tree(t, v.Credential)) {
				f := Check(e.text, whenValid)
				switch {
				case notSigned(e.path):
					if f.Verdict != Valid {
						t.Errorf("%s: %+v", e.path, f)
					}
					continue
				case f.Verdict == Valid:
					t.Errorf("%s changed and valid: %s", e.path, e.text)
				case !strings.HasPrefix(e.path, "proof") && !strings.HasPrefix(e.path, "issuer") && f.Verdict != Altered:
					t.Errorf("%s: %+v", e.path, f)
				}
				n++
			}
			if n < 100 {
				t.Errorf("only %d changes", n)
			}
		})
	}
}

func TestFieldsThatWereNotSigned(t *testing.T) {
	n := 0
	for _, v := range signedVectors(t) {
		credential := tree(t, v.Credential)
		var walk func(at any, path string)
		walk = func(at any, path string) {
			switch at := at.(type) {
			case map[string]any:
				at["degree"] = "Doctor of Everything"
				f := Check(toJSON(t, credential), whenValid)
				want := "The signature does not cover " + strings.TrimPrefix(path+".degree", ".") + "."
				if f.Verdict != UnsignedFields || len(f.Reasons) != 1 || f.Reasons[0].String() != want || f.Signer == "" {
					t.Errorf("%s at %s: %+v", v.Name, path, f)
				}
				delete(at, "degree")
				n++
				for key, member := range at {
					if path+key != "proof" {
						walk(member, strings.TrimPrefix(path+"."+key, "."))
					}
				}
			case []any:
				for i, element := range at {
					walk(element, fmt.Sprintf("%s[%d]", path, i))
				}
			}
		}
		walk(credential, "")
	}
	if n < 40 {
		t.Errorf("only %d places", n)
	}
}

func TestManyUnsignedFieldsAreNamedInBounds(t *testing.T) {
	credential := tree(t, signedVectorNamed(t, "no dates"))
	for i := range 50_000 {
		credential[fmt.Sprintf("\u202efield %05d %s", i, strings.Repeat("\n", 40))] = i
	}
	f := Check(toJSON(t, credential), whenValid)
	if f.Verdict != UnsignedFields || !strings.HasSuffix(f.Reasons[0].String(), "field 00009 and 49990 more.") || len(f.Reasons[0]) > 400 {
		t.Errorf("%+v", f)
	}
}

func TestVerdicts(t *testing.T) {
	us, them := issuerFrom("us"), issuerFrom("them")
	issued := func(by testIssuer, named string, more map[string]any) []byte {
		credential, types := plainCredential(named, more)
		return by.issue(t, credential, types)
	}
	ours := issued(us, us.did(), nil)
	from := func(start, end string) []byte {
		return issued(us, us.did(), map[string]any{"validFrom": start, "validUntil": end})
	}
	pin := func(texts ...string) (pinned []Issuer) {
		for _, text := range texts {
			i, err := ParseIssuer(text)
			if err != nil {
				t.Fatal(err)
			}
			pinned = append(pinned, i)
		}
		return pinned
	}
	replace := func(text []byte, before, after string) []byte {
		if !bytes.Contains(text, []byte(before)) {
			t.Fatalf("no %s in %s", before, text)
		}
		return bytes.Replace(text, []byte(before), []byte(after), 1)
	}
	upper := strings.Replace(strings.ToUpper(us.address().String()), "0X", "0x", 1)
	tests := []struct {
		name       string
		credential []byte
		pinned     []Issuer
		verdict    string
		reason     string // the start of it
	}{
		{"valid", ours, nil, "valid", "The issuer's own key signed every field of it."},
		{"case of the address", issued(us, "did:base:"+upper, nil), nil, "valid", ""},
		{"pinned by did", ours, pin(them.did(), us.did()), "valid", ""},
		{"pinned by address", ours, pin(upper), "valid", ""},
		{"pinned elsewhere", ours, pin("did:base:" + upper), "signed by someone else", "The issuer is not one of the pinned issuers."},
		{"pinned another", ours, pin(them.did()), "signed by someone else", "The issuer is not one of the pinned issuers."},
		{"pinned nobody", ours, []Issuer{{}}, "signed by someone else", "The issuer is not one of the pinned issuers."},
		{"signed by another", issued(them, us.did(), nil), nil, "signed by someone else", "The key that signed it is not the issuer's."},
		{"signed by another who is pinned", issued(them, us.did(), nil), pin(them.did()), "signed by someone else", ""},
		{
			"signed by another who hides", replace(issued(them, us.did(), nil), them.did()+"#", us.did()+"#"), nil,
			"altered", "It is not what the issuer signed: it was changed afterwards, or another key signed it.",
		},
		{"changed", replace(ours, "Ada Lovelace", "Eda Lovelace"), nil, "altered", "It is not what the issuer signed"},
		{"changed, pinned", replace(ours, "Ada Lovelace", "Eda Lovelace"), pin(us.did()), "altered", ""},
		{"unsigned", replace(ours, `{"name":"Ada`, `{"degree":"all","name":"Ada`), nil, "carries unsigned fields", "The signature does not cover credentialSubject.degree."},
		{"unsigned and expired", replace(from("2020-01-01", "2021-01-01"), `{"name":"Ada`, `{"degree":"all","name":"Ada`), nil, "carries unsigned fields", ""},
		{"unsigned and changed", replace(ours, `{"name":"Ada`, `{"degree":"all","name":"Eda`), nil, "altered", ""},
		{"unsigned date", replace(ours, `"id":"urn`, `"validUntil":"2099-01-01","id":"urn`), nil, "carries unsigned fields", "The signature does not cover validUntil."},
		{"expired", from("2020-01-01", "2026-03-01T11:59:59.999Z"), nil, "expired", "It was valid until 2026-03-01T11:59:59Z."},
		{"expires now", from("2020-01-01", "2026-03-01T14:00:00+02:00"), nil, "expired", ""},
		{"expires soon", from("2020-01-01", "2026-03-01T12:00:00.001Z"), nil, "valid", ""},
		{"starts now", from("2026-03-01T12:00:00Z", "2027-01-01"), nil, "valid", ""},
		{"starts soon", from("2026-03-01T12:00:01Z", "2027-01-01"), nil, "not yet valid", "It is valid from 2026-03-01T12:00:01Z on."},
		{"changed and expired", replace(from("2020-01-01", "2021-01-01"), "2021-", "2031-"), nil, "altered", ""},
		{"old and new dates", issued(us, us.did(), map[string]any{"validUntil": "2099-01-01", "expirationDate": "2021-01-01"}), nil, "expired", ""},
		{"date unreadable", from("2020-01-01", "next spring"), nil, "cannot check offline", "The issuer signed it, but validUntil is not a date"},
		{"date empty", from("", "2021-01-01"), nil, "cannot check offline", ""},
		{"did:web", issued(us, "did:web:example.org", nil), nil, "cannot check offline", "The issuer's key is published on a website"},
		{"did:web with an address", issued(us, "did:web:"+us.address().String(), nil), nil, "cannot check offline", "The issuer's key is published on a website"},
		{"did:key", issued(us, "did:key:z6MkExample", nil), nil, "cannot check offline", "The issuer is not named by an address"},
		{"issuer a bare address", issued(us, us.address().String(), nil), nil, "cannot check offline", "The issuer is not named by an address"},
		{"issuer with a blank", issued(us, us.did()+" ", nil), nil, "cannot check offline", "The issuer is not named by an address"},
		{"no issuer", replace(ours, `"issuer":`, `"issued":`), nil, "cannot check offline", "The credential does not name its issuer."},
		{"no proof", replace(ours, `"proof":`, `"prof":`), nil, "cannot check offline", "The credential carries no proof."},
		{"other proof", replace(ours, proofType, "Ed25519Signature2020"), nil, "cannot check offline", "Its proof is of another kind"},
		{"list of proofs", replace(ours, `"proof":{`, `"proof":[],"x":{`), nil, "cannot check offline", "Its proof is of another kind"},
		{"no terms", replace(ours, `"eip712":`, `"eip721":`), nil, "cannot check offline", "Its proof lacks"},
		{"older terms", replace(ours, `"eip712":`, `"eip712Domain":`), nil, "cannot check offline", "Its proof lacks"},
		{"no signature", replace(ours, `"proofValue":"`, `"proofWorth":"`), nil, "cannot check offline", "Its proof lacks"},
		{"other primary type", replace(ours, `"primaryType":"V`, `"primaryType":"v`), nil, "cannot check offline", "What was signed is not called a VerifiableCredential."},
		{"field missing", replace(ours, `"id":"urn:uuid:1",`, ``), nil, "altered", "The signed field id is missing."},
		{"key twice", replace(ours, `{"name":"Ada`, `{"name":"Eda Lovelace","name":"Ada`), nil, "altered", "The field credentialSubject.name stands twice"},
		{"key twice in other letters", replace(ours, `{"name":"Ada`, `{"n\u0061me":"Eda Lovelace","name":"Ada`), nil, "altered", "The field credentialSubject.name stands twice"},
		{"key twice in the proof", replace(ours, `"proofValue":`, `"proofValue":"0x00","proofValue":`), nil, "altered", "The field proof.proofValue stands twice"},
		{"half a character", replace(ours, "Ada", `Ada\ud83d`), nil, "altered", "The text at credentialSubject.name has half a character"},
		{"bytes that are not UTF-8", replace(ours, "Ada", "Ada\xff"), nil, "altered", "The credential has bytes that are not UTF-8"},
		{"nothing", nil, nil, "cannot check offline", "The credential is not a JSON object."},
		{"a list", []byte("[1]"), nil, "cannot check offline", "The credential is not a JSON object."},
		{"something behind", append(bytes.Clone(ours), '1'), nil, "cannot check offline", "The credential is not a JSON object."},
		{"deep", []byte(`{"a":` + strings.Repeat("[", 5000) + strings.Repeat("]", 5000) + `}`), nil, "cannot check offline", "The credential is nested too deeply"},
		{"many", []byte(`{"a":[` + strings.Repeat("[],", 200_000) + `1]}`), nil, "cannot check offline", "The credential is nested too deeply"},
		{"large", bytes.Repeat([]byte(" "), maxChecked+1), nil, "cannot check offline", "The credential is larger than 5 MiB."},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := Check(tt.credential, whenValid, tt.pinned...)
			if f.Verdict.String() != tt.verdict || len(f.Reasons) == 0 || !strings.HasPrefix(f.Reasons[0].String(), tt.reason) {
				t.Errorf("%+v", f)
			}
			if f.Verdict == Altered && f.Signer != "" || f.Verdict > Altered && f.Signer == "" {
				t.Errorf("%s by %q", f.Verdict, f.Signer)
			}
		})
	}
	if f := Check(issued(them, us.did(), nil), whenValid); f.Signer != them.address().String() || f.Issuer != us.did() {
		t.Errorf("%+v", f)
	}
	if (Finding{}).Verdict.String() != "cannot check offline" {
		t.Error("what was never checked is not doubted")
	}
}

func TestFormsOfASignature(t *testing.T) {
	us := issuerFrom("us")
	credential, types := plainCredential(us.did(), nil)
	whole := us.issue(t, credential, types)
	good := tree(t, whole)["proof"].(map[string]any)["proofValue"].(string)
	rs, v := good[:130], good[130:]
	other := map[string]string{"1b": "1c", "1c": "1b"}[v]
	zeroOne := map[string]string{"1b": "00", "1c": "01"}[v]
	var s secp256k1.ModNScalar
	raw, _ := hex.DecodeString(good[66:130])
	s.SetByteSlice(raw)
	high := s.Negate().Bytes()
	const order = "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141"
	zeros := strings.Repeat("0", 64)
	for signature, want := range map[string]Verdict{
		good:         Valid,
		rs + zeroOne: Valid,
		strings.Replace(strings.ToUpper(good), "0X", "0x", 1): Valid,
		rs + other: Altered,
		good[:66] + hex.EncodeToString(high[:]) + other: Altered, // which is the same signature to the curve
		rs + "02":                           Altered,
		rs + "1d":                           Altered,
		rs + "1f":                           Altered,
		rs + "25":                           Altered,
		rs:                                  Altered,
		good + "00":                         Altered,
		good[2:]:                            Altered,
		"":                                  Altered,
		"0x":                                Altered,
		" " + good:                          Altered,
		"0x" + zeros + good[66:]:            Altered,
		good[:66] + zeros + v:               Altered,
		"0x" + order + good[66:]:            Altered,
		good[:66] + order + v:               Altered,
		"0x" + strings.Repeat("f", 128) + v: Altered,
	} {
		text := bytes.Replace(whole, []byte(good), []byte(signature), 1)
		if f := Check(text, whenValid); f.Verdict != want {
			t.Errorf("%s: %+v", signature, f)
		}
	}
}

func TestParseIssuer(t *testing.T) {
	const a = "0xcd2a3d9f938e13cd947ec05abc7fe734df8dd826"
	for text, want := range map[string]string{
		a: a,
		"0xCD2a3d9F938E13CD947Ec05AbC7FE734Df8DD826": a,
		"did:polygon-amoy:" + a:                      "did:polygon-amoy:" + a,
		"did:web:" + a:                               "",
		"did:web:example.org":                        "",
		"did:pkh:eip155:1:" + a:                      "",
		"did:Polygon:" + a:                           "",
		"did::" + a:                                  "",
		"polygon:" + a:                               "",
		"did:polygon:" + a[:41]:                      "",
		"did:polygon:" + a + "0":                     "",
		a + "\n":                                     "",
		"did:polygon:" + a + "#evmAddress":           "",
		a[2:]:                                        "",
		"":                                           "",
	} {
		i, err := ParseIssuer(text)
		if i.String() != want || (err == nil) != (want != "") {
			t.Errorf("%q: %q, %v", text, i, err)
		}
		again, err := ParseIssuer(i.String())
		if want != "" && (err != nil || again != i) {
			t.Errorf("%q came back as %q, %v", text, again, err)
		}
	}
}

// TestTypesThatCircleAndSwellEnd checks proofs made to cost much: every type
// refers to every other, and each is asked for.
func TestTypesThatCircleAndSwellEnd(t *testing.T) {
	us := issuerFrom("us")
	credential, types := plainCredential(us.did(), nil)
	text := us.issue(t, credential, types)
	whole := tree(t, text)
	swollen := whole["proof"].(map[string]any)["eip712"].(map[string]any)["types"].(map[string]any)
	for i := range maxTypes - 3 {
		var fields []string
		for k := range 15 {
			fields = append(fields, fmt.Sprintf("%s%d T%d[]", strings.Repeat("n", 240), k, (i+k)%(maxTypes-3)))
		}
		swollen[fmt.Sprintf("T%d", i)] = fieldsOf(fields...)
	}
	swollen["Issuer"] = fieldsOf("id string", "t T0[]")
	whole["issuer"].(map[string]any)["t"] = []any{}
	began := time.Now()
	if f := Check(toJSON(t, whole), whenValid); f.Verdict != Altered {
		t.Errorf("%+v", f)
	}
	if took := time.Since(began); took > 10*time.Second {
		t.Errorf("took %v", took)
	}
}

func BenchmarkCheck(b *testing.B) {
	credential := signedVectorNamed(b, "new dates")
	b.ReportAllocs()
	for b.Loop() {
		if f := Check(credential, whenValid); f.Verdict != Valid {
			b.Fatal(f)
		}
	}
}
