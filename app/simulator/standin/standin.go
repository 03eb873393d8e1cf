// Package standin plays Crossmint's API, as far as Passdesk asks it: issuing,
// how actions stand, credentials, verifying and revoking, with the limits that
// the real one has. Knobs make it as slow, busy and broken as that can be. Demo
// mode and tests come from here; it keeps everything in memory.
package standin

import (
	"encoding/json"
	"fmt"
	"math/big"
	"net/http"
	"strings"
	"sync"
	"time"

	"passdesk/app/crossmint"
	"passdesk/app/simulator"
)

// Config is what a Server plays.
type Config struct {
	Environment string // staging or production
	Project     string
	Issuer      simulator.Issuer // makes what is issued
	Now         func() time.Time // nil for the real time
	// Adopt has it revoke what it never issued, as what another part of the
	// demonstration did.
	Adopt bool
	// Deliver takes the webhook of each action when that has settled; nil for
	// none. It is called by Run.
	Deliver func(simulator.Message)
}

// Knobs are what can be turned while the server runs. The zero value answers
// well and at once.
type Knobs struct {
	Latency    time.Duration // before each answer
	Settle     time.Duration // how long actions that are begun from now on stay pending
	FailEvery  int           // each of so many fails; 0 for none
	Busy       int           // so many calls are answered with 429
	RetryAfter string        // and with this header
	Faulty     int           // so many calls are answered with 503
	Pages      bool          // errors are pages of HTML, as a proxy's
	Garbage    bool          // good answers are not JSON
	Hang       bool          // calls are taken and never answered
	Delegated  bool          // no credential is kept
	Scopeless  bool          // the key may do nothing
	Unlimited  bool          // the limits do not count
}

// Server is the stand-in, an http.Handler for paths below /api. Use New.
type Server struct {
	config Config
	key    string

	mu       sync.Mutex
	knobs    Knobs
	actions  map[string]*action
	issued   map[string]*action // by credential id
	order    []*action          // that are to be delivered
	next     int
	calls    map[string]int  // by what they ask for
	asked    map[string]int  // by action id
	told     map[string]bool // actions of which it was said how they came out
	late     int             // calls about those
	reads    []time.Time     // of the last minute
	writes   []time.Time
	exceeded int
}

// action is something under way.
type action struct {
	id, kind, credentialID string
	message                simulator.Message
	credential             json.RawMessage
	began, settles         time.Time
	fails, revoked         bool
	revokes                *action // what it revokes, once it has settled
}

// New makes a Server.
func New(c Config) *Server {
	if c.Now == nil {
		c.Now = time.Now
	}
	return &Server{
		config: c, key: "sk_" + c.Environment + "_" + base58([]byte(c.Project+".00c0ffee:5tandIn5ignature")),
		actions: map[string]*action{}, issued: map[string]*action{}, calls: map[string]int{}, asked: map[string]int{}, told: map[string]bool{},
	}
}

// Key is the one that it accepts.
func (s *Server) Key() string { return s.key }

// Turn changes the knobs.
func (s *Server) Turn(change func(*Knobs)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	change(&s.knobs)
}

// Issued is the answer to an issue call.
type Issued struct {
	ID           string  `json:"id"`
	OnChain      onChain `json:"onChain"`
	CredentialID string  `json:"credentialId"`
	ActionID     string  `json:"actionId"`
}

type onChain struct {
	Status string `json:"status"`
	Chain  string `json:"chain"`
}

// Issue begins to issue the issuer's next credential.
func (s *Server) Issue() Issued {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := s.next
	s.next++
	issuer := s.config.Issuer
	fails := s.knobs.FailEvery > 0 && n%s.knobs.FailEvery == s.knobs.FailEvery-1
	if fails {
		issuer.Kind = simulator.Failed
	} else if issuer.Kind == "" || issuer.Kind == simulator.Failed {
		issuer.Kind = simulator.Succeeded
	}
	m := issuer.Message(n)
	event, err := crossmint.Decode(m.Body)
	if err != nil {
		panic(err) // the simulator makes what can be read
	}
	a := &action{
		id: event.ActionID, kind: "nfts.create", credentialID: event.CredentialID, message: m, fails: event.Error != "",
		began: s.config.Now(), settles: s.config.Now().Add(s.knobs.Settle),
	}
	if a.credentialID == "" { // it will never exist
		a.credentialID = fmt.Sprintf("urn:uuid:00000000-0000-4000-8000-%012x", n)
	}
	a.credential = credentialIn(m.Body)
	s.actions[a.id], s.issued[a.credentialID] = a, a
	s.order = append(s.order, a)
	return Issued{ID: a.id, OnChain: onChain{"pending", "polygon-amoy"}, CredentialID: a.credentialID, ActionID: a.id}
}

// credentialIn gives the credential of an event, sealed if it is.
func credentialIn(body []byte) json.RawMessage {
	var event struct {
		Data struct {
			Credential json.RawMessage `json:"credential"`
		} `json:"data"`
	}
	_ = json.Unmarshal(body, &event) // a failure has none
	return event.Data.Credential
}

// RevokeElsewhere has a credential revoked as on the console.
func (s *Server) RevokeElsewhere(credentialID string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if a := s.issued[credentialID]; a != nil {
		a.revoked = true
	}
}

// Calls tells how often was asked for actions, credentials, verification,
// revocation and in all.
func (s *Server) Calls() map[string]int {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := map[string]int{}
	for what, n := range s.calls {
		all[what] = n
		all["all"] += n
	}
	return all
}

// Asked tells how often an action was asked about.
func (s *Server) Asked(actionID string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.asked[actionID]
}

// Late tells how often an action was asked about after it had been said how it
// came out.
func (s *Server) Late() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.late
}

// Exceeded tells how many calls were answered with 429 because there were more
// than the limits allow.
func (s *Server) Exceeded() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.exceeded
}

// settled gives what has settled and was not delivered yet.
func (s *Server) settled() (messages []simulator.Message) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.config.Now()
	rest := s.order[:0]
	for _, a := range s.order {
		if a.settles.After(now) {
			rest = append(rest, a)
			continue
		}
		messages = append(messages, a.message)
	}
	s.order = rest
	return messages
}

// DeliverSettled hands on the webhooks of what has settled since.
func (s *Server) DeliverSettled() {
	for _, m := range s.settled() {
		if s.config.Deliver != nil {
			s.config.Deliver(m)
		}
	}
}

// base58 writes bytes with Bitcoin's digits.
func base58(plain []byte) string {
	const digits = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
	n, digit := new(big.Int).SetBytes(plain), new(big.Int)
	var out strings.Builder
	for n.Sign() > 0 {
		n.DivMod(n, big.NewInt(58), digit)
		out.WriteByte(digits[digit.Int64()])
	}
	text := []byte(out.String())
	for i, j := 0, len(text)-1; i < j; i, j = i+1, j-1 {
		text[i], text[j] = text[j], text[i]
	}
	return string(text)
}

var _ http.Handler = (*Server)(nil)
