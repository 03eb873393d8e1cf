package webhook

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Tolerance is how far the signed time may be from ours, either way (Svix
// signature scheme v1).
const Tolerance = 5 * time.Minute

// Why a request is not believed. Each says what was seen, none quotes it.
var (
	ErrHeadersMissing   = errors.New("signature headers are missing")
	ErrHeadersMalformed = errors.New("signature headers cannot be read")
	ErrNoSecret         = errors.New("no signing secret is set, so nothing can be believed")
	ErrEmptySecret      = errors.New("signed with an empty secret")
	ErrSignature        = errors.New("signature does not match: another secret, or a changed body")
	ErrStale            = errors.New("authentic, but its time is too far from this computer's clock")
)

// StaleError is ErrStale with the distance.
type StaleError struct {
	Off time.Duration // our clock less the signed time
}

// Error says by how much and which way the clocks differ.
func (e *StaleError) Error() string {
	direction := "behind"
	if e.Off < 0 {
		direction = "ahead of"
	}
	return fmt.Sprintf("%v: signed %v %s it", ErrStale, e.Off.Abs().Round(time.Second), direction)
}

// Is makes errors.Is(err, ErrStale) hold.
func (e *StaleError) Is(target error) bool { return target == ErrStale }

// Verified is what an authentic request proves.
type Verified struct {
	MessageID string    // the same for every retry
	SentAt    time.Time // when this attempt was signed
	Label     string    // of the secret that matched
}

// Secrets are the signing secrets that are live at once: staging's beside
// production's, an old one beside its successor.
type Secrets []Secret

// Verify proves that body was signed with one of the secrets at about now
// (Svix signature scheme v1: HMAC-SHA256 over "id.timestamp.body", in svix-*
// or webhook-* headers). The signature is checked before the time, so that
// ErrStale means authentic but late: a clock that is off, or a replay.
func (s Secrets) Verify(h http.Header, body []byte, now time.Time) (Verified, error) {
	p, err := readProof(h)
	if err != nil {
		return Verified{}, err
	}
	v, err := s.prove(p, body, now)
	if err != nil {
		return Verified{}, err
	}
	return v, nil
}

// prove is Verify that also tells what the signature proves beside ErrStale.
func (s Secrets) prove(p proof, body []byte, now time.Time) (Verified, error) {
	label, err := s.match(p, body)
	if err != nil {
		return Verified{}, err
	}
	v := Verified{MessageID: p.id, SentAt: time.Unix(p.seconds, 0).UTC(), Label: label}
	if off := v.off(now); beyond(off) {
		return v, &StaleError{Off: off}
	}
	return v, nil
}

// off is our clock less the signed time, in whole seconds, as the sender counts.
// Where that is more than 292 years, it is those.
func (v Verified) off(now time.Time) time.Duration { return time.Unix(now.Unix(), 0).Sub(v.SentAt) }

func beyond(off time.Duration) bool { return off.Abs() > Tolerance }

// match finds the secret that made one of the signatures.
func (s Secrets) match(p proof, body []byte) (label string, err error) {
	usable := false
	for _, secret := range s {
		key, ok := secret.usable()
		if !ok {
			continue // the zero value, which trusts nobody
		}
		usable = true
		if p.signedBy(key, body) {
			return secret.label, nil
		}
	}
	switch {
	case p.signedBy(nil, body):
		// Named for whoever reads the log: some receivers would have let it in.
		return "", ErrEmptySecret
	case !usable:
		return "", ErrNoSecret
	}
	return "", ErrSignature
}

// proof is what a request's headers say about its signature.
type proof struct {
	id        string
	timestamp string // as signed
	seconds   int64
	macs      [][]byte
}

const (
	maxMessageID = 256  // bytes; real ones have about 30
	maxMACs      = 16   // signatures looked at; a rotation needs two
	maxSeconds   = 1e11 // the year 5138: far enough, and safe to reckon with
)

// readProof takes the first family of headers that is complete and can be
// read. Their size is bounded by the server's header limit.
func readProof(h http.Header) (proof, error) {
	err := ErrHeadersMissing
	for _, family := range []string{"Svix-", "Webhook-"} {
		id, timestamp := h.Get(family+"Id"), h.Get(family+"Timestamp")
		signatures := strings.Fields(strings.Join(h.Values(family+"Signature"), " "))
		if id == "" || timestamp == "" || len(signatures) == 0 {
			continue
		}
		p := proof{id: id, timestamp: timestamp, macs: readMACs(signatures)}
		seconds, bad := strconv.ParseInt(timestamp, 10, 64)
		if bad != nil || seconds < 0 || seconds > maxSeconds || len(id) > maxMessageID || len(p.macs) == 0 {
			err = ErrHeadersMalformed
			continue
		}
		p.seconds = seconds
		return p, nil
	}
	return proof{}, err
}

// readMACs keeps the signatures of version v1. Others, such as v1a, are for
// other kinds of keys and are passed over.
func readMACs(signatures []string) (macs [][]byte) {
	for _, s := range signatures {
		encoded, ok := strings.CutPrefix(s, "v1,")
		if !ok || len(macs) == maxMACs {
			continue
		}
		if mac, err := base64.StdEncoding.DecodeString(encoded); err == nil && len(mac) == sha256.Size {
			macs = append(macs, mac)
		}
	}
	return macs
}

func (p proof) signedBy(key, body []byte) bool {
	want := sum(key, p.id, p.timestamp, body)
	for _, mac := range p.macs {
		if hmac.Equal(mac, want) {
			return true
		}
	}
	return false
}

func sum(key []byte, id, timestamp string, body []byte) []byte {
	h := hmac.New(sha256.New, key)
	h.Write([]byte(id + "." + timestamp + "."))
	h.Write(body)
	return h.Sum(nil)
}

// Sign sets the headers a sender would: what Verify accepts from the same
// secret. It does nothing for the zero Secret.
func (s Secret) Sign(h http.Header, messageID string, at time.Time, body []byte) {
	key, ok := s.usable()
	if !ok {
		return
	}
	timestamp := strconv.FormatInt(at.Unix(), 10)
	h.Set("Svix-Id", messageID)
	h.Set("Svix-Timestamp", timestamp)
	h.Set("Svix-Signature", "v1,"+base64.StdEncoding.EncodeToString(sum(key, messageID, timestamp, body)))
}
