package crossmint

import (
	"encoding/hex"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
)

// mail is the example of the EIP-712 specification.
const (
	mailDomain = `{"name":"Ether Mail","version":"1","chainId":1,"verifyingContract":"0xCcCCccccCCCCcCCCCCCcCcCccCcCCCcCcccccccC"}`
	mailTypes  = `{"Person":[{"name":"name","type":"string"},{"name":"wallet","type":"address"}],` +
		`"Mail":[{"name":"from","type":"Person"},{"name":"to","type":"Person"},{"name":"contents","type":"string"}]}`
	mailMessage = `{"from":{"name":"Cow","wallet":"0xCD2a3d9F938E13CD947Ec05AbC7FE734Df8DD826"},` +
		`"to":{"name":"Bob","wallet":"0xbBbBBBBbbBBBbbbBbbBbbbbBBbBbbbbBbBbbBBbB"},"contents":"Hello, Bob!"}`
	mailDigest    = "be609aee343fb3c4b28e1df9e632fca64fcfaede20f02e86244efddf30957bd2"
	mailSignature = "0x4355c47d63924e8a72e509b65029052eb6c299d53a04e167c5775fd466751c9d07299936d304c153f6443dfa05f40ff007d72911b6f72307f996231605b915621c"
	mailSigner    = "0xcd2a3d9f938e13cd947ec05abc7fe734df8dd826"
)

func readTyped(t testing.TB, v typedVector) typedData {
	t.Helper()
	d, err := tryTyped(t, v)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func tryTyped(t testing.TB, v typedVector) (typedData, error) {
	t.Helper()
	schema, err := readSchema(tree(t, v.Types))
	return typedData{schema, v.PrimaryType, tree(t, v.Domain), tree(t, v.Message)}, err
}

func TestMailOfTheSpecification(t *testing.T) {
	mail := typedVector{"", "Mail", json.RawMessage(mailDomain), json.RawMessage(mailTypes), json.RawMessage(mailMessage), ""}
	domainGiven := mail
	domainGiven.Types = json.RawMessage(strings.TrimSuffix(mailTypes, "}") + `,"EIP712Domain":[{"name":"name","type":"string"},` +
		`{"name":"version","type":"string"},{"name":"chainId","type":"uint256"},{"name":"verifyingContract","type":"address"}]}`)
	for _, v := range []typedVector{mail, domainGiven} {
		d := readTyped(t, v)
		digest, unsigned, err := d.digest()
		if err != nil || len(unsigned) > 0 || hex.EncodeToString(digest) != mailDigest {
			t.Fatalf("%x, %v, %v", digest, unsigned, err)
		}
		names, err := d.schema.reach("Mail")
		if got := d.schema.encodeTypes(names); err != nil ||
			got != "Mail(Person from,Person to,string contents)Person(string name,address wallet)" {
			t.Errorf("encodeType %q, %v", got, err)
		}
		signer, err := recoverSigner(digest, mailSignature)
		if err != nil || signer.String() != mailSigner {
			t.Errorf("%v, %v", signer, err)
		}
		// RFC 6979 makes signatures repeatable.
		if got := issuerFrom("cow").sign(t, d); got != mailSignature {
			t.Errorf("signed as %s", got)
		}
	}
}

func TestTypedDataHashesAsEthersDoes(t *testing.T) {
	for _, v := range readVectors[typedVector](t, "typed.json") {
		t.Run(v.Name, func(t *testing.T) {
			digest, unsigned, err := readTyped(t, v).digest()
			if got := "0x" + hex.EncodeToString(digest); err != nil || len(unsigned) > 0 || got != v.Digest {
				t.Errorf("%s, want %s; %v, %v", got, v.Digest, unsigned, err)
			}
		})
	}
}

func TestAtoms(t *testing.T) {
	const zeros = "0000000000000000000000000000000000000000000000000000000000000000"
	ones := strings.Repeat("f", 64)
	right := func(tail string) string { return zeros[len(tail):] + tail }
	number := func(text string) any { return json.Number(text) }
	no := ""
	tests := []struct {
		kind string
		v    any
		want string
	}{
		{"bool", true, right("1")},
		{"bool", false, zeros},
		{"bool", "true", no},
		{"bool", number("1"), no},
		{"bool", nil, no},
		{"string", number("1"), no},
		{"string", nil, no},
		{"string", "", "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470"},
		{"bytes", "0x", "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470"},
		{"bytes", "", no},
		{"bytes", "0x0", no},
		{"bytes", "0xzz", no},
		{"bytes2", "0xABcd", "abcd" + zeros[4:]},
		{"bytes2", "0xabcdef", no},
		{"bytes2", "0xab", no},
		{"address", "0xCD2a3d9F938E13CD947Ec05AbC7FE734Df8DD826", right(mailSigner[2:])},
		{"address", mailSigner[2:], no},
		{"address", mailSigner + "00", no},
		{"uint8", number("255"), right("ff")},
		{"uint8", "0xFF", right("ff")},
		{"uint8", number("256"), no},
		{"uint8", number("-1"), no},
		{"uint8", number("-0"), no},
		{"uint8", number("1.0"), no},
		{"uint8", number("1e1"), no},
		{"uint8", number("1E1"), no},
		{"uint8", "1e1", no},
		{"uint8", "", no},
		{"uint8", " 1", no},
		{"uint8", "+1", no},
		{"uint8", "01", no},
		{"uint8", "1_0", no},
		{"uint8", "0b1", no},
		{"uint8", "0x", no},
		{"uint8", true, no},
		{"uint8", nil, no},
		{"uint64", number("18446744073709551615"), right("ffffffffffffffff")},
		{"uint64", "18446744073709551616", no},
		{"uint64", number("9007199254740993"), right("20000000000001")},
		{"uint256", "0x" + ones, ones},
		{"uint256", "0x1" + zeros, no},
		{"uint256", strings.Repeat("9", 78), no},
		{"uint256", strings.Repeat("9", 100_000), no},
		{"int8", number("-128"), ones[2:] + "80"},
		{"int8", "-0x80", ones[2:] + "80"},
		{"int8", number("-129"), no},
		{"int8", number("127"), right("7f")},
		{"int8", number("128"), no},
		{"int256", "-0x8" + zeros[1:], "8" + zeros[1:]},
		{"int256", "0x8" + zeros[1:], no},
		{"int256", number("-1"), ones},
	}
	for _, tt := range tests {
		word, ok := atomOf(tt.kind)(tt.v)
		if got := hex.EncodeToString(word); ok != (tt.want != no) || ok && got != tt.want {
			t.Errorf("%s %.80v: %s, %v, want %s", tt.kind, tt.v, got, ok, tt.want)
		}
	}
	for _, kind := range []string{"uint", "int", "uint7", "uint0", "uint264", "uint08", "bytes0", "bytes33", "bytes01", "byte", "String", "", "float64", "uint-8", "int+8"} {
		if atomOf(kind) != nil {
			t.Errorf("%q is a type", kind)
		}
	}
}

// TestSchemasThatAreRefused holds the types for what could be read in two ways
// or is undefined; none of it may hang.
func TestSchemasThatAreRefused(t *testing.T) {
	for name, types := range map[string]string{
		"primary missing":       `{"A":[]}`,
		"type missing":          `{"Mail":[{"name":"a","type":"Person"}]}`,
		"short uint":            `{"Mail":[{"name":"a","type":"uint"}]}`,
		"struct called string":  `{"Mail":[{"name":"a","type":"string"}],"string":[]}`,
		"struct called uint7":   `{"Mail":[{"name":"a","type":"uint7"}],"uint7":[]}`,
		"struct called a list":  `{"Mail":[],"A[]":[]}`,
		"struct with a space":   `{"Mail":[{"name":"a","type":"A b"}],"A b":[]}`,
		"name with a comma":     `{"Mail":[{"name":"a,string b","type":"string"}]}`,
		"name with a bracket":   `{"Mail":[{"name":"a)B(string b","type":"string"}]}`,
		"no name":               `{"Mail":[{"type":"string"}]}`,
		"no type":               `{"Mail":[{"name":"a"}]}`,
		"field twice":           `{"Mail":[{"name":"a","type":"string"},{"name":"a","type":"bool"}]}`,
		"list of no size":       `{"Mail":[{"name":"a","type":"string[0]"}]}`,
		"list of a huge size":   `{"Mail":[{"name":"a","type":"string[9999999999999999999]"}]}`,
		"list of a signed size": `{"Mail":[{"name":"a","type":"string[-1]"}]}`,
		"open list":             `{"Mail":[{"name":"a","type":"string["}]}`,
		"not a list of fields":  `{"Mail":{"a":"string"}}`,
		"not a field":           `{"Mail":["a"]}`,
		"long name":             `{"Mail":[{"name":"` + strings.Repeat("a", 300) + `","type":"string"}]}`,
		"too many fields":       `{"Mail":[` + strings.Repeat(`{"name":"a","type":"string"},`, 1000) + `{"name":"a","type":"string"}]}`,
		"domain of its own":     `{"Mail":[],"EIP712Domain":[{"name":"greeting","type":"string"}]}`,
		"domain of other types": `{"Mail":[],"EIP712Domain":[{"name":"chainId","type":"string"}]}`,
		"domain not covered":    `{"Mail":[],"EIP712Domain":[]}`,
	} {
		d, err := tryTyped(t, typedVector{"", "Mail", json.RawMessage(`{"name":"x"}`), json.RawMessage(types), json.RawMessage(`{}`), ""})
		if err == nil {
			_, _, err = d.digest()
		}
		o, ok := errors.AsType[*objection](err)
		if !ok || o.verdict != CannotCheck {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestTypesMayReferInACircle hashes what the specification allows and ethers
// refuses: a family tree.
func TestTypesMayReferInACircle(t *testing.T) {
	const types = `{"Person":[{"name":"name","type":"string"},{"name":"children","type":"Person[]"},{"name":"pets","type":"Pet[]"}],` +
		`"Pet":[{"name":"owners","type":"Person[]"}]}`
	family := func(message string) ([]byte, error) {
		v := typedVector{"", "Person", json.RawMessage(`{}`), json.RawMessage(types), json.RawMessage(message), ""}
		digest, _, err := readTyped(t, v).digest()
		return digest, err
	}
	one, err := family(`{"name":"Ada","children":[{"name":"Bo","children":[],"pets":[]}],"pets":[{"owners":[]}]}`)
	if err != nil {
		t.Fatal(err)
	}
	other, err := family(`{"name":"Ada","children":[],"pets":[{"owners":[{"name":"Bo","children":[],"pets":[]}]}]}`)
	if err != nil || slices.Equal(one, other) {
		t.Errorf("%x and %x, %v", one, other, err)
	}
}

func TestWhatDoesNotFitItsType(t *testing.T) {
	const types = `{"Main":[{"name":"who","type":"Person"},{"name":"all","type":"Person[2]"}],"Person":[{"name":"age","type":"uint8"}]}`
	for message, want := range map[string]string{
		`{"who":{"age":1}}`:                              "The signed field all is missing.",
		`{"who":{},"all":[]}`:                            "The signed field who.age is missing.",
		`{"who":[1],"all":[]}`:                           "What stands at who cannot have been signed as Person.",
		`{"who":{"age":300},"all":[]}`:                   "What stands at who.age cannot have been signed as uint8.",
		`{"who":{"age":1},"all":[{"age":1}]}`:            "What stands at all cannot have been signed as a list of its type.",
		`{"who":{"age":1},"all":{"0":1}}`:                "What stands at all cannot have been signed as a list of its type.",
		`{"who":{"age":1},"all":[{"age":1},{"age":{}}]}`: "What stands at all[1].age cannot have been signed as uint8.",
	} {
		v := typedVector{"", "Main", json.RawMessage(`{}`), json.RawMessage(types), json.RawMessage(message), ""}
		_, _, err := readTyped(t, v).digest()
		if o, ok := errors.AsType[*objection](err); !ok || o.verdict != Altered || o.reason.String() != want {
			t.Errorf("%s: %v, want %s", message, err, want)
		}
	}
}
