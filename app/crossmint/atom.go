package crossmint

import (
	"encoding/hex"
	"encoding/json"
	"math/big"
	"regexp"
	"strconv"
	"strings"
)

// atom encodes a value of an atomic or dynamic type of EIP-712 into 32 bytes;
// ok is false for what does not have the type. Nothing is converted: where
// libraries sign "yes" as true or cut what is too long, it is not ok.
type atom func(v any) (word []byte, ok bool)

// atomOf returns nil for a type that EIP-712 does not have. The short names
// uint and int are such: libraries do not agree on how they are signed.
func atomOf(kind string) atom {
	switch kind {
	case "string":
		return encodeText
	case "bool":
		return encodeBool
	case "bytes":
		return encodeBytes
	case "address":
		return func(v any) ([]byte, bool) { return encodeFixed(v, 20, 12) }
	}
	if n, ok := sizeAfter(kind, "bytes", 32); ok {
		return func(v any) ([]byte, bool) { return encodeFixed(v, n, 0) }
	}
	if bits, ok := sizeAfter(kind, "uint", 256); ok && bits%8 == 0 {
		return func(v any) ([]byte, bool) { return encodeInteger(v, bits, false) }
	}
	if bits, ok := sizeAfter(kind, "int", 256); ok && bits%8 == 0 {
		return func(v any) ([]byte, bool) { return encodeInteger(v, bits, true) }
	}
	return nil
}

// sizeAfter reads the number in a type such as uint64.
func sizeAfter(kind, prefix string, limit int) (int, bool) {
	digits, found := strings.CutPrefix(kind, prefix)
	n, err := strconv.Atoi(digits)
	return n, found && err == nil && n > 0 && n <= limit && strconv.Itoa(n) == digits
}

func encodeText(v any) ([]byte, bool) {
	text, ok := v.(string)
	return keccak([]byte(text)), ok
}

func encodeBool(v any) ([]byte, bool) {
	yes, ok := v.(bool)
	word := make([]byte, 32)
	if yes {
		word[31] = 1
	}
	return word, ok
}

func encodeBytes(v any) ([]byte, bool) {
	raw, ok := fromHex(v)
	return keccak(raw), ok
}

// encodeFixed encodes size bytes in hex, at offset in the word. The case of
// the letters says nothing, not even in an address, whose checksum it is.
func encodeFixed(v any, size, offset int) ([]byte, bool) {
	raw, ok := fromHex(v)
	if !ok || len(raw) != size {
		return nil, false
	}
	word := make([]byte, 32)
	copy(word[offset:], raw)
	return word, true
}

func fromHex(v any) ([]byte, bool) {
	text, _ := v.(string)
	digits, found := strings.CutPrefix(text, "0x")
	raw, err := hex.DecodeString(digits)
	return raw, found && err == nil
}

var (
	decimal     = regexp.MustCompile(`^(?:0|-?[1-9][0-9]{0,77})$`)
	hexadecimal = regexp.MustCompile(`^-?0x[0-9a-fA-F]{1,64}$`)
)

// encodeInteger encodes a whole number: a JSON number without fraction or
// exponent, or a string, where it may also be in hex. It takes the number as
// it is written and never goes through a float.
func encodeInteger(v any, bits int, signed bool) ([]byte, bool) {
	text, isText := v.(string)
	if number, isNumber := v.(json.Number); isNumber {
		text = number.String()
	}
	if !decimal.MatchString(text) && (!isText || !hexadecimal.MatchString(text)) {
		return nil, false
	}
	n, ok := new(big.Int).SetString(text, 0)
	if !ok {
		return nil, false
	}
	width := bits
	if signed {
		width-- // for the sign
	}
	switch {
	case n.Sign() < 0 && !signed:
		return nil, false
	case n.Sign() < 0:
		// -2^width is the lowest; it has as many bits as 2^width-1 once the
		// complement is taken.
		if new(big.Int).Not(n).BitLen() > width {
			return nil, false
		}
		n.Add(n, new(big.Int).Lsh(big.NewInt(1), 256))
	case n.BitLen() > width:
		return nil, false
	}
	return n.FillBytes(make([]byte, 32)), true
}
