package tunneltest

import (
	"errors"
	"net"
	"sync"
	"testing"
)

// NAT is a router between agents and an edge, with real connections: it can
// forget those it carries, as routers do, and be away.
type NAT struct {
	// Addr is what to give the agent as its connect address.
	Addr string

	t  testing.TB
	to string
	wg sync.WaitGroup

	mu    sync.Mutex
	ln    net.Listener // nil while away
	flows map[*flow]struct{}
}

// flow is one connection through a NAT.
type flow struct {
	inside, outside net.Conn

	mu        sync.Mutex
	forgotten bool
}

// NewNAT starts a router to the address, itself at an address like
// "127.0.0.1:0". The test's end closes it.
func NewNAT(t testing.TB, at, to string) *NAT {
	t.Helper()
	n := &NAT{Addr: at, t: t, to: to, flows: map[*flow]struct{}{}}
	n.Back()
	t.Cleanup(func() {
		n.Away()
		n.wg.Wait()
	})
	return n
}

// Forget swallows from now on what the present connections carry, in both
// directions. Nobody is told.
func (n *NAT) Forget() {
	n.mu.Lock()
	defer n.mu.Unlock()
	for f := range n.flows {
		f.mu.Lock()
		f.forgotten = true
		f.mu.Unlock()
	}
}

// Away cuts all connections and has new ones refused.
func (n *NAT) Away() {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.ln != nil {
		_ = n.ln.Close()
		n.ln = nil
	}
	for f := range n.flows {
		f.close()
	}
}

// Back ends Away, at the same address.
func (n *NAT) Back() {
	n.t.Helper()
	ln, err := net.Listen("tcp", n.Addr)
	if err != nil {
		n.t.Fatalf("tunneltest: %v", err)
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	n.Addr, n.ln = ln.Addr().String(), ln
	n.wg.Go(func() { n.accept(ln) })
}

func (n *NAT) accept(ln net.Listener) {
	for {
		inside, err := ln.Accept()
		if err != nil {
			return
		}
		outside, err := net.Dial("tcp", n.to)
		if err != nil {
			_ = inside.Close()
			continue
		}
		f := &flow{inside: inside, outside: outside}
		if !n.add(f, ln) {
			f.close()
			return
		}
		n.wg.Go(func() { f.pump(outside, inside) })
		n.wg.Go(func() {
			f.pump(inside, outside)
			n.remove(f)
		})
	}
}

func (n *NAT) add(f *flow, from net.Listener) bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.ln != from {
		return false
	}
	n.flows[f] = struct{}{}
	return true
}

func (n *NAT) remove(f *flow) {
	n.mu.Lock()
	defer n.mu.Unlock()
	delete(n.flows, f)
}

// pump carries bytes one way. What ends one side ends the other, unless the
// flow is forgotten: then that side learns nothing until Away.
func (f *flow) pump(to, from net.Conn) {
	buffer := make([]byte, 32<<10)
	for {
		read, err := from.Read(buffer)
		f.mu.Lock()
		forgotten := f.forgotten
		f.mu.Unlock()
		if !forgotten && read > 0 {
			if _, err := to.Write(buffer[:read]); err != nil {
				f.close()
				return
			}
		}
		if err != nil {
			if !forgotten || errors.Is(err, net.ErrClosed) {
				f.close()
			}
			return
		}
	}
}

func (f *flow) close() {
	_ = f.inside.Close()
	_ = f.outside.Close()
}
