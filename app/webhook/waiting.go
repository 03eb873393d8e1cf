package webhook

import (
	"hash/maphash"
	"sync"

	"golang.org/x/time/rate"

	"passdesk/store"
)

// waiting holds refused requests until they are written. It never blocks, and
// is bounded: what is the same as one that waits is counted, and what there is
// no room for is dropped and counted.
type waiting struct {
	wake chan struct{} // something has come
	seed maphash.Seed

	mu      sync.Mutex
	same    map[waitingKey]*refused
	order   []*refused
	queues  [3]queue
	peers   peerLimits
	dropped int64
	closed  bool
}

func newWaiting() *waiting {
	return &waiting{
		wake: make(chan struct{}, 1),
		seed: maphash.MakeSeed(),
		same: map[waitingKey]*refused{},
		queues: [3]queue{
			authenticQueue: {maxEntries: 1024, maxBytes: 16 << 20},
			signedQueue:    {maxEntries: 256, maxBytes: 2 << 20},
			strangerQueue:  {maxEntries: 64},
		},
	}
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

// add takes a request that was refused with err. It copies what it keeps.
func (w *waiting) add(a arrival, err error) {
	reason, ok := reasonOf(err)
	if !ok {
		return
	}
	r := &refused{Rejection: a.rejection(reason), proof: a.proof, encoded: a.request.Header.Get("Content-Encoding") != ""}
	key := waitingKey{queue: queueOf(reason)}
	if key.queue == strangerQueue {
		key.reason, key.peer, key.agent = reason, r.Peer, r.Agent
	} else {
		key.id, key.body = a.proof.id, maphash.Bytes(w.seed, a.body)
	}
	body := a.body
	if len(body) > reason.MaxBody() {
		body, r.proof = nil, proof{} // the one is of no use without the other
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.closed {
		w.dropped++
		return
	}
	if same := w.same[key]; same != nil {
		same.Times++
		same.LastAt = a.at
		return
	}
	line := &w.queues[key.queue]
	if line.entries == line.maxEntries || line.bytes+len(body) > line.maxBytes ||
		key.queue == signedQueue && !w.peers.allow(r.Peer) {
		w.dropped++
		return
	}
	r.Body = append(make([]byte, 0, len(body)), body...)
	line.entries++
	line.bytes += len(r.Body)
	w.same[key] = r
	w.order = append(w.order, r)
	select {
	case w.wake <- struct{}{}:
	default: // already has one waiting
	}
}

// take gives what is waiting, in the order that it came.
func (w *waiting) take() []*refused {
	w.mu.Lock()
	defer w.mu.Unlock()
	all := w.order
	w.order = nil
	clear(w.same)
	for n := range w.queues {
		w.queues[n].entries, w.queues[n].bytes = 0, 0
	}
	return all
}

// lost counts more that were dropped and tells how many there were.
func (w *waiting) lost(more int64) (all int64) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.dropped += more
	return w.dropped
}

// close has everything dropped that comes from now on.
func (w *waiting) close() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.closed = true
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
