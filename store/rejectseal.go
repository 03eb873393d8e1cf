package store

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"time"

	"passdesk/store/vault"
)

// rejectionRow is a rejection as its row holds it.
type rejectionRow struct {
	Rejection
	share string
	sum   []byte // of the body, nil where there is none
	same  []byte
	bytes int64
}

// fingerprint is equal for requests that are the same.
func (r *rejectionRow) fingerprint() []byte {
	text := fmt.Sprintf("message %q %x", r.MessageID, r.sum)
	if shareOf[r.Reason].name == strangers.name {
		text = fmt.Sprintf("stranger %q %q %q", r.Reason, r.Peer, r.Agent)
	}
	sum := sha256.Sum256([]byte(text))
	return sum[:]
}

// signedAt is the time in milliseconds, -1 for none.
func (r *rejectionRow) signedAt() int64 {
	if r.SignedAt.IsZero() {
		return -1
	}
	return r.SignedAt.UnixMilli()
}

// context binds a sealed body to what its row says in clear.
func (r *rejectionRow) context() string {
	return fmt.Sprintf("rejection %d %d %d %d %q %q %q %q %x", r.ID, r.ReceivedAt.UnixMilli(), r.signedAt(),
		r.Size, r.MessageID, r.Agent, r.Peer, r.Detail, r.sum)
}

// seal packs body and signature together.
func (p packer) sealRejection(r *rejectionRow, key vault.Key) ([]byte, error) {
	framed := binary.BigEndian.AppendUint32(nil, uint32(len(r.Proof)))
	framed = append(append(framed, r.Proof...), r.Body...)
	return key.Seal(p.enc.EncodeAll(framed, nil), r.context())
}

// openRejection fills in what sealRejection packed. It fails with ErrDamaged.
func (p packer) openRejection(r *rejectionRow, sealed []byte, key vault.Key) error {
	compressed, err := key.Open(sealed, r.context())
	if err != nil {
		return fmt.Errorf("rejection: %w: %w", ErrDamaged, err)
	}
	framed, err := p.dec.DecodeAll(compressed, nil)
	if err != nil || len(framed) < 4 || int64(binary.BigEndian.Uint32(framed)) > int64(len(framed)-4) {
		return fmt.Errorf("rejection: unknown form: %w", ErrDamaged)
	}
	end := 4 + binary.BigEndian.Uint32(framed)
	r.Proof, r.Body = framed[4:end:end], framed[end:]
	if got := sha256.Sum256(r.Body); string(got[:]) != string(r.sum) {
		return fmt.Errorf("rejection: digest differs: %w", ErrDamaged)
	}
	return nil
}

const rejectionColumns = `r.id, r.share, r.reason, r.detail, r.received_at, r.last_at, r.times, r.signed_at,
	r.message_id, r.agent, r.peer, r.size, r.body_sha256, r.same, r.bytes`

// scanRejection reads rejectionColumns, and behind them more.
func scanRejection(row scanner, more ...any) (*rejectionRow, error) {
	r := new(rejectionRow)
	var received, last, signed int64
	err := row.Scan(append([]any{
		&r.ID, &r.share, &r.Reason, &r.Detail, &received, &last, &r.Times, &signed,
		&r.MessageID, &r.Agent, &r.Peer, &r.Size, &r.sum, &r.same, &r.bytes,
	}, more...)...)
	r.ReceivedAt, r.LastAt, r.Kept = time.UnixMilli(received).UTC(), time.UnixMilli(last).UTC(), r.bytes > 0
	if signed != -1 {
		r.SignedAt = time.UnixMilli(signed).UTC()
	}
	return r, err
}
