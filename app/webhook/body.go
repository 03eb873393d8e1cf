package webhook

import (
	"errors"
	"io"
	"net/http"
	"sync/atomic"
)

// maxBodies bounds the bodies being read at any moment, together, in bytes: a
// body is held before its signature can be checked, so strangers decide how
// many there are.
const maxBodies = 128 << 20

// firstRead is the room a body is given at the start, in bytes. It grows by
// what has really come, whatever the sender says is to come.
const firstRead = 8 << 10

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

// read takes a whole body, whose declared length may be -1 for unknown. What
// it returns, also beside an error, is paid for by its capacity: give that
// back when done. It fails with ErrTooLarge, ErrIncomplete or ErrOverloaded.
func (b *budget) read(r io.Reader, declared int64) ([]byte, error) {
	var body []byte
	room := int64(firstRead)
	if 0 <= declared && declared < firstRead {
		room = declared + 1 // one more, so that the end is seen without growing
	}
	for {
		if len(body) == cap(body) {
			grown, err := b.grow(body, room)
			if err != nil {
				return body, err
			}
			body = grown
			room = int64(cap(body))
		}
		n, err := r.Read(body[len(body):cap(body)])
		body = body[:len(body)+n]
		var tooLarge *http.MaxBytesError
		switch {
		case errors.Is(err, io.EOF):
			return body, nil
		case errors.As(err, &tooLarge):
			return body, ErrTooLarge
		case err != nil:
			return body, ErrIncomplete
		}
	}
}

// grow gives body more bytes of room.
func (b *budget) grow(body []byte, more int64) ([]byte, error) {
	if !b.take(more) {
		return body, ErrOverloaded
	}
	grown := make([]byte, len(body), int64(cap(body))+more)
	copy(grown, body)
	return grown, nil
}
