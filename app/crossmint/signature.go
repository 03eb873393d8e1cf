package crossmint

import (
	"github.com/decred/dcrd/dcrec/secp256k1/v4"
	"github.com/decred/dcrd/dcrec/secp256k1/v4/ecdsa"
)

const signatureSize = 65 // r, s and v

// recoverSigner returns the address whose key signed digest. The signature is
// r ‖ s ‖ v in hex with 0x; v is 27 or 28, or 0 or 1 as some wallets have it. A
// signature has a second form with a high s that anybody can make from the
// first; like ethers and Ethereum itself (EIP-2), this takes the low one only.
func recoverSigner(digest []byte, signature string) (address, error) {
	raw, ok := fromHex(signature)
	if !ok || len(raw) != signatureSize {
		return address{}, altered("The signature is not one of 65 bytes in hex.")
	}
	v := raw[64]
	if v <= 1 {
		v += 27
	}
	var s secp256k1.ModNScalar
	if s.SetByteSlice(raw[32:64]) || s.IsOverHalfOrder() || v != 27 && v != 28 {
		return address{}, altered("The signature is in a form that no wallet makes.")
	}
	key, _, err := ecdsa.RecoverCompact(append([]byte{v}, raw[:64]...), digest)
	if err != nil {
		return address{}, altered("The signature is none that any key could have made.")
	}
	// An address is the end of the hash of the key's two coordinates.
	return address(keccak(key.SerializeUncompressed()[1:])[12:]), nil
}
