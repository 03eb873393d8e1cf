package webhook

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"net/http"
	"strings"
	"sync"
	"time"
)

const (
	// canaryBody is all that a canary ever says.
	canaryBody = `{"type":"passdesk.canary","data":{}}`
	// canaryPrefix opens a canary's message id; a nonce follows.
	canaryPrefix = "passdesk_canary_"
)

// isCanary tells canaries from events. Among what is authentic nobody but a
// holder of the secret can make one.
//
// Canaries are acknowledged like events, after a real commit, but not kept.
// That holds for all of them: also for one that came twice, and for one of
// another Passdesk that has the same secret. Refusing those would say that they
// are not authentic, which they are, and keeping them would put rows into the
// list that nobody issued. Nothing can be lost in this way, because a canary is
// known by its whole body, which is always the same and holds nothing. An event
// of this type with any other body is kept, as every authentic event is.
func isCanary(messageID string, body []byte) bool {
	return strings.HasPrefix(messageID, canaryPrefix) && bytes.Equal(body, []byte(canaryBody))
}

// Canary is a request that the program sends to its own door, to see whether
// events would come in. The door knows it by its nonce, from Expect until
// Forget. Its methods may be called from any goroutine, and do nothing on nil.
type Canary struct {
	id string

	mu    sync.Mutex
	seen  Sighting
	spent bool // an authentic one came; what comes after it is a copy
}

// Sighting is how far a canary has come. A zero time means not so far.
type Sighting struct {
	Arrived  time.Time // at this door, whether it was believed or not
	Verified time.Time // its signature held
	Kept     time.Time // the disk has taken a write for it
	Err      error     // why it was refused, nil if it was not
}

// Expect makes a canary that the Handler takes note of. Only the last one is
// expected.
func (h *Handler) Expect() *Canary {
	c := &Canary{id: canaryPrefix + rand.Text()}
	h.expected.Store(c)
	return c
}

// Forget ends the waiting for a canary.
func (h *Handler) Forget(c *Canary) { h.expected.CompareAndSwap(c, nil) }

// Request makes the request that carries the canary to url, signed at a time.
func (c *Canary) Request(ctx context.Context, url string, secret Secret, at time.Time) (*http.Request, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, url, strings.NewReader(canaryBody))
	if err != nil {
		return nil, err
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("User-Agent", "Passdesk")
	secret.Sign(r.Header, c.id, at, []byte(canaryBody))
	return r, nil
}

// Sighting gives what has been seen of the canary so far.
func (c *Canary) Sighting() Sighting {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.seen
}

// canary gives the canary that a request claims to be, nil for every other
// request. The claim is not proven yet: what comes of it is noted all the same,
// because a canary that is not believed is what the doctor wants to know of.
func (h *Handler) canary(r *http.Request) *Canary {
	c := h.expected.Load()
	if c == nil || r.Header.Get("Svix-Id") != c.id || !c.arrived() {
		return nil
	}
	return c
}

// arrived is false when the canary has been here before: a nonce is good for
// one authentic request.
func (c *Canary) arrived() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.spent {
		return false
	}
	if c.seen.Arrived.IsZero() {
		c.seen.Arrived = time.Now()
	}
	return true
}

func (c *Canary) verified() {
	if c == nil {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.spent {
		c.spent = true
		c.seen.Verified, c.seen.Err = time.Now(), nil
	}
}

// answered takes what the request came to. The refusal of a copy that was not
// believed says nothing about the one that was.
func (c *Canary) answered(err error) {
	if c == nil {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	var refusal *notAuthentic
	switch {
	case errors.As(err, &refusal) && c.spent, !c.seen.Kept.IsZero():
	case err != nil:
		c.seen.Err = err
	default:
		c.seen.Kept, c.seen.Err = time.Now(), nil
	}
}

// Signer gives the secret to sign canaries with, the first that can be used;
// the zero Secret when there is none. One is enough: whether the sender signs
// with the same secrets cannot be found out from here, and to this door each of
// them is as good as the others.
func (s Secrets) Signer() Secret {
	for _, secret := range s {
		if _, ok := secret.usable(); ok {
			return secret
		}
	}
	return Secret{}
}
