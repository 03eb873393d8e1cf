package tracker

import (
	"context"
	"fmt"
	"log/slog"
	"testing"
	"time"

	"passdesk/app/crossmint/api"
	"passdesk/app/simulator/standin"
	"passdesk/store"
)

// BenchmarkAppend keeps deliveries while nothing is watched, while 5,000 are
// and Crossmint cannot be reached, in real time.
func BenchmarkAppend(b *testing.B) {
	for _, watched := range []int{0, 5000} {
		b.Run(fmt.Sprintf("watched=%d", watched), func(b *testing.B) {
			s, err := store.Open(b.TempDir(), custody)
			if err != nil {
				b.Fatal(err)
			}
			defer s.Close()
			var wanted []Wanted
			for n := range watched {
				wanted = append(wanted, Wanted{ActionID: fmt.Sprintf("watched-%d", n)})
			}
			if _, _, err := s.Ledger().Watch(b.Context(), Records(wanted, "staging", time.Now())...); err != nil {
				b.Fatal(err)
			}
			k, err := api.ParseKey(standin.New(standin.Config{Environment: "staging", Project: "p"}).Key())
			if err != nil {
				b.Fatal(err)
			}
			c, err := api.New(api.Config{Key: k, Base: "http://127.0.0.1:1"})
			if err != nil {
				b.Fatal(err)
			}
			t := New(Config{
				Ledger: s.Ledger(), Clients: func() []*api.Client { return []*api.Client{c} },
				Clock: api.System, Log: slog.New(slog.DiscardHandler), Holder: "bench",
			})
			ctx, stop := context.WithCancel(b.Context())
			done := make(chan struct{})
			go func() { defer close(done); t.Run(ctx) }()
			at, body := time.Now(), make([]byte, 5000)
			n := 0
			for b.Loop() {
				n++
				if _, err := s.Append(b.Context(), store.Delivery{MessageID: fmt.Sprint("msg_", n), SentAt: at, ReceivedAt: at, Body: body},
					store.Issuance{Status: store.Succeeded, CredentialID: fmt.Sprint("c", n), ActionID: fmt.Sprint("a", n)}); err != nil {
					b.Fatal(err)
				}
			}
			stop()
			<-done
		})
	}
}
