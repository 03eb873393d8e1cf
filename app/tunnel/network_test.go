package tunnel

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"slices"
	"testing"
	"testing/synctest"
	"time"
)

func TestWatchSeesOtherAddresses(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		home := addresses{netip.MustParseAddr("192.168.1.5"): {}}
		var looks []addresses // one a tick; nil is a failure of the system
		looks = append(looks, home, home, nil, home, addresses{}, addresses{}, home)
		ask := func() (addresses, error) {
			if len(looks) == 0 {
				return home, nil
			}
			look := looks[0]
			looks = looks[1:]
			if look == nil {
				return nil, errors.New("no memory")
			}
			return look, nil
		}
		var got []bool
		done := make(chan struct{})
		ctx, cancel := context.WithCancel(t.Context())
		go func() {
			defer close(done)
			watch(ctx, tuning{addresses: ask}.withDefaults(), func() { t.Error("slept") }, func(_ addresses, changed bool) {
				got = append(got, changed)
			})
		}()
		time.Sleep(13 * time.Second) // six ticks
		cancel()
		<-done
		if want := []bool{false, false, true, false, true}; !slices.Equal(got, want) {
			t.Errorf("changed = %v, want %v", got, want)
		}
	})
}

// ends is a connection of which only the addresses count.
type ends struct {
	net.Conn
	local, remote string
}

func (e ends) LocalAddr() net.Addr  { return address(e.local) }
func (e ends) RemoteAddr() net.Addr { return address(e.remote) }

type address string

func (a address) Network() string { return "tcp" }
func (a address) String() string  { return string(a) }

func TestAstray(t *testing.T) {
	has := addresses{netip.MustParseAddr("192.168.1.5"): {}, netip.MustParseAddr("2001:db8::5"): {}}
	cases := []struct {
		name          string
		local, source string
		lack, astray  bool
	}{
		{"as before", "192.168.1.5:50123", "192.168.1.5", false, false},
		{"its address is gone", "192.168.1.6:50123", "192.168.1.5", true, true},
		{"another way is better", "192.168.1.5:50123", "172.16.0.9", false, true},
		{"no way at all", "192.168.1.5:50123", "", false, true},
		{"version 6", "[2001:db8::5]:50123", "2001:db8::5", false, false},
		{"version 6, gone", "[2001:db8::6]:50123", "2001:db8::5", true, true},
		{"version 4 in version 6", "[::ffff:192.168.1.5]:50123", "192.168.1.5", false, false},
		{"loopback", "127.0.0.1:50123", "", false, false},
		{"something else", "pipe", "", false, false},
	}
	for _, c := range cases {
		conn := ends{local: c.local, remote: "203.0.113.7:443"}
		source := func(to netip.AddrPort) (netip.Addr, error) {
			if to.String() != "203.0.113.7:443" {
				t.Errorf("%s: asked for the way to %v", c.name, to)
			}
			if c.source == "" {
				return netip.Addr{}, errors.New("network is unreachable")
			}
			return netip.MustParseAddr(c.source), nil
		}
		if lack, lost := has.lack(conn), astray(conn, source); lack != c.lack || lost != c.astray {
			t.Errorf("%s: lack = %t, astray = %t", c.name, lack, lost)
		}
	}
}

func TestSystemTellsAddresses(t *testing.T) {
	found, err := localAddresses()
	if err != nil {
		t.Fatal(err)
	}
	for a := range found {
		if a.IsLoopback() || a.IsLinkLocalUnicast() || a.Is4In6() {
			t.Errorf("%v leads nowhere", a)
		}
	}
	if a, err := sourceTo(netip.MustParseAddrPort("127.0.0.1:443")); err != nil || a != netip.MustParseAddr("127.0.0.1") {
		t.Errorf("to loopback one sends from %v, %v", a, err)
	}
}
