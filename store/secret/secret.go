// Package secret gives a box for what must not show: keys, tokens, codes.
// However a box is printed, logged or marshalled, alone or inside another
// value, it shows as "…".
package secret

import (
	"fmt"
	"io"
	"log/slog"
)

const shown = "…"

// Value holds a secret. The zero value holds none. Embed it in a type that
// says what the secret is. Values cannot be compared with ==.
type Value[T any] struct {
	// A function, because fmt prints what stands in unexported fields without
	// asking its methods and even follows pointers; of a function it prints
	// the address.
	reveal func() T
}

// Of puts a secret into a box.
func Of[T any](v T) Value[T] {
	return Value[T]{reveal: func() T { return v }}
}

// Reveal takes the secret out, or the zero T if there is none. It must go
// nowhere but to whatever needs it.
func (v Value[T]) Reveal() T {
	if v.reveal == nil {
		var none T
		return none
	}
	return v.reveal()
}

// IsZero tells whether there is no secret.
func (v Value[T]) IsZero() bool { return v.reveal == nil }

// String gives "…".
func (Value[T]) String() string { return shown }

// GoString gives "…", for %#v.
func (Value[T]) GoString() string { return shown }

// Format writes "…" for every verb.
func (Value[T]) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, shown) }

// MarshalText gives "…", for JSON and other encodings.
func (Value[T]) MarshalText() ([]byte, error) { return []byte(shown), nil }

// LogValue gives "…".
func (Value[T]) LogValue() slog.Value { return slog.StringValue(shown) }
