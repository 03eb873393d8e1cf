package store

import (
	"cmp"
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"time"
	"unicode/utf8"
)

// FailureCause is a cause with the failures that it stands for: those in view,
// for what succeeded later is resolved.
type FailureCause struct {
	Fingerprint string // "" where no reason was given
	Error       string // what the newest of them says
	Count       int
	People      int // different ones, as far as they are named
	First       time.Time
	Last        time.Time
}

// FailureCauses gives the causes of the failures in view, the one seen last first. It
// takes as long as Templates.
func (r *Reader) FailureCauses(ctx context.Context) ([]FailureCause, error) {
	ctx, done := r.during(ctx)
	defer done()
	c := r.catalog
	if err := c.refresh(ctx, r.db); err != nil {
		return nil, fmt.Errorf("causes: %w", err)
	}
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.causes(), nil
}

// causes goes through the cards once, oldest first.
func (c *catalog) causes() []FailureCause {
	failing := make([]*FailureCause, len(c.kinds)) // by kind
	byCause := map[string]*FailureCause{}
	for n := 1; n < len(c.kinds); n++ {
		if k := &c.kinds[n]; k.status == Failed && !k.superseded {
			cause := c.prints[n]
			if byCause[cause] == nil {
				byCause[cause] = &FailureCause{Fingerprint: cause}
			}
			failing[n] = byCause[cause]
		}
	}
	type person struct {
		cause *FailureCause
		text  string
	}
	people := map[person]bool{}
	for id := range c.cards {
		k := &c.cards[id]
		f := failing[k.kind]
		if f == nil {
			continue
		}
		at := time.UnixMilli(k.received).UTC()
		if f.Count == 0 {
			f.First = at
		}
		f.Count, f.Last, f.Error = f.Count+1, at, c.kinds[k.kind].failure
		who := c.contactOf(k)
		if len(who) == 0 {
			who = c.nameOf(k)
		}
		if p := (person{f, string(who)}); len(who) > 0 && !people[p] {
			people[p] = true
			f.People++
		}
	}
	all := make([]FailureCause, 0, len(byCause))
	for _, f := range byCause {
		if f.Count > 0 {
			all = append(all, *f)
		}
	}
	slices.SortFunc(all, func(a, b FailureCause) int {
		return cmp.Or(b.Last.Compare(a.Last), cmp.Compare(a.Fingerprint, b.Fingerprint))
	})
	return all
}

// FailureState is what staff say about a cause.
type FailureState struct {
	By   string    `json:"by,omitempty"`   // who looks into it
	Note string    `json:"note,omitempty"` // what is known
	Seen time.Time `json:"seen,omitzero"`  // when it was acknowledged; zero for not, or reopened
}

// FailureState gives what was kept by SetFailureState, and fails as Setting does.
func (r *Reader) FailureState(ctx context.Context, cause string) (state FailureState, err error) {
	salt, err := r.Setting(ctx, failureSalt)
	if err != nil || salt == nil {
		return state, err
	}
	kept, err := r.Setting(ctx, failureSetting(salt, cause))
	if err == nil && kept != nil {
		if json.Unmarshal(kept, &state) != nil {
			err = fmt.Errorf("what is known of a cause: %w", ErrDamaged)
		}
	}
	return state, err
}

// SetFailureState keeps what staff say about a cause. It fails as Set does, and with
// ErrNoteTooLong if By and Note together are longer than LongestNote. One caller at
// a time.
func (s *Store) SetFailureState(ctx context.Context, cause string, state FailureState) error {
	if utf8.RuneCountInString(state.By+state.Note) > LongestNote {
		return fmt.Errorf("set what is known of a cause: %w", ErrNoteTooLong)
	}
	salt, err := s.Setting(ctx, failureSalt)
	if err == nil && salt == nil {
		salt = []byte(rand.Text())
		err = s.Set(ctx, failureSalt, salt)
	}
	if err != nil {
		return err
	}
	if state == (FailureState{}) {
		return s.Set(ctx, failureSetting(salt, cause), nil)
	}
	kept, err := json.Marshal(state)
	if err != nil {
		return fmt.Errorf("set what is known of a cause: %w", err)
	}
	return s.Set(ctx, failureSetting(salt, cause), kept)
}

// FailureSettings begins the names of the settings that SetFailureState keeps.
const FailureSettings = "failure/"

// failureSalt is the setting that keeps anybody without the key from finding out by
// guesses what causes there are.
const failureSalt = FailureSettings + "salt"

// failureSetting is a name without the cause's words, which may name people: names
// of settings stand in the log of acts for good.
func failureSetting(salt []byte, cause string) string {
	mac := hmac.New(sha256.New, salt)
	mac.Write([]byte(cause)) // never fails
	return FailureSettings + hex.EncodeToString(mac.Sum(nil)[:16])
}
