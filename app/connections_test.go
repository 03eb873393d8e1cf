package main

import (
	"errors"
	"fmt"
	"net"
	"strings"
	"syscall"
	"testing"
	"time"

	"passdesk/app/tunnel"
	"passdesk/app/way"
	"passdesk/app/webhook"
	"passdesk/store"
	"passdesk/ui/model"
)

func TestTheDeskClaimsToReceiveOnlyWhenEverythingDoes(t *testing.T) {
	online := func(c *connections) {
		c.stands(way.Status{State: way.Online, URL: "https://name.example.org"})
	}
	full := func(c *connections) { c.kept(fmt.Errorf("append: %w", store.ErrFull)) }
	room := func(c *connections) { c.kept(nil) }
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	for _, c := range []struct {
		name  string
		deaf  bool
		local bool
		steps []func(*connections)
		want  model.State
		says  string
	}{
		{name: "nothing known yet", want: model.Connecting},
		{name: "online", steps: []func(*connections){online}, want: model.Online},
		{name: "online and keeping", steps: []func(*connections){online, room}, want: model.Online},
		{name: "disk full", steps: []func(*connections){online, full}, want: model.Down, says: "The disk is full."},
		{name: "disk full, then the tunnel comes", steps: []func(*connections){full, online}, want: model.Down, says: "The disk is full."},
		{name: "room again", steps: []func(*connections){online, full, full, room}, want: model.Online},
		{name: "another trouble", steps: []func(*connections){full, func(c *connections) { c.kept(store.ErrReadOnly) }}, want: model.Down, says: "The folder"},
		{name: "everything lost", steps: []func(*connections){online, func(c *connections) { c.ended(errors.New("lost")) }}, want: model.Down, says: "Receiving has ended"},
		{name: "closed", steps: []func(*connections){online, func(c *connections) { c.ended(nil) }}, want: model.Online},
		{name: "no secret", deaf: true, steps: []func(*connections){online, room}, want: model.Down, says: "No signing secret is set"},
		{name: "refused", steps: []func(*connections){func(c *connections) {
			c.stands(way.Status{State: way.Failed, Code: "ERR_NGROK_107", Message: "The token."})
		}}, want: model.Down, says: "The token."},
		{name: "lost", steps: []func(*connections){online, func(c *connections) {
			c.stands(way.Status{State: way.Reconnecting, URL: "https://name.example.org"})
		}}, want: model.Reconnecting},
		{name: "up, but nothing comes in", steps: []func(*connections){online, func(c *connections) {
			c.stands(way.Status{State: way.Degraded, URL: "https://name.example.org", Message: "Another computer answers."})
		}}, want: model.Degraded, says: "Another computer"},
		{name: "this computer only", local: true, steps: []func(*connections){online}, want: model.Local},
		{name: "ended", steps: []func(*connections){online, func(c *connections) {
			c.stands(way.Status{State: way.Stopped})
		}}, want: model.Stopped},
	} {
		t.Run(c.name, func(t *testing.T) {
			secrets := webhook.Secrets{{}}
			if c.deaf {
				secrets = nil
			}
			p := &program{door: webhook.NewHandler(secrets, nil, nil, time.Now)}
			if !c.local {
				p.tunnels.want(new(tunnel.Ngrok))
			} else {
				p.local = tunnel.NewLocal(listener)
			}
			var shown []model.Connection
			way := newConnections(p, func(m model.Connection) { shown = append(shown, m) })
			for _, step := range c.steps {
				step(way)
			}
			got := shown[len(shown)-1]
			if got.State != c.want || !strings.HasPrefix(got.Message.String(), c.says) {
				t.Errorf("shows %+v, want %v and %q", got, c.want, c.says)
			}
			if got.State == model.Online && got.URL != "https://name.example.org"+webhook.Path {
				t.Errorf("URL %s", got.URL)
			}
		})
	}
}

func TestEachFailureHasASentenceOfItsOwn(t *testing.T) {
	seen := map[string]error{}
	for _, err := range []error{
		store.ErrInUse, store.ErrNewer, store.ErrForeign, store.ErrDamaged, store.ErrGone, store.ErrBusy, store.ErrFull, store.ErrReadOnly, syscall.EADDRINUSE, errors.New("else"),
	} {
		sentence := atStart(fmt.Errorf("open: %w", err))
		if other := seen[sentence.String()]; other != nil {
			t.Errorf("%v and %v are told alike", err, other)
		}
		seen[sentence.String()] = err
	}
}
