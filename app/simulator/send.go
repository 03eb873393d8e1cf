package simulator

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"passdesk/app/webhook"
)

// attemptTimeout is how long the sender waits for an answer.
const attemptTimeout = 15 * time.Second

// Sender signs messages and posts each once. The zero Client, Rate and
// Concurrency mean the default client, no limit and one at a time.
type Sender struct {
	URL         string // of the endpoint, with its path
	Secret      webhook.Secret
	Client      *http.Client
	Rate        float64 // messages a second
	Concurrency int
	// Answered, if set, hears of every answer: its status, or the error that
	// came instead. It may be called from many goroutines at once.
	Answered func(m Message, status int, err error)
}

// Report says how a run of messages was taken.
type Report struct {
	Sent     int           // attempts
	Accepted int           // answered 2xx
	Refused  int           // answered with anything else
	Failed   int           // not answered
	Reason   string        // why the first that was not accepted was not
	Elapsed  time.Duration // from the first to the last
	P50, P99 time.Duration // of the answers
}

// Send posts the issuer's messages from number first to first+count-1. It
// returns early, with what was done until then, when ctx ends.
func (s *Sender) Send(ctx context.Context, issuer Issuer, first, count int) (Report, error) {
	numbers := make(chan int)
	tally := &tally{began: time.Now()}
	var workers sync.WaitGroup
	for range max(s.Concurrency, 1) {
		workers.Go(func() {
			for n := range numbers {
				s.attempt(ctx, issuer.Message(n), tally)
			}
		})
	}
	limit := rate.NewLimiter(rate.Inf, 1)
	if s.Rate > 0 {
		limit.SetLimit(rate.Limit(s.Rate))
	}
	var err error
	for n := first; n < first+count && err == nil; n++ {
		if err = limit.Wait(ctx); err == nil {
			select {
			case numbers <- n:
			case <-ctx.Done():
				err = ctx.Err()
			}
		}
	}
	close(numbers)
	workers.Wait()
	return tally.report(), err
}

// Post sends one message and wants it accepted.
func (s *Sender) Post(ctx context.Context, m Message) error {
	status, err := s.post(ctx, m)
	if err == nil && status/100 != 2 {
		err = fmt.Errorf("answered %d %s", status, http.StatusText(status))
	}
	return err
}

func (s *Sender) attempt(ctx context.Context, m Message, tally *tally) {
	began := time.Now()
	status, err := s.post(ctx, m)
	tally.add(status, err, time.Since(began))
	if s.Answered != nil {
		s.Answered(m, status, err)
	}
}

func (s *Sender) post(ctx context.Context, m Message) (status int, err error) {
	ctx, cancel := context.WithTimeout(ctx, attemptTimeout)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, s.URL, bytes.NewReader(m.Body))
	if err != nil {
		return 0, err
	}
	r.Header.Set("Content-Type", "application/json")
	s.Secret.Sign(r.Header, m.ID, time.Now(), m.Body)
	client := s.Client
	if client == nil {
		client = http.DefaultClient
	}
	answer, err := client.Do(r)
	if err != nil {
		return 0, err
	}
	// Read to the end, within reason, so that the connection is used again.
	_, err = io.Copy(io.Discard, io.LimitReader(answer.Body, 1<<20))
	return answer.StatusCode, errors.Join(err, answer.Body.Close())
}

// tally counts answers from many goroutines.
type tally struct {
	began time.Time

	mu     sync.Mutex
	so     Report
	delays []time.Duration
}

func (t *tally) add(status int, err error, delay time.Duration) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.so.Sent++
	switch {
	case err != nil:
		t.so.Failed++
		t.so.Reason = cmp.Or(t.so.Reason, err.Error())
		return
	case status/100 == 2:
		t.so.Accepted++
	default:
		t.so.Refused++
		t.so.Reason = cmp.Or(t.so.Reason, fmt.Sprintf("answered %d %s", status, http.StatusText(status)))
	}
	t.delays = append(t.delays, delay)
}

func (t *tally) report() Report {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.so.Elapsed = time.Since(t.began)
	if n := len(t.delays); n > 0 {
		slices.Sort(t.delays)
		t.so.P50, t.so.P99 = t.delays[n/2], t.delays[n*99/100]
	}
	return t.so
}
