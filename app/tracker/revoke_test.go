package tracker

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"passdesk/app/simulator"
	"passdesk/app/simulator/standin"
	"passdesk/store"
)

// TestARevocationWhoseAnswerComesLate: neither this process nor another that
// follows revocations meanwhile has it thrown away.
func TestARevocationWhoseAnswerComesLate(t *testing.T) {
	for name, c := range map[string]struct {
		another bool
		settle  time.Duration
		steps   string
	}{
		"here":               {false, 0, "asked succeeded"},
		"here, pending":      {false, time.Minute, "asked succeeded"},
		"elsewhere":          {true, 0, "asked unknown succeeded"},
		"elsewhere, pending": {true, time.Minute, "asked unknown succeeded"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.stand.Issue()
			w.deliver(simulator.Issuer{Seed: 5, Kind: simulator.Succeeded, Day: w.clock.Now()}.Message(0))
			w.stand.Turn(func(k *standin.Knobs) { k.Settle = c.settle })
			follower := w.Tracker
			slow := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
				if r.Method == http.MethodDelete {
					_ = w.clock.Sleep(t.Context(), 2*leaseFor)
					if err := follower.followRevocations(t.Context()); err != nil {
						t.Error(err)
					}
				}
				w.stand.ServeHTTP(rw, r)
			}))
			t.Cleanup(slow.Close)
			w.url = slow.URL + "/api"
			w.Tracker = w.tracker(w.store.Ledger(), w.client(w.stand.Key()))
			if !c.another {
				follower = w.Tracker
			}
			row := w.row(store.Filter{})
			if _, err := w.Revoke(t.Context(), row.ID); err != nil {
				t.Fatal(err)
			}
			w.run(w.settled, time.Hour)
			all, err := w.store.Revocations(t.Context(), row.ID)
			if err != nil || len(all) != 1 || all[0].Status != store.Succeeded || all[0].ActionID == "" || all[0].Error != "" {
				t.Errorf("%+v, %v", all, err)
			}
			if i := w.row(store.Filter{}); i.Revoking != store.Revoked {
				t.Errorf("the row says %d", i.Revoking)
			}
			if got := w.steps(); got != c.steps {
				t.Errorf("the log says %q", got)
			}
			w.check()
		})
	}
}

// steps are those of revoking in the log of acts.
func (w *world) steps() string {
	w.Helper()
	acts, err := w.store.Acts(w.Context(), 0, 100)
	if err != nil {
		w.Fatal(err)
	}
	var steps []string
	for _, a := range acts {
		if step := a.RevocationStep(); step != "" {
			steps = append(steps, step)
		}
	}
	return strings.Join(steps, " ")
}

// TestWhatCannotBeAskedAgainIsWrittenAgain, but not for ever.
func TestWhatCannotBeAskedAgainIsWrittenAgain(t *testing.T) {
	w := newWorld(t)
	for fails, want := range map[int]int{0: 1, 2: 3, 100: writeTries} {
		tries := 0
		err := w.insist(t.Context(), func(context.Context) error {
			if tries++; tries <= fails {
				return store.ErrBusy
			}
			return nil
		})
		if tries != want || (err != nil) != (fails > writeTries) {
			t.Errorf("%d failures: %d tries, %v", fails, tries, err)
		}
	}
}
