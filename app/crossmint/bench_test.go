package crossmint

import (
	"crypto/rand"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

// sampleCredential has the size and the parts of a signed credential, 4.5 KB.
func sampleCredential() string {
	const did = "did:polygon-amoy:0x2222222222222222222222222222222222222222"
	types := strings.Repeat(`{"name":"credentialSubject","type":"CredentialSubject"},`, 60)
	return `{"@context":["https://www.w3.org/2018/credentials/v1"],"id":"urn:uuid:11111111-2222-4333-8444-555555555555",` +
		`"type":["VerifiableCredential","crossmint:6f1d2c3b4a5968778695a4b3:Diploma"],"issuer":{"id":"` + did + `"},` +
		`"credentialSubject":{"id":"` + did + `","name":"Mira Talvik","email":"mira@example.org","course":"Glass"},` +
		`"validFrom":"2026-03-01T09:30:00.123Z","validUntil":"2031-03-01T00:00:00Z",` +
		`"proof":{"type":"EthereumEip712Signature2021","proofValue":"0x` + strings.Repeat("ab", 65) + `",` +
		`"eip712":{"types":{"VerifiableCredential":[` + types + `{"name":"id","type":"string"}]},"primaryType":"VerifiableCredential"}}}`
}

func sampleBody(tb testing.TB) []byte {
	tb.Helper()
	return fmt.Appendf(nil, `{"type":"credential.creation.succeeded","data":{"actionId":"act-1","credential":%s,`+
		`"pass":{"apple":{"url":"https://passes.example.org/apple/1"},"google":{"url":"https://passes.example.org/google/1"}},"secret":null}}`,
		sampleCredential())
}

func BenchmarkDecode(b *testing.B) {
	payload, err := Seal([]byte(sampleCredential()), testKey, rand.Reader)
	if err != nil {
		b.Fatal(err)
	}
	sealed := fmt.Appendf(nil, `{"type":"credential.creation.succeeded","data":{"credential":{"id":"x","payload":%q},"secret":%q}}`,
		payload, testKey.Reveal())
	for name, body := range map[string][]byte{"clear": sampleBody(b), "sealed": sealed} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(body)))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := Decode(body); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	b.Run("validation alone", func(b *testing.B) {
		body := sampleBody(b)
		b.SetBytes(int64(len(body)))
		for b.Loop() {
			json.Valid(body)
		}
	})
}

func BenchmarkPretty(b *testing.B) {
	body := sampleBody(b)
	b.SetBytes(int64(len(body)))
	for b.Loop() {
		Pretty(body)
	}
}
