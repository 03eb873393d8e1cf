package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"sync"
	"time"

	"passdesk/app/crossmint/api"
	"passdesk/app/tracker"
	"passdesk/assets/say"
	"passdesk/store"
	"passdesk/store/vault"
)

// trackEvery is how often it is looked how the list stands.
const trackEvery = time.Second

// trackCommand watches issuances until they are settled, beside a desk that is
// receiving or without one. Whoever has the asking asks: this process or that.
type trackCommand struct {
	File        string `arg:"" help:"List of action ids, credential ids or answers to issue calls, one a line; - for standard input."`
	Environment string `enum:",staging,production" default:"" placeholder:"staging|production" help:"Where they were issued; by default it is found out."`
}

// Run prints a line of JSON for each change until all are settled. It fails when
// one of them did not succeed, or when it is interrupted before the end; what is
// on the list stays there.
func (k *trackCommand) Run(s *settings, c *console) (err error) {
	wanted, err := k.read() // before signals are caught: nobody may be writing the list
	if err != nil {
		return err
	}
	ctx, stop := untilSignal()
	defer stop()
	custody, err := s.custody()
	if err != nil {
		return err
	}
	ledger, err := openLedger(s.Data, custody)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, ledger.Close()) }()
	online, err := s.online(ctx, ledger.Reader)
	if err != nil {
		return err
	}
	ids, added, err := ledger.Watch(ctx, tracker.Records(wanted, k.Environment, time.Now())...)
	if err != nil {
		return err
	}
	list := &trackList{ledger: ledger, ids: ids, out: newEventWriter(c.stdout), shown: map[int64]string{}}
	list.out.write(watchedEvent{Event: "watched", At: now(), Count: len(ids), New: added})
	if len(online.all()) == 0 {
		fmt.Fprintln(c.stderr, "passdesk: no API key is set, so this process asks nobody; webhooks settle the list, or a desk that has a key. Set --api-key or PASSDESK_API_KEY.")
	}
	asking := tracker.New(tracker.Config{
		Ledger: ledger, Clients: online.all, Clock: api.System, Log: s.logger(c), Holder: "track " + rand.Text(),
	})
	var parts sync.WaitGroup
	running, end := context.WithCancel(ctx)
	parts.Go(func() { asking.Run(running) })
	err = list.follow(ctx, asking, online)
	end()
	parts.Wait()
	return err
}

// openLedger opens the folder's, making the folder where there is none.
func openLedger(dir string, custody vault.Custody) (*store.Ledger, error) {
	ledger, err := store.OpenLedger(dir, custody)
	if !errors.Is(err, store.ErrMissing) && !errors.Is(err, store.ErrOlder) {
		return ledger, err
	}
	made, err := store.Open(dir, custody)
	if errors.Is(err, store.ErrInUse) { // that process has just made it
		err = nil
	} else if err == nil {
		err = made.Close()
	}
	if err != nil {
		return nil, err
	}
	return store.OpenLedger(dir, custody)
}

func (k *trackCommand) read() ([]tracker.Wanted, error) {
	from := os.Stdin
	if k.File != "-" {
		var err error
		if from, err = os.Open(k.File); err != nil {
			return nil, err
		}
		defer from.Close()
	}
	wanted, unread, err := tracker.Read(from)
	switch {
	case err != nil:
		return nil, err
	case len(unread) > 0:
		return nil, usageError{fmt.Errorf("line %d of the list is neither an id nor the answer to an issue call, and there are %d such lines; nothing was taken", unread[0], len(unread))}
	case len(wanted) == 0:
		return nil, usageError{errors.New("the list is empty")}
	}
	return wanted, nil
}

// The lines that track prints, a contract with the scripts that read them.
type (
	watchedEvent struct {
		Event string `json:"event"`
		At    string `json:"at"`
		Count int    `json:"count"`
		New   int    `json:"new"` // that were not watched before
	}
	statusEvent struct {
		Event        string       `json:"event"`
		At           string       `json:"at"`
		ActionID     string       `json:"action_id"`
		CredentialID string       `json:"credential_id"`
		Environment  string       `json:"environment"`
		Status       string       `json:"status"`
		Origin       string       `json:"origin"`
		Error        string       `json:"error,omitempty"`
		Message      say.Sentence `json:"message"`
	}
	troubleEvent struct {
		Event       string       `json:"event"`
		At          string       `json:"at"`
		Environment string       `json:"environment"`
		Message     say.Sentence `json:"message"` // "" when it is over
	}
	doneEvent struct {
		Event     string `json:"event"`
		At        string `json:"at"`
		Succeeded int    `json:"succeeded"`
		Failed    int    `json:"failed"`
		Open      int    `json:"open"`
		GivenUp   int    `json:"given_up"`
	}
)

// trackList is what one call of track follows.
type trackList struct {
	ledger *store.Ledger
	ids    []int64
	out    *eventWriter
	shown  map[int64]string // the last line of each
	told   map[api.Environment]say.Sentence
}

// follow prints what changes until all is settled or ctx ends.
func (l *trackList) follow(ctx context.Context, t *tracker.Tracker, o *online) error {
	ticker := time.NewTicker(trackEvery)
	defer ticker.Stop()
	l.told = map[api.Environment]say.Sentence{}
	for {
		done, err := l.look(context.WithoutCancel(ctx))
		if err != nil {
			return err
		}
		l.troubles(t, o)
		if done.Open == 0 || ctx.Err() != nil {
			done.Event, done.At = "done", now()
			l.out.write(done)
			if done.Open+done.Failed+done.GivenUp > 0 {
				return exitCode(exitFailed)
			}
			return nil
		}
		select {
		case <-ctx.Done():
		case <-ticker.C:
		}
	}
}

// look prints what has changed and counts how all stand.
func (l *trackList) look(ctx context.Context) (sum doneEvent, err error) {
	all, err := l.ledger.WatchingsOf(ctx, l.ids)
	for _, w := range all {
		message := tracker.Sentence(w)
		if state := w.Status.String() + message.String(); l.shown[w.ID] != state {
			l.shown[w.ID] = state
			l.out.write(statusEvent{
				Event: "status", At: now(), ActionID: w.ActionID, CredentialID: w.CredentialID, Environment: w.Environment,
				Status: w.Status.String(), Origin: w.Origin.String(), Error: w.Error, Message: message,
			})
		}
		switch {
		case w.Status == store.Succeeded:
			sum.Succeeded++
		case w.Status == store.Failed:
			sum.Failed++
		case w.Ended.IsZero():
			sum.Open++
		default:
			sum.GivenUp++
		}
	}
	return sum, err
}

// troubles prints why nothing is asked, once each time.
func (l *trackList) troubles(t *tracker.Tracker, o *online) {
	for _, c := range o.all() {
		var message say.Sentence
		if err := t.Trouble(c.Environment()); err != nil {
			message = tracker.Why(err)
		}
		if l.told[c.Environment()] != message {
			l.told[c.Environment()] = message
			l.out.write(troubleEvent{Event: "trouble", At: now(), Environment: string(c.Environment()), Message: message})
		}
	}
}
