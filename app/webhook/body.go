package webhook

import (
	"errors"
	"io"
	"net/http"
	"sync/atomic"
)

// Bodies being read at any moment are bounded together, in bytes: a body is
// held before its signature can be checked, so strangers decide how many there
// are. What a body takes beyond ordinary comes out of a budget of its own, so
// that a few large ones do not keep those of the usual size out.
const (
	ordinary    = 64 << 10
	maxOrdinary = 64 << 20
	maxLarge    = 64 << 20
)

// firstRead is the room a body is given at the start, in bytes. It grows by
// what has really come, whatever the sender says is to come: ten thousand who
// send next to nothing, slowly, leave room for others.
const firstRead = 2 << 10

// budget is memory that requests share. The zero value has none.
type budget struct{ free atomic.Int64 }

func (b *budget) take(n int64) bool {
	if b.free.Add(-n) < 0 {
		b.free.Add(n)
		return false
	}
	return true
}

func (b *budget) give(n int64) { b.free.Add(n) }

// bodies is what all bodies may take.
type bodies struct{ ordinary, large budget }

func newBodies() *bodies {
	b := new(bodies)
	b.ordinary.give(maxOrdinary)
	b.large.give(maxLarge)
	return b
}

// done gives back what a body took.
func (b *bodies) done(body []byte) {
	b.ordinary.give(min(int64(cap(body)), ordinary))
	b.large.give(max(int64(cap(body))-ordinary, 0))
}

// read takes a whole body, whose declared length may be -1 for unknown. What
// it returns, also beside an error, must be handed to done. It fails with
// errTooLarge, errIncomplete or errOverloaded.
func (b *bodies) read(r io.Reader, declared int64) ([]byte, error) {
	var body []byte
	for {
		if len(body) == cap(body) {
			grown, ok := b.grow(body, room(int64(cap(body)), declared))
			if !ok {
				return body, errOverloaded
			}
			body = grown
		}
		n, err := r.Read(body[len(body):cap(body)])
		body = body[:len(body)+n]
		var tooLarge *http.MaxBytesError
		switch {
		case errors.Is(err, io.EOF):
			return body, nil
		case errors.As(err, &tooLarge):
			return body, errTooLarge
		case err != nil:
			return body, errIncomplete
		}
	}
}

// room is how much more a body gets that has filled what it has.
func room(has, declared int64) int64 {
	more := max(3*has, firstRead)
	if declared >= has {
		more = min(more, declared+1-has) // one more, so that the end is seen without growing
	}
	return more
}

// grow gives body more bytes of room, if there are any left.
func (b *bodies) grow(body []byte, more int64) ([]byte, bool) {
	has := int64(cap(body))
	usual := min(has+more, ordinary) - min(has, ordinary)
	if !b.ordinary.take(usual) {
		return body, false
	}
	if !b.large.take(more - usual) {
		b.ordinary.give(usual)
		return body, false
	}
	grown := make([]byte, len(body), has+more)
	copy(grown, body)
	return grown, true
}
