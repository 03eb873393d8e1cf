package store

import (
	"crypto/sha256"
	"fmt"

	"github.com/klauspost/compress/zstd"
)

// maxBody bounds what one stored body may unpack to, in bytes. It is above
// anything the door lets in; only a damaged record reaches it.
const maxBody = 16 << 20

// formatZstd opens a packed body that is compressed and not sealed. Another
// first byte will say that it is sealed as well.
const formatZstd = 1

// packer turns bodies into what the payload table holds, and back. It is the
// one place they pass on their way to and from the disk, so sealing belongs
// here, between compression and the format byte. May be used from any
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

func (p packer) pack(body []byte) []byte {
	return p.enc.EncodeAll(body, []byte{formatZstd})
}

// unpack fails with ErrDamaged when the packed bytes do not yield the body
// whose SHA-256 is sum.
func (p packer) unpack(packed, sum []byte) ([]byte, error) {
	if len(packed) == 0 || packed[0] != formatZstd {
		return nil, fmt.Errorf("body: unknown format: %w", ErrDamaged)
	}
	body, err := p.dec.DecodeAll(packed[1:], nil)
	if err != nil {
		return nil, fmt.Errorf("body: %w (%v)", ErrDamaged, err)
	}
	if got := sha256.Sum256(body); string(got[:]) != string(sum) {
		return nil, fmt.Errorf("body: digest differs: %w", ErrDamaged)
	}
	return body, nil
}
