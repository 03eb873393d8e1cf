// Package webhook is the door: it proves that a request was signed by the
// sender, has its event decoded, keeps it, and only then acknowledges it.
package webhook

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"passdesk/app/crossmint"
	"passdesk/store"
)

// Path is where the endpoint stands; a slash behind it makes no difference.
const Path = "/webhooks/crossmint"

// maxBody is the largest body taken, in bytes. Real ones are below 20 kB.
const maxBody = 5 << 20

const (
	// keepTimeout ends the wait for the disk before the sender's own 15 s do.
	keepTimeout = 10 * time.Second
	// retryAfter is what a 503 asks the sender to wait, in seconds.
	retryAfter = "30"
)

// The refusals that are not about the signature.
var (
	errTooLarge   = fmt.Errorf("the body is larger than %d MiB", maxBody>>20)
	errIncomplete = errors.New("the body did not arrive whole")
	errOverloaded = errors.New("too many bodies are being read at once")
	errStopping   = errors.New("the program is ending")
)

// Keeper keeps deliveries durably; *store.Store is one.
type Keeper interface {
	Append(ctx context.Context, d store.Delivery, i store.Issuance) (duplicate bool, err error)
	// Probe makes a durable write that keeps nothing.
	Probe(ctx context.Context) error
}

// Handler answers the sender's requests:
//
//	204  the delivery is on disk, now or from before; or a canary has come in
//	400  not authentic
//	405  not POST
//	413  larger than 5 MiB
//	503  not kept, try again: the disk refuses, or the program is ending
//
// and 404 for any other path. It never redirects. Use NewHandler.
type Handler struct {
	secrets    atomic.Pointer[Secrets]
	keeper     Keeper
	log        *slog.Logger
	refused    *sampledLog
	quarantine *Quarantine // nil for none
	skew       *skew
	now        func() time.Time
	began      time.Time
	bodies     *bodies
	expected   atomic.Pointer[Canary]
	closed     atomic.Bool
}

// NewHandler makes a Handler that believes secrets and keeps with keeper. now
// is the clock that signatures are held against.
func NewHandler(secrets Secrets, keeper Keeper, log *slog.Logger, now func() time.Time) *Handler {
	h := &Handler{keeper: keeper, log: log, refused: newSampledLog(log), skew: new(skew), now: now, began: now(), bodies: newBodies()}
	h.SetSecrets(secrets)
	return h
}

// SetSecrets has requests that come from now on believed by other secrets. May
// be called while serving. What was refused before is for Quarantine.Recheck.
func (h *Handler) SetSecrets(secrets Secrets) {
	secrets = slices.Clone(secrets)
	h.secrets.Store(&secrets)
}

// Secrets gives the secrets in use.
func (h *Handler) Secrets() Secrets { return slices.Clone(*h.secrets.Load()) }

// Skew estimates how far this computer's clock is ahead of the sender's, less
// than zero for behind, to about a second. It is not known before something
// authentic has come, or when the clock has been set since.
func (h *Handler) Skew() (offset time.Duration, known bool) {
	at := h.now()
	return h.skew.estimate(at, at.Sub(h.began))
}

// RefusesByClock tells that this computer's clock is so far from the sender's
// that what the sender sends is refused, and by how much it is ahead.
func (h *Handler) RefusesByClock() (offset time.Duration, refuses bool) {
	at := h.now()
	return h.skew.refuses(at, at.Sub(h.began))
}

// Close makes the Handler answer 503 to requests that come from now on; those
// under way end as they would have.
func (h *Handler) Close() { h.closed.Store(true) }

// ServeHTTP answers one request.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if strings.TrimSuffix(r.URL.Path, "/") != Path {
		http.NotFound(w, r)
		return
	}
	if r.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		http.Error(w, "only POST", http.StatusMethodNotAllowed)
		return
	}
	canary := h.canary(r)
	err := h.receive(w, r, canary)
	canary.answered(err)
	if err == nil {
		w.WriteHeader(http.StatusNoContent)
		return
	}
	status, word := answer(err)
	if canary == nil { // whoever expects it tells what it came to
		h.refused.warn("delivery refused", "status", status, "reason", err.Error())
	}
	if status == http.StatusServiceUnavailable {
		w.Header().Set("Retry-After", retryAfter)
	}
	http.Error(w, word, status)
}

// answer maps a failure to what the sender is told: no more than it needs.
func answer(err error) (status int, word string) {
	var refusal *notAuthentic
	switch {
	case errors.Is(err, errTooLarge):
		return http.StatusRequestEntityTooLarge, "too large"
	case errors.As(err, &refusal), errors.Is(err, errIncomplete):
		return http.StatusBadRequest, "not authentic"
	}
	return http.StatusServiceUnavailable, "not kept, try again"
}

// notAuthentic marks the errors of Verify.
type notAuthentic struct{ error }

func (e *notAuthentic) Unwrap() error { return e.error }

// receive returns nil when the delivery is on disk.
func (h *Handler) receive(w http.ResponseWriter, r *http.Request, canary *Canary) error {
	if h.closed.Load() {
		return errStopping
	}
	a := arrival{request: r, at: h.now(), ours: canary != nil}
	if r.ContentLength > maxBody {
		return h.refuse(a, errTooLarge)
	}
	// A request without a signature is turned away before it costs memory.
	var err error
	if a.proof, err = readProof(r.Header); err != nil {
		return h.refuse(a, &notAuthentic{err})
	}
	a.body, err = h.bodies.read(http.MaxBytesReader(w, r.Body, maxBody), r.ContentLength)
	defer h.bodies.done(a.body)
	if err != nil {
		return h.refuse(a, err)
	}
	a.at = h.now()
	verified, err := h.secrets.Load().prove(a.proof, a.body, a.at)
	// A canary is signed by this computer's clock, which tells nothing about it.
	if (err == nil || errors.Is(err, ErrStale)) && !isCanary(verified.MessageID, a.body) {
		h.skew.observe(a.at, a.at.Sub(h.began), verified)
	}
	if err != nil {
		return h.refuse(a, &notAuthentic{err})
	}
	canary.verified()
	// The sender hanging up must not end the wait: what it sent is good.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), keepTimeout)
	defer cancel()
	if isCanary(verified.MessageID, a.body) {
		return h.keeper.Probe(ctx)
	}
	return h.keep(ctx, verified, a.at, a.body)
}

// refuse has a request that is answered with err kept in the quarantine, if err
// says something about the request; it takes nothing of it that it could wait
// for. Canaries, also those of others, are of no interest there: nobody would
// want to let one in.
func (h *Handler) refuse(a arrival, err error) error {
	if h.quarantine != nil && !a.ours && !isCanary(a.proof.id, a.body) {
		h.quarantine.waiting.add(a, err)
	}
	return err
}

func (h *Handler) keep(ctx context.Context, v Verified, at time.Time, body []byte) error {
	delivery, issuance := read(h.log, v, at, body)
	duplicate, err := h.keeper.Append(ctx, delivery, issuance)
	if err != nil {
		return err
	}
	h.log.Debug("delivery kept", "message", v.MessageID, "status", issuance.Status.String(), "duplicate", duplicate)
	return nil
}

// read makes an authentic body the delivery and the issuance that are kept.
func read(log *slog.Logger, v Verified, at time.Time, body []byte) (store.Delivery, store.Issuance) {
	event := decode(log, body)
	issuance := event.Issuance()
	issuance.Environment = environment(v.Label)
	return store.Delivery{
		MessageID:  v.MessageID,
		EventType:  event.Type,
		Endpoint:   v.Label,
		SentAt:     v.SentAt,
		ReceivedAt: at,
		Body:       body,
	}, issuance
}

// decode reads what it can. An authentic body is kept whatever it holds, so
// nothing that goes wrong here may refuse it.
func decode(log *slog.Logger, body []byte) (event crossmint.Event) {
	defer func() {
		if recover() != nil { // the value might quote the body
			log.Error("decoding an event panicked; it is kept unread")
			event = crossmint.Event{}
		}
	}()
	event, err := crossmint.Decode(body)
	if err != nil {
		log.Warn("an authentic event cannot be read; it is kept as other", "error", err)
	}
	return event
}

// environment reads which of the sender's worlds a secret's label names.
func environment(label string) string {
	label = strings.ToLower(label)
	for _, name := range []string{"staging", "production"} {
		if strings.HasPrefix(label, name) {
			return name
		}
	}
	return ""
}
