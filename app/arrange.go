package main

import (
	"context"
	"errors"
	"time"
)

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

// arranged tells whom it concerns that secrets or the tunnel are others.
func (p *program) arranged() {
	p.hearing.again()
	p.doctor.Again()
	p.onArranged()
}
