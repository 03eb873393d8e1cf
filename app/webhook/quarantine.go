package webhook

import (
	"context"
	"errors"
	"hash/maphash"
	"log/slog"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"passdesk/store"
)

// Ward is where refused requests are kept; *store.Store is one.
type Ward interface {
	Reject(ctx context.Context, all ...store.Rejection) (dropped int, err error)
	TidyRejections(ctx context.Context, now time.Time) error
	Rejections(ctx context.Context, limit int) ([]store.Rejection, error)
	Rejection(ctx context.Context, id int64) (store.Rejection, error)
	Promote(ctx context.Context, id int64, d store.Delivery, i store.Issuance, asked bool) (duplicate bool, err error)
	FoundStale(ctx context.Context, id int64) error
}

const (
	// restBetween is how long requests are gathered between two writes, so that
	// a flood costs one small commit a second.
	restBetween = time.Second
	// Deliveries wait for a write, so each is small.
	writeEntries = 64
	writeBytes   = 1 << 20

	writeTimeout = 10 * time.Second
	// closeTimeout is how long the end of the program may wait for the disk.
	closeTimeout = 2 * time.Second
	tidyEvery    = time.Minute
)

// Quarantine keeps requests that the door refused, behind the answer: nothing
// that the door does waits for it. What comes faster than it may be written is
// counted if it is the same as what is waiting, and otherwise dropped and
// counted. It also judges again what is kept. Make it with
// Handler.OpenQuarantine and Close it.
type Quarantine struct {
	ward    Ward
	secrets func() Secrets
	log     *slog.Logger
	said    *sampledLog // about what could not be kept
	now     func() time.Time

	life   context.Context // of what is written
	cut    context.CancelFunc
	wake   chan struct{}
	flush  chan chan struct{}
	ending chan struct{}
	ended  chan struct{}
	once   sync.Once

	seed maphash.Seed

	mu      sync.Mutex
	waiting map[waitingKey]*refused
	order   []*refused
	queues  [3]queue
	peers   peerLimits
	dropped int64
	closed  bool
}

// queue is what may wait of one sort of request. Strangers' fill their own.
type queue struct {
	entries, maxEntries int
	bytes, maxBytes     int
}

const (
	authenticQueue = iota
	signedQueue
	strangerQueue
)

func queueOf(r store.Reason) int {
	switch {
	case r.Authentic():
		return authenticQueue
	case r.Signed():
		return signedQueue
	}
	return strangerQueue
}

// waitingKey is equal for requests that the store takes for the same. Bodies
// are told apart by a hash that strangers cannot aim at and that costs next to
// nothing beside checking their signature.
type waitingKey struct {
	queue       int
	id          string
	body        uint64
	reason      store.Reason
	peer, agent string
}

// refused is a request that waits to be written.
type refused struct {
	store.Rejection
	proof   proof
	encoded bool // according to its headers
}

// OpenQuarantine has what the Handler refuses from now on kept in ward. Call it
// before serving.
func (h *Handler) OpenQuarantine(ward Ward) *Quarantine {
	q := &Quarantine{
		ward: ward, secrets: h.Secrets, log: h.log, now: h.now,
		said:    &sampledLog{log: h.log, limit: rate.NewLimiter(rate.Every(time.Minute), 3)},
		seed:    maphash.MakeSeed(),
		wake:    make(chan struct{}, 1),
		flush:   make(chan chan struct{}),
		ending:  make(chan struct{}),
		ended:   make(chan struct{}),
		waiting: map[waitingKey]*refused{},
		queues: [3]queue{
			authenticQueue: {maxEntries: 1024, maxBytes: 16 << 20},
			signedQueue:    {maxEntries: 256, maxBytes: 2 << 20},
			strangerQueue:  {maxEntries: 64},
		},
	}
	q.life, q.cut = context.WithCancel(context.Background())
	h.quarantine = q
	go q.run()
	return q
}

// Dropped tells how many requests were not kept, since the start, because they
// came too fast or there was no room. Those that were counted with another are
// not among them.
func (q *Quarantine) Dropped() int64 {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.dropped
}

// Close writes what is waiting and ends the Quarantine; what is refused later
// is not kept. It fails when the disk takes too long.
func (q *Quarantine) Close() error {
	q.once.Do(func() {
		q.mu.Lock()
		q.closed = true
		q.mu.Unlock()
		close(q.ending)
	})
	select {
	case <-q.ended:
		return nil
	case <-time.After(closeTimeout):
		q.cut()
		return errors.New("refused requests could not be kept: the disk takes too long")
	}
}

// Flush returns when what was refused before is written, or dropped.
func (q *Quarantine) Flush(ctx context.Context) error {
	done := make(chan struct{})
	select {
	case q.flush <- done:
	case <-q.ended:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// add takes a request that was refused with err. It copies what it keeps.
func (q *Quarantine) add(a arrival, err error) {
	reason, ok := reasonOf(err)
	if !ok {
		return
	}
	r := &refused{Rejection: a.rejection(reason), proof: a.proof, encoded: a.request.Header.Get("Content-Encoding") != ""}
	key := waitingKey{queue: queueOf(reason)}
	if key.queue == strangerQueue {
		key.reason, key.peer, key.agent = reason, r.Peer, r.Agent
	} else {
		key.id, key.body = a.proof.id, maphash.Bytes(q.seed, a.body)
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.closed {
		q.dropped++
		return
	}
	if same := q.waiting[key]; same != nil {
		same.Times++
		same.LastAt = a.at
		return
	}
	line := &q.queues[key.queue]
	if line.entries == line.maxEntries || key.queue != strangerQueue && line.bytes+len(a.body) > line.maxBytes ||
		key.queue == signedQueue && !q.peers.allow(r.Peer) {
		q.dropped++
		return
	}
	if len(a.body) <= reason.MaxBody() {
		r.Body = append(make([]byte, 0, len(a.body)), a.body...)
	} else {
		r.proof = proof{} // of no use without the body
	}
	line.entries++
	line.bytes += len(r.Body)
	q.waiting[key] = r
	q.order = append(q.order, r)
	select {
	case q.wake <- struct{}{}:
	default: // already has one waiting
	}
}

// take gives what is waiting, in the order that it came.
func (q *Quarantine) take() []*refused {
	q.mu.Lock()
	defer q.mu.Unlock()
	all := q.order
	q.order = nil
	clear(q.waiting)
	for n := range q.queues {
		q.queues[n].entries, q.queues[n].bytes = 0, 0
	}
	return all
}

func (q *Quarantine) run() {
	defer close(q.ended)
	defer q.cut()
	tidy := time.NewTicker(tidyEvery)
	defer tidy.Stop()
	q.tidy()
	for {
		select {
		case <-q.wake:
			q.write()
		case done := <-q.flush:
			q.write()
			close(done)
			continue
		case <-tidy.C:
			q.tidy()
			continue
		case <-q.ending:
			q.write()
			return
		}
		select {
		case <-time.After(restBetween):
		case done := <-q.flush:
			q.write()
			close(done)
		case <-q.ending:
		}
	}
}

func (q *Quarantine) tidy() {
	ctx, cancel := context.WithTimeout(q.life, writeTimeout)
	defer cancel()
	if err := q.ward.TidyRejections(ctx, q.now()); err != nil {
		q.said.warn("the quarantine cannot be tidied", "error", err)
	}
}

// write writes what is waiting, portion by portion.
func (q *Quarantine) write() {
	ctx, cancel := context.WithTimeout(q.life, writeTimeout)
	defer cancel()
	var portion []store.Rejection
	size, lost := 0, int64(0)
	send := func() {
		if len(portion) == 0 {
			return
		}
		dropped, err := q.ward.Reject(ctx, portion...)
		if err != nil {
			dropped = len(portion)
			q.said.warn("refused requests cannot be kept", "error", err)
		}
		lost += int64(dropped)
		portion, size = nil, 0
	}
	secrets := q.secrets()
	for _, r := range q.take() {
		if len(portion) == writeEntries || size > 0 && size+len(r.Body) > writeBytes {
			send()
		}
		r.examine(secrets)
		portion = append(portion, r.Rejection)
		size += len(r.Body)
	}
	send()
	q.mu.Lock()
	q.dropped += lost
	dropped := q.dropped
	q.mu.Unlock()
	if lost > 0 {
		q.said.warn("the quarantine has no room", "dropped", dropped)
	}
}

// examine does what is not done while the sender waits: it looks whether the
// body was altered on the way.
func (r *refused) examine(secrets Secrets) {
	if r.proof.macs == nil {
		return // there is no body either
	}
	if r.Reason == store.OtherSecret {
		if body, alteration, found := secrets.unaltered(r.proof, r.Body); found {
			r.Reason, r.Detail, r.Body = store.Altered, alteration, body
		} else {
			r.Detail = oddity(r.encoded, r.Body)
		}
	}
	r.Proof = r.proof.marshal()
}

// peerLimits bounds how fast each peer may bring in what anybody can make up
// and what costs room, so that one that floods does not keep out the others.
type peerLimits map[string]*rate.Limiter

const maxPeers = 256

func (p *peerLimits) allow(peer string) bool {
	if (*p)[peer] == nil {
		if len(*p) >= maxPeers || *p == nil {
			*p = peerLimits{} // begins anew; the queue is bounded all the same
		}
		(*p)[peer] = rate.NewLimiter(1, 200)
	}
	return (*p)[peer].Allow()
}
