package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
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
	clockOff   atomic.Int64 // by how much, in nanoseconds, when all is refused for it; else 0
}

// probeEvery is how often the disk is asked, once it has refused a delivery,
// whether it takes them again, and how often the clock is looked at.
const probeEvery = 5 * time.Second

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
		dir: s.Data, custody: custody, trust: new(trust), planner: newPlanner(kept, s.Data, custody, log),
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

// readSettings reads what is kept in the folder. What cannot be read keeps
// nobody from receiving.
func (p *program) readSettings() {
	if p.locked != nil {
		return
	}
	if err := p.trust.load(context.Background(), p.store.Reader); err != nil {
		p.log.Error("no credential is taken for valid, because the trusted issuers cannot be read", "error", err)
	}
	if err := p.reception.load(context.Background(), p.store.Reader); err != nil {
		p.log.Error("what was set up to receive cannot be read; only the command line and the environment count", "error", err)
	}
}

// deaf tells that nobody can be believed, because no signing secret is set.
func (p *program) deaf() bool { return len(p.door.Secrets()) == 0 }

// believe has the door believe the secrets of the settings and those that were
// entered, as far as they are still good.
func (p *program) believe() {
	p.arranging.Lock()
	defer p.arranging.Unlock()
	secrets, _ := p.settings.secrets() // could be read at the start
	entered := p.reception.get()
	for _, s := range entered.live(time.Now()) {
		secrets = append(secrets, s.value)
	}
	p.door.SetSecrets(secrets)
}

// expire ends the trust in secrets whose time is over.
func (p *program) expire(ctx context.Context) {
	ticker := time.NewTicker(time.Minute)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			p.readMissed(ctx)
			before := p.deaf()
			if p.believe(); p.deaf() != before {
				p.arranged()
			}
		}
	}
}

// readMissed takes up what could not be read at the start.
func (p *program) readMissed(ctx context.Context) {
	if p.locked != nil {
		return
	}
	found, err := p.reception.missed(ctx, p.store.Reader)
	if found {
		err = errors.Join(err, p.connect())
		p.log.Info("what was set up to receive could be read after all")
	}
	if err != nil && ctx.Err() == nil {
		p.log.Error("what was set up to receive cannot be read; only the command line and the environment count", "error", err)
	}
}

// connect has the tunnel run that settings and entries ask for.
func (p *program) connect() error {
	p.arranging.Lock()
	defer p.arranging.Unlock()
	entered := p.reception.get()
	ngrok, err := p.settings.ngrok(p.log, entered.token, entered.domain)
	if err != nil {
		return err
	}
	p.tunnels.want(ngrok)
	return nil
}

// listen opens the local address; connections wait until run serves them.
func (p *program) listen(ctx context.Context, address string) error {
	local, err := tunnel.Listen(ctx, address)
	if err != nil {
		return fmt.Errorf("cannot listen on %s, so nothing can be received; end the program that has the address, or choose another with --listen: %w", address, err)
	}
	local.Log = p.log
	p.local = local
	return nil
}

// Append keeps a delivery for the door.
func (p *program) Append(ctx context.Context, d store.Delivery, i store.Issuance) (duplicate bool, err error) {
	before := p.keeping.refusals()
	duplicate, err = p.store.Append(ctx, d, i)
	p.noteKept(before, err)
	if err == nil && ctx.Value(fromOutside{}) != nil {
		p.doctor.Heard()
	}
	return duplicate, err
}

// Probe makes a write for the door that keeps nothing.
func (p *program) Probe(ctx context.Context) error {
	if p.locked != nil { // the disk would take it, but no delivery
		return p.locked
	}
	before := p.keeping.refusals()
	err := p.store.Probe(ctx)
	p.noteKept(before, err)
	return err
}

// stands takes how the way in stands.
func (p *program) stands(st way.Status) {
	p.told.Store(&st)
	p.hearing.stands(st)
	p.onStands(st)
}

// noteKept tells whom it concerns how keeping went, which was begun when so many
// had been refused.
func (p *program) noteKept(before int64, err error) {
	p.keeping.take(before, err, func(changed bool) {
		p.hearing.kept(err)
		p.onKept(err)
		if changed {
			p.hinder()
		}
	})
}

// lookAtClock finds out whether what is sent is refused because of it, which no
// test message notices: that is signed by the same clock.
func (p *program) lookAtClock() {
	off, _ := p.door.RefusesByClock()
	if p.clockOff.Swap(int64(off)) == int64(off) {
		return
	}
	p.hearing.again()
	p.hinder()
}

// off tells that what is sent is refused because of the clock.
func (p *program) off() bool { return p.clockOff.Load() != 0 }

// hinder tells the way in what turns deliveries away behind it.
func (p *program) hinder() {
	p.hindering.Lock()
	defer p.hindering.Unlock()
	why := ""
	if trouble := p.keeping.trouble(); trouble != nil {
		why = whileReceiving(trouble)
	} else if off := time.Duration(p.clockOff.Load()); off != 0 {
		why = clockRefuses(off)
	}
	p.way.Hinder(why, time.Now())
}

// probe finds out that the disk is well again, or that the clock is off or was
// set, also when nothing comes in.
func (p *program) probe(ctx context.Context) {
	ticker := time.NewTicker(probeEvery)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			if p.keeping.trouble() != nil {
				_ = p.Probe(ctx) // onKept hears of it
			}
			p.lookAtClock()
		}
	}
}

// arranged tells whom it concerns that secrets or the tunnel are others.
func (p *program) arranged() {
	p.hearing.again()
	p.doctor.Again()
	p.onArranged()
}

// localURL is the endpoint's address on this computer.
func (p *program) localURL() string { return p.local.URL() + webhook.Path }

// address is the endpoint's as it stands now, "" while there is none.
func (p *program) address() string {
	if st := p.told.Load(); st != nil {
		return endpoint(st.URL)
	}
	return ""
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
		ways.Go(func() error { (&prover{p.store, p.trust, p.log, time.Now}).run(ctx); return nil })
		ways.Go(func() error { p.recheck(ctx); return nil })
		ways.Go(func() error { p.tracker.Run(ctx); return nil })
	}
	ways.Go(func() error { p.stir(ctx); return nil })
	ways.Go(func() error { return p.local.Run(ctx, p.fromHere(withHealth(p.door)), func(tunnel.Status) {}) })
	ways.Go(func() error { p.tunnels.run(ctx, outside(p.door), p.way.Tunnel, p.noTunnel); return nil })
	return ways.Wait()
}

// noTunnel makes the local listener, which stands for as long as the program
// runs, the way in.
func (p *program) noTunnel() {
	p.way.Tunnel(tunnel.Status{State: tunnel.Online, URL: p.local.URL(), At: time.Now()})
}

// fromHere marks what comes to the local listener as coming the way that the
// doctor checks, while there is no other.
func (p *program) fromHere(door http.Handler) http.Handler {
	marked := outside(door)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if p.tunnels.none() {
			marked.ServeHTTP(w, r)
			return
		}
		door.ServeHTTP(w, r)
	})
}

// checked takes what the doctor has found.
func (p *program) checked(r doctor.Report) {
	p.way.Checked(r)
	p.onChecked(r)
}

// fromOutside marks the context of a request that came the way which the doctor
// checks, so that it can count as a sign of life.
type fromOutside struct{}

func outside(door http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		door.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), fromOutside{}, true)))
	})
}

// recheck takes in what was refused before only because its secret was not set.
func (p *program) recheck(ctx context.Context) {
	out, err := p.refusals.Recheck(ctx)
	if err != nil && ctx.Err() == nil {
		p.log.Error("refused requests were not all judged again", "error", err)
	}
	if out != (webhook.Outcome{}) {
		p.log.Info("refused requests were judged again", "promoted", out.Promoted, "stale", out.Stale, "left", out.Left)
	}
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

// withHealth adds the answer that tells whether the program is there. It
// stands on the local listener only.
func withHealth(door http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet && r.URL.Path == "/healthz" {
			w.WriteHeader(http.StatusOK)
			return
		}
		door.ServeHTTP(w, r)
	})
}
