package crossmint

import (
	"encoding/hex"
	"errors"
	"regexp"
	"strings"
)

// ErrIssuer is the error of ParseIssuer.
var ErrIssuer = errors.New("the issuer is neither did:<chain>:0x<40 hex digits> nor such an address alone")

// address is an Ethereum address.
type address [20]byte

func (a address) String() string { return "0x" + hex.EncodeToString(a[:]) }

// Issuer is who issues credentials: an address on a chain, or on any. Two are
// the same when == says so; the zero value is nobody.
type Issuer struct {
	chain   string // "" for any
	address address
}

var onChain = regexp.MustCompile(`^(?:did:([a-z0-9][a-z0-9-]*):)?(0x[0-9a-fA-F]{40})$`)

// ParseIssuer reads did:<chain>:<address>, or an address alone, which stands
// for its holder on every chain. The case of the address's letters does not
// count. Its error is ErrIssuer.
func ParseIssuer(text string) (Issuer, error) {
	match := onChain.FindStringSubmatch(text)
	if match == nil || match[1] == "web" {
		return Issuer{}, ErrIssuer
	}
	raw, _ := fromHex(match[2])
	return Issuer{chain: match[1], address: address(raw)}, nil
}

// UnmarshalText is ParseIssuer, for text with or without blanks around it.
func (i *Issuer) UnmarshalText(text []byte) (err error) {
	*i, err = ParseIssuer(strings.TrimSpace(string(text)))
	return err
}

// String returns what ParseIssuer reads, with the address in lower case; "" for
// the zero value.
func (i Issuer) String() string {
	switch {
	case i == Issuer{}:
		return ""
	case i.chain == "":
		return i.address.String()
	}
	return "did:" + i.chain + ":" + i.address.String()
}

// covers says whether i, as somebody trusted, means other.
func (i Issuer) covers(other Issuer) bool {
	return i.address == other.address && (i.chain == "" || i.chain == other.chain)
}

// issuerOf returns the id of the issuer that a credential names, and what it
// means when that can be checked without asking anybody.
func issuerOf(credential map[string]any) (id string, issuer Issuer, err error) {
	switch v := credential["issuer"].(type) {
	case string:
		id = v
	case map[string]any:
		id, _ = v["id"].(string)
	}
	switch issuer, bad := ParseIssuer(id); {
	case id == "":
		return "", Issuer{}, cannotCheck("The credential does not name its issuer.")
	case strings.HasPrefix(id, "did:web:"):
		return id, Issuer{}, cannotCheck("The issuer's key is published on a website (did:web), which only a look there can tell.")
	case bad != nil || issuer.chain == "":
		return id, Issuer{}, cannotCheck("The issuer is not named by an address (did:<chain>:<address>), so its key is not known here.")
	default:
		return id, issuer, nil
	}
}
