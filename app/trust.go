package main

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"sync/atomic"
	"time"

	"passdesk/app/crossmint"
	"passdesk/assets/say"
	"passdesk/store"
)

// trustSetting is the name under which the trusted issuers are kept.
const trustSetting = "trusted issuers"

// trust knows whose credentials are taken for valid. It may be used from any
// goroutine.
type trust struct{ known atomic.Pointer[trusted] }

// trusted are the issuers at one moment.
type trusted struct {
	issuers []crossmint.Issuer // none stands for any
	unread  error              // why they are not known
}

// load reads the trusted issuers of a folder. While they cannot be read,
// nobody's credentials are taken for valid.
func (t *trust) load(ctx context.Context, r *store.Reader) error {
	var now trusted
	value, err := r.Setting(ctx, trustSetting)
	if err == nil && value != nil {
		err = json.Unmarshal(value, &now.issuers)
	}
	if err != nil {
		now = trusted{unread: fmt.Errorf("trusted issuers: %w", err)}
	}
	t.known.Store(&now)
	return now.unread
}

// now gives what is known; without load that is nobody in particular.
func (t *trust) now() trusted {
	if known := t.known.Load(); known != nil {
		return *known
	}
	return trusted{}
}

// set trusts these issuers alone from now on, and has what was proven before
// looked at again.
func (t *trust) set(ctx context.Context, s *store.Store, issuers []crossmint.Issuer) error {
	words := make([]string, len(issuers))
	for n, i := range issuers {
		words[n] = i.String()
	}
	value, err := json.Marshal(words)
	if err != nil {
		return err
	}
	if len(issuers) == 0 {
		value = nil
	}
	// In force before the commit that has proofs looked at again, so that none
	// is judged by those of before.
	before := t.known.Swap(&trusted{issuers: issuers})
	if err := s.SetAndReprove(ctx, trustSetting, value); err != nil {
		t.known.Store(before)
		return err
	}
	return nil
}

// finding checks the credential in a delivery's body.
func (t *trust) finding(body []byte, now time.Time) crossmint.Finding {
	known := t.now()
	credential, err := crossmint.FindCredential(body, crossmint.Secret{})
	switch {
	case err != nil:
		return crossmint.Finding{Reasons: []say.Sentence{whyNoCredential(err)}}
	case known.unread != nil:
		return crossmint.Finding{Reasons: []say.Sentence{"The trusted issuers cannot be read, so it is not known whom to believe. Have passdesk check look at the folder."}}
	}
	return crossmint.Check(credential, now, known.issuers...)
}

// parseIssuers reads issuers as staff type them. Its error is a sentence.
func parseIssuers(words []string) (issuers []crossmint.Issuer, err error) {
	for _, word := range words {
		issuer, err := crossmint.ParseIssuer(strings.TrimSpace(word))
		if err != nil {
			return nil, sentence("“{{.Issuer}}” is neither did:<chain>:0x… nor an address 0x… with 40 digits. Nothing was changed. Mend it, then save again.").With("Issuer", fmt.Sprintf("%.80s", word))
		}
		issuers = append(issuers, issuer)
	}
	return issuers, nil
}
