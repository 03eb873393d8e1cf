package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"golang.org/x/sync/errgroup"

	"passdesk/app/crossmint/api"
	"passdesk/app/doctor"
	"passdesk/app/radar"
	"passdesk/app/tracker"
	"passdesk/app/tunnel"
	"passdesk/app/way"
	"passdesk/app/webhook"
	"passdesk/store"
	"passdesk/store/vault"
)

// program is everything that receives: the folder, the door and the ways in.
// The desk, serve and the tests start it alike.
type program struct {
	log      *slog.Logger
	store    *store.Store
	locked   error // why deliveries cannot be kept, nil when they can
	door     *webhook.Handler
	refusals *webhook.Quarantine
	local    *tunnel.Local // nil before listen
	tunnels  tunnels
	doctor   *doctor.Doctor
	way      *way.Way
	radar    *radar.Radar
	hearing  *hearing
	trust    *trust
	planner  *planner
	reaper   *reaper
	online   *online
	tracker  *tracker.Tracker
	custody  vault.Custody
	dir      string

	settings  *settings // as they were at the start
	reception reception // what staff entered beside them

	onStands   func(way.Status)    // hears how the way in stands; set by run
	onKept     func(error)         // hears how keeping each delivery went; set before run
	onChecked  func(doctor.Report) // hears what each check came to; set before run
	onArranged func()              // hears that secrets or the tunnel are others; set before run
	told       atomic.Pointer[way.Status]
	keeping    keeping
	hindering  sync.Mutex
	arranging  sync.Mutex   // so that what was entered last counts last
	damaged    atomic.Bool  // the records are, in places
	rescues    atomic.Int64 // of the records' file, as far as they were told of
	clockOff   atomic.Int64 // by how much, in nanoseconds, when all is refused for it; else 0
}

// takeFolder makes a program that holds the folder and does nothing yet.
// Whoever gets one must close it.
func takeFolder(s *settings, log *slog.Logger) (*program, error) {
	if _, err := s.secrets(); err != nil {
		return nil, err
	}
	if _, err := s.online(context.Background(), nil); err != nil {
		return nil, err
	}
	custody, err := s.custody()
	if err != nil {
		return nil, err
	}
	roots, err := s.publicRoots()
	if err != nil {
		return nil, err
	}
	kept, err := store.Open(s.Data, custody)
	if err != nil {
		return nil, err
	}
	if kept.Custodian() == vault.FileName {
		log.Warn("no keychain here: the key to the records lies in a file beside them, where whoever reads one can read the other")
	}
	p := &program{
		log: log, store: kept, locked: kept.Locked(), settings: s,
		dir: s.Data, custody: custody, trust: new(trust), planner: newPlanner(kept, s.Data, custody, log), reaper: newReaper(kept, log),
		onKept: func(error) {}, onChecked: func(doctor.Report) {}, onArranged: func() {},
	}
	p.door = webhook.NewHandler(nil, p, log, time.Now)
	p.radar = radar.New(kept, log)
	p.radar.Refused = func(err error) { p.noteKept(p.keeping.refusals(), err) }
	p.online = newOnline(s.APIURL)
	p.tracker = tracker.New(tracker.Config{
		Ledger: kept.Ledger(), Clients: p.online.all, Clock: api.System, Log: log, Holder: "receiving",
	})
	p.hearing = newHearing(p)
	p.way = way.New(p.stands, func(t doctor.Target) { p.doctor.Examine(t) })
	p.doctor = doctor.New(doctor.Config{
		Door: p.door, Secret: func() webhook.Secret { return p.door.Secrets().Signer() },
		Roots: roots, Explain: whileReceiving, On: p.checked, Reopen: func() { p.tunnels.again(leadsElsewhere) },
	})
	p.readSettings()
	if err := p.connect(); err != nil {
		return nil, errors.Join(err, kept.Close())
	}
	if err := p.connectAPI(); err != nil {
		log.Warn("Crossmint is not asked anything", "error", err)
	}
	p.believe()
	if p.deaf() {
		log.Warn("no signing secret is set: every delivery is refused until --signing-secret or PASSDESK_SIGNING_SECRET gives one, or the desk's assistant")
	}
	p.refusals = p.door.OpenQuarantine(kept)
	return p, nil
}

// listen opens the local address; connections wait until run serves them.
func (p *program) listen(ctx context.Context, address string) error {
	local, err := tunnel.Listen(ctx, address)
	if addressTaken(err) {
		return fmt.Errorf("cannot listen on %s, so nothing can be received; end the program that has the address, or choose another with --listen: %w", address, err)
	}
	if err != nil {
		return fmt.Errorf("cannot listen on %s, so nothing can be received; choose another address with --listen: %w", address, err)
	}
	local.Log = p.log
	p.local = local
	return nil
}

// addressTaken tells that another program listens on an address.
func addressTaken(err error) bool {
	const onWindows = syscall.Errno(10048) // for which syscall has no name
	return errors.Is(err, syscall.EADDRINUSE) || errors.Is(err, onWindows)
}

// run serves until ctx ends, then answers what has been accepted. It reports
// how the way in stands to on: the tunnel, or the local listener where there is
// none. A tunnel that is lost for good is reported, not returned, and leaves
// the local listener serving.
func (p *program) run(ctx context.Context, on func(way.Status)) error {
	defer context.AfterFunc(ctx, p.door.Close)()
	p.onStands = on
	ways, ctx := errgroup.WithContext(ctx)
	ways.Go(func() error { p.probe(ctx); return nil })
	ways.Go(func() error { p.doctor.Run(ctx); return nil })
	ways.Go(func() error { p.expire(ctx); return nil })
	ways.Go(func() error { p.radar.Run(ctx); return nil })
	if p.locked == nil {
		ways.Go(func() error { p.planner.run(ctx); return nil })
		ways.Go(func() error { p.reaper.run(ctx); return nil })
		ways.Go(func() error { (&prover{p.store, p.trust, p.log, time.Now}).run(ctx); return nil })
		ways.Go(func() error { p.recheck(ctx); return nil })
		ways.Go(func() error { p.tracker.Run(ctx); return nil })
	}
	ways.Go(func() error { p.examine(ctx); return nil })
	ways.Go(func() error { p.stir(ctx); return nil })
	ways.Go(func() error { return p.local.Run(ctx, p.fromHere(withHealth(p.door)), func(tunnel.Status) {}) })
	ways.Go(func() error { p.tunnels.run(ctx, outside(p.door), p.way.Tunnel, p.noTunnel); return nil })
	return ways.Wait()
}

// close lets the folder go. It comes after run, if that was called.
func (p *program) close() error {
	var err error
	if p.local != nil {
		err = p.local.Close()
	}
	if errors.Is(err, net.ErrClosed) { // run has closed it
		err = nil
	}
	if late := p.refusals.Close(); late != nil {
		p.log.Warn("what was refused at the end is not in the quarantine", "error", late)
	}
	return errors.Join(err, p.store.Close())
}
