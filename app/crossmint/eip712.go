package crossmint

import (
	"maps"
	"slices"

	"golang.org/x/crypto/sha3"

	"passdesk/assets/say"
)

const domainType = "EIP712Domain"

// domainFields are the fields of a domain in their order (EIP-712, definition
// of domainSeparator).
var domainFields = []field{
	{name: "name", kind: "string", base: "string"},
	{name: "version", kind: "string", base: "string"},
	{name: "chainId", kind: "uint256", base: "uint256"},
	{name: "verifyingContract", kind: "address", base: "address"},
	{name: "salt", kind: "bytes32", base: "bytes32"},
}

// typedData is a message with the types and the domain that it was signed in.
type typedData struct {
	schema  *schema
	primary string
	domain  map[string]any
	message map[string]any
}

// digest returns what is signed: encode(domainSeparator, message) of EIP-712,
// hashed. unsigned are the places of the message that no type covers.
func (d typedData) digest() (digest []byte, unsigned []*place, err error) {
	if err := d.completeDomain(); err != nil {
		return nil, nil, err
	}
	if err := d.schema.resolve(d.primary); err != nil {
		return nil, nil, err
	}
	e := encoder{schema: d.schema}
	separator, err := e.hashStruct(domainType, d.domain, nil)
	if err != nil || len(e.unsigned) > 0 {
		return nil, nil, cannotCheck("The domain of the proof is not what its types say.")
	}
	message, err := e.hashStruct(d.primary, d.message, nil)
	if err != nil {
		return nil, nil, err
	}
	return keccak([]byte("\x19\x01"), separator, message), e.unsigned, nil
}

// completeDomain defines the type of the domain by the keys it has, where the
// types leave that out, as Crossmint's and those of most libraries do.
func (d typedData) completeDomain() error {
	fields, given := d.schema.types[domainType]
	if !given {
		for _, f := range domainFields {
			if _, has := d.domain[f.name]; has {
				fields = append(fields, f)
			}
		}
		d.schema.types[domainType] = fields
	}
	for _, f := range fields {
		if !slices.ContainsFunc(domainFields, func(known field) bool { return known.name == f.name && known.kind == f.kind }) {
			return cannotCheck("The proof has a domain that EIP-712 does not know.")
		}
	}
	return d.schema.resolve(domainType)
}

// encoder hashes values by a resolved schema. An error is an objection that
// names the place of a value that could not have been signed as it is.
type encoder struct {
	schema   *schema
	unsigned []*place
}

// hashStruct hashes an object as the struct type name. A field of the type
// that the object lacks is an error, also where libraries would sign a
// default: there is no value that the signature could be said to cover.
func (e *encoder) hashStruct(name string, object map[string]any, at *place) ([]byte, error) {
	fields := e.schema.types[name]
	encoded := slices.Clone(e.schema.hashes[name])
	for _, f := range fields {
		v, ok := object[f.name]
		if !ok {
			return nil, altered(say.Sentence("The signed field {{.Field}} is missing.").With("Field", at.member(f.name)))
		}
		word, err := e.encode(f.base, f.levels, v, at.member(f.name))
		if err != nil {
			return nil, err
		}
		encoded = append(encoded, word...)
	}
	if len(object) > len(fields) {
		e.noteUnsigned(fields, object, at)
	}
	return keccak(encoded), nil
}

func (e *encoder) noteUnsigned(fields []field, object map[string]any, at *place) {
	signed := make(map[string]bool, len(fields))
	for _, f := range fields {
		signed[f.name] = true
	}
	for _, key := range slices.Sorted(maps.Keys(object)) {
		if !signed[key] {
			e.unsigned = append(e.unsigned, at.member(key))
		}
	}
}

// encode returns the 32 bytes that stand for v, which has the type base in
// arrays of these sizes.
func (e *encoder) encode(base string, levels []int, v any, at *place) ([]byte, error) {
	if last := len(levels) - 1; last >= 0 {
		return e.hashArray(base, levels[:last], levels[last], v, at)
	}
	if atom := atomOf(base); atom != nil {
		word, ok := atom(v)
		if !ok {
			return nil, altered(say.Sentence("What stands at {{.Place}} cannot have been signed as {{.Type}}.").With("Place", at).With("Type", clean(base, maxID)))
		}
		return word, nil
	}
	object, ok := v.(map[string]any)
	if !ok {
		return nil, altered(say.Sentence("What stands at {{.Place}} cannot have been signed as {{.Type}}.").With("Place", at).With("Type", clean(base, maxID)))
	}
	return e.hashStruct(base, object, at)
}

func (e *encoder) hashArray(base string, inner []int, size int, v any, at *place) ([]byte, error) {
	array, ok := v.([]any)
	if !ok || size >= 0 && size != len(array) {
		return nil, altered(say.Sentence("What stands at {{.Place}} cannot have been signed as a list of its type.").With("Place", at))
	}
	var encoded []byte
	for i, element := range array {
		word, err := e.encode(base, inner, element, at.element(i))
		if err != nil {
			return nil, err
		}
		encoded = append(encoded, word...)
	}
	return keccak(encoded), nil
}

// keccak is the hash of Ethereum, which is not quite SHA3-256.
func keccak(parts ...[]byte) []byte {
	h := sha3.NewLegacyKeccak256()
	for _, part := range parts {
		h.Write(part)
	}
	return h.Sum(nil)
}
