package crossmint

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"

	"github.com/decred/dcrd/dcrec/secp256k1/v4"
	"github.com/decred/dcrd/dcrec/secp256k1/v4/ecdsa"

	"passdesk/store/secret"
)

// Signer plays an issuer: what it signs, Check finds valid. It is for
// demonstrations and tests; a real issuer's key is Crossmint's to keep.
type Signer struct {
	secret.Value[*secp256k1.PrivateKey]
}

// NewSigner makes a signer from a seed, always the same from the same.
func NewSigner(seed string) Signer {
	return Signer{secret.Of(secp256k1.PrivKeyFromBytes(keccak([]byte(seed))))}
}

// DID is who the signer is on a chain: what issuer.id of its credentials has
// to be.
func (s Signer) DID(chain string) string {
	public := s.Reveal().PubKey().SerializeUncompressed()
	return "did:" + chain + ":" + address(keccak(public[1:])[12:]).String()
}

// Prove signs a credential, which must be an object of texts, lists of texts
// and objects of those, and returns the proof to add to it as "proof".
func (s Signer) Prove(credential []byte, did string) ([]byte, error) {
	message, err := readStrict(credential)
	if err != nil {
		return nil, fmt.Errorf("prove: %w", err)
	}
	types := map[string]any{}
	if err := shapeOf(types, primaryType, message); err != nil {
		return nil, fmt.Errorf("prove: %w", err)
	}
	schema, err := readSchema(types)
	if err != nil {
		return nil, fmt.Errorf("prove: %w", err)
	}
	domain := map[string]any{
		"name": "Crossmint", "version": "0.1", "chainId": json.Number("4"),
		"verifyingContract": "0xD8393a735e8b7B6E199db9A537cf27C61Aa74954",
	}
	digest, _, err := typedData{schema, primaryType, maps.Clone(domain), message}.digest()
	if err != nil {
		return nil, fmt.Errorf("prove: %w", err)
	}
	compact := ecdsa.SignCompact(s.Reveal(), digest, false) // v first
	return json.Marshal(map[string]any{
		"type": proofType, "proofPurpose": "assertionMethod", "verificationMethod": did + "#evmAddress",
		"proofValue": "0x" + hex.EncodeToString(append(compact[1:], compact[0])),
		"eip712":     map[string]any{"domain": domain, "types": types, "primaryType": primaryType},
	})
}

// shapeOf defines the struct type of an object, and those of the objects in it.
func shapeOf(types map[string]any, name string, object map[string]any) error {
	fields := []any{}
	for _, key := range slices.Sorted(maps.Keys(object)) {
		var kind string
		switch v := object[key].(type) {
		case string:
			kind = "string"
		case []any:
			kind = "string[]"
		case map[string]any:
			kind = strings.ToUpper(key[:1]) + strings.TrimFunc(key[1:], func(r rune) bool { return !unicode.IsLetter(r) })
			if err := shapeOf(types, kind, v); err != nil {
				return err
			}
		default:
			return fmt.Errorf("%s is of a type that cannot be signed here", key)
		}
		fields = append(fields, map[string]any{"name": key, "type": kind})
	}
	types[name] = fields
	return nil
}
