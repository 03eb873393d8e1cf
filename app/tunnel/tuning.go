package tunnel

import (
	"cmp"
	"context"
	"net"
	"net/netip"
	"time"
)

// tuning is what tests replace.
type tuning struct {
	now  func() time.Time
	tick time.Duration // of the watch for sleep and for other addresses
	step time.Duration // of the wall clock between two ticks that means sleep
	wait time.Duration // the first of all waits before trying again
	dial func(ctx context.Context, network, address string) (net.Conn, error)

	addresses func() (addresses, error)
	source    func(remote netip.AddrPort) (netip.Addr, error)
}

func (t tuning) withDefaults() tuning {
	if t.now == nil {
		t.now = time.Now
	}
	if t.dial == nil {
		t.dial = new(net.Dialer).DialContext
	}
	if t.addresses == nil {
		t.addresses = localAddresses
	}
	if t.source == nil {
		t.source = sourceTo
	}
	t.tick = cmp.Or(t.tick, 2*time.Second)
	t.step = cmp.Or(t.step, sleepStep)
	t.wait = cmp.Or(t.wait, 500*time.Millisecond)
	return t
}
