package main

import (
	"crypto/rand"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"passdesk/app/crossmint"
)

const credentialSecret = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"

// signedCredential gives the first of the credentials that were signed by
// another implementation, which is valid until 2099.
func signedCredential(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("crossmint", "testdata", "proof", "credentials.json"))
	if err != nil {
		t.Fatal(err)
	}
	var read struct {
		Vectors []struct{ Credential json.RawMessage }
	}
	if err := json.Unmarshal(text, &read); err != nil {
		t.Fatal(err)
	}
	return string(read.Vectors[0].Credential)
}

func sealedCredential(t *testing.T, plain string) string {
	t.Helper()
	payload, err := crossmint.Seal([]byte(plain), crossmint.NewSecret(credentialSecret), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return `{"id":"urn:uuid:00000000-0000-4000-8000-000000000001","payload":"` + payload + `"}`
}

// verified runs verify on a text and reads its JSON.
func verified(t *testing.T, text string, flags ...string) (code int, said map[string]any) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "credential.json")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	got := call(t, append([]string{"verify", file, "--json"}, flags...)...)
	if err := json.Unmarshal([]byte(got.stdout), &said); err != nil || got.stderr != "" {
		t.Fatalf("%+v, %v", got, err)
	}
	if strings.Contains(got.stdout, "Ada") || strings.Contains(got.stdout, "0x2222") {
		t.Errorf("it tells whom the credential is about: %s", got.stdout)
	}
	if reasons, _ := said["reasons"].([]any); len(reasons) == 0 {
		t.Errorf("no reasons: %s", got.stdout)
	}
	return got.code, said
}

func TestVerify(t *testing.T) {
	const (
		signer = "0xc1820af910870a25eddb570b84e58dfc391c72a7"
		other  = "0x2222222222222222222222222222222222222222"
	)
	genuine := signedCredential(t)
	changed := strings.Replace(genuine, "Ada Lovelace", "Eda Lovelace", 1)
	unsigned := strings.Replace(genuine, `{"@context"`, `{"degree":"all","@context"`, 1)
	sealed := sealedCredential(t, genuine)
	event := func(credential, secret string) string {
		return `{"type":"credential.creation.succeeded","data":{"credential":` + credential + `,"secret":` + secret + `}}`
	}
	key := []string{"--secret", credentialSecret}
	tests := []struct {
		name, text string
		flags      []string
		code       int
		verdict    string
	}{
		{"valid", genuine, nil, 0, "valid"},
		{"in an event", event(genuine, "null"), nil, 0, "valid"},
		{"encrypted", sealed, key, 0, "valid"},
		{"encrypted in an event", event(sealed, `"`+credentialSecret+`"`), nil, 0, "valid"},
		{"pinned", genuine, []string{"--issuer", "did:base:" + signer, "--issuer", "did:polygon-amoy:" + signer}, 0, "valid"},
		{"pinned by address", genuine, []string{"--issuer", signer}, 0, "valid"},
		{"pinned another", genuine, []string{"--issuer", other}, 1, "signed by someone else"},
		{"changed", changed, nil, 1, "altered"},
		{"changed and encrypted", sealedCredential(t, changed), key, 1, "altered"},
		{"unsigned", unsigned, nil, 1, "carries unsigned fields"},
		{"no key", sealed, nil, 2, "cannot check offline"},
		{"wrong key", sealed, []string{"--secret", strings.Repeat("00", 32)}, 2, "cannot check offline"},
		{"no key at all", sealed, []string{"--secret", "hunter2"}, 2, "cannot check offline"},
		{"encrypted nonsense", sealedCredential(t, "nonsense"), key, 2, "cannot check offline"},
		{"failure", `{"type":"credential.creation.failed","data":{"error":"no funds"}}`, nil, 2, "cannot check offline"},
		{"not JSON", "<html>", nil, 2, "cannot check offline"},
		{"empty", "", nil, 2, "cannot check offline"},
		{"large", genuine + strings.Repeat(" ", 5<<20), nil, 2, "cannot check offline"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			code, said := verified(t, tt.text, tt.flags...)
			if code != tt.code || said["verdict"] != tt.verdict {
				t.Errorf("exit code %d, %v", code, said)
			}
			if tt.verdict == "valid" && (said["signer"] != signer || said["credential_id"] != "urn:uuid:00000000-0000-4000-8000-000000000001" ||
				!strings.HasPrefix(said["issuer"].(string), "did:polygon-amoy:0x")) {
				t.Errorf("%v", said)
			}
		})
	}
}

func TestVerifyForPeople(t *testing.T) {
	for input, want := range map[string]outcome{
		signedCredential(t): {0, "valid\n  The issuer's own key signed every field of it.\n  Whether it was revoked since cannot be seen offline.\n" +
			"  credential: urn:uuid:00000000-0000-4000-8000-000000000001\n" +
			"  issuer: did:polygon-amoy:0xC1820af910870a25EDDB570B84e58Dfc391c72A7\n  signer: 0xc1820af910870a25eddb570b84e58dfc391c72a7\n", ""},
		"nonsense": {2, "cannot check offline\n  The file is not a JSON object, or something stands behind it.\n", ""},
	} {
		cmd := command("verify", "-")
		var out, errs strings.Builder
		cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader(input), &out, &errs
		_ = cmd.Run() // the exit code says it
		if got := (outcome{cmd.ProcessState.ExitCode(), out.String(), errs.String()}); got != want {
			t.Errorf("got %+v, want %+v", got, want)
		}
	}
}

func TestVerifyWithoutAFile(t *testing.T) {
	got := call(t, "verify", filepath.Join(t.TempDir(), "none.json"))
	if got.code != 2 || !strings.HasPrefix(got.stdout, "cannot check offline\n  The file cannot be read: ") || got.stderr != "" {
		t.Errorf("%+v", got)
	}
	if got := call(t, "verify"); got.code != 2 || got.stdout != "" || !strings.Contains(got.stderr, "--help") {
		t.Errorf("%+v", got)
	}
	got = call(t, "verify", "x", "--issuer", "did:web:example.org")
	if got.code != 2 || !strings.Contains(got.stderr, "did:<chain>:0x") {
		t.Errorf("%+v", got)
	}
}
