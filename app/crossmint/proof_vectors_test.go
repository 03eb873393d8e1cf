package crossmint

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/decred/dcrd/dcrec/secp256k1/v4"
	"github.com/decred/dcrd/dcrec/secp256k1/v4/ecdsa"
)

// whenValid is a time at which every vector is valid.
var whenValid = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// signedVector is a credential that ethers signed.
type signedVector struct {
	Name       string
	Digest     string
	Signer     string
	Credential json.RawMessage
}

func signedVectors(t testing.TB) []signedVector {
	return readVectors[signedVector](t, "credentials.json")
}

// signedVectorNamed gives the credential of one vector.
func signedVectorNamed(t testing.TB, name string) []byte {
	t.Helper()
	for _, v := range signedVectors(t) {
		if v.Name == name {
			return v.Credential
		}
	}
	t.Fatalf("no vector %q", name)
	return nil
}

// typedVector is typed data that ethers hashed.
type typedVector struct {
	Name, PrimaryType      string
	Domain, Types, Message json.RawMessage
	Digest                 string
}

func readVectors[V any](t testing.TB, file string) []V {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", "proof", file))
	if err != nil {
		t.Fatal(err)
	}
	var read struct {
		MadeBy  string
		Vectors []V
	}
	if err := json.Unmarshal(text, &read); err != nil || len(read.Vectors) == 0 || read.MadeBy == "" {
		t.Fatalf("%s: %d vectors, %v", file, len(read.Vectors), err)
	}
	return read.Vectors
}

// tree reads JSON without losing digits; it is the standard library's reading,
// not that of the code under test.
func tree(t testing.TB, text []byte) map[string]any {
	t.Helper()
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	var object map[string]any
	if err := decoder.Decode(&object); err != nil {
		t.Fatal(err)
	}
	return object
}

func toJSON(t testing.TB, v any) []byte {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// testIssuer signs credentials.
type testIssuer struct{ key *secp256k1.PrivateKey }

func issuerFrom(seed string) testIssuer {
	return testIssuer{secp256k1.PrivKeyFromBytes(keccak([]byte(seed)))}
}

func (i testIssuer) address() address {
	return address(keccak(i.key.PubKey().SerializeUncompressed()[1:])[12:])
}

func (i testIssuer) did() string { return "did:polygon:" + i.address().String() }

// sign signs any typed data.
func (i testIssuer) sign(t testing.TB, d typedData) string {
	t.Helper()
	digest, _, err := d.digest()
	if err != nil {
		t.Fatal(err)
	}
	compact := ecdsa.SignCompact(i.key, digest, false)
	return "0x" + hex.EncodeToString(compact[1:]) + hex.EncodeToString(compact[:1])
}

// issue signs a credential by types, in Crossmint's domain.
func (i testIssuer) issue(t testing.TB, credential, types map[string]any) []byte {
	t.Helper()
	domain := map[string]any{"name": "Crossmint", "version": "0.1", "chainId": json.Number("4")}
	schema, err := readSchema(types)
	if err != nil {
		t.Fatal(err)
	}
	whole := maps.Clone(credential)
	whole["proof"] = map[string]any{
		"type": proofType, "verificationMethod": i.did() + "#evmAddress",
		"proofValue": i.sign(t, typedData{schema, primaryType, maps.Clone(domain), credential}),
		"eip712":     map[string]any{"domain": domain, "types": types, "primaryType": primaryType},
	}
	return toJSON(t, whole)
}

// fieldsOf writes a struct type: "name type", ….
func fieldsOf(fields ...string) []any {
	var list []any
	for _, f := range fields {
		name, kind, _ := strings.Cut(f, " ")
		list = append(list, map[string]any{"name": name, "type": kind})
	}
	return list
}

// plainCredential is a small credential of an issuer, with its types and some
// strings more.
func plainCredential(issuer string, more map[string]any) (credential, types map[string]any) {
	credential = map[string]any{
		"id": "urn:uuid:1", "issuer": map[string]any{"id": issuer},
		"credentialSubject": map[string]any{"name": "Ada Lovelace"},
	}
	top := fieldsOf("id string", "issuer Issuer", "credentialSubject CredentialSubject")
	for key, v := range more {
		credential[key] = v
		top = append(top, fieldsOf(key+" string")...)
	}
	return credential, map[string]any{
		primaryType: top, "Issuer": fieldsOf("id string"), "CredentialSubject": fieldsOf("name string"),
	}
}
