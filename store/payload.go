package store

import (
	"crypto/sha256"
	"fmt"

	"github.com/klauspost/compress/zstd"

	"passdesk/store/vault"
)

// maxBody bounds what one stored body may unpack to, in bytes. It is above
// anything the door lets in; only a damaged record reaches it.
const maxBody = 16 << 20

// The first byte of a packed body says what it is.
const (
	formatClear  = 1 // compressed; from before there was a vault
	formatSealed = 2 // compressed, then sealed with the record's key
)

// bodyContext is what bodies are sealed in. A record's key seals nothing else.
const bodyContext = "body"

// packer turns bodies into what the payload table holds, and back. It is the
// one place they pass on their way to and from the disk. May be used from any
// goroutine.
type packer struct {
	enc *zstd.Encoder
	dec *zstd.Decoder
}

func newPacker() packer {
	// The options are constant, so these cannot fail.
	enc, _ := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest))
	dec, _ := zstd.NewReader(nil, zstd.WithDecoderConcurrency(0), zstd.WithDecoderMaxMemory(maxBody))
	return packer{enc: enc, dec: dec}
}

func (p packer) pack(body []byte, key vault.Key) ([]byte, error) {
	return sealCompressed(p.enc.EncodeAll(body, nil), key)
}

func sealCompressed(compressed []byte, key vault.Key) ([]byte, error) {
	sealed, err := key.Seal(compressed, bodyContext)
	if err != nil {
		return nil, err
	}
	return append([]byte{formatSealed}, sealed...), nil
}

// unpack fails with ErrDamaged when the packed bytes do not yield the body
// whose SHA-256 is sum.
func (p packer) unpack(packed, sum []byte, key vault.Key) ([]byte, error) {
	if len(packed) == 0 || packed[0] != formatSealed {
		return nil, fmt.Errorf("body: unknown format: %w", ErrDamaged)
	}
	compressed, err := key.Open(packed[1:], bodyContext)
	if err != nil {
		return nil, fmt.Errorf("body: %w: %w", ErrDamaged, err)
	}
	body, err := p.dec.DecodeAll(compressed, nil)
	if err != nil {
		return nil, fmt.Errorf("body: %w (%v)", ErrDamaged, err)
	}
	if got := sha256.Sum256(body); string(got[:]) != string(sum) {
		return nil, fmt.Errorf("body: digest differs: %w", ErrDamaged)
	}
	return body, nil
}
