package tunnel

import (
	"context"
	"crypto/tls"
	"net"
	"sync"
	"time"
)

const (
	dialTimeout = 10 * time.Second
	dialLongest = 5 * time.Second // the longest time from one try to the next, unless a try takes longer
)

// dialer opens the SDK's connections and keeps hold of them, to cut a link
// that the SDK still believes in.
//
// It retries by itself, because the SDK would wait up to 30 s between tries
// and cannot be woken.
type dialer struct {
	dial   func(ctx context.Context, network, address string) (net.Conn, error)
	wait   time.Duration // before the second try; doubles from there
	failed func(error)   // told of each try that failed

	mu     sync.Mutex
	conns  map[*socket]struct{}
	round  context.Context // ends with the next kick
	kicked context.CancelFunc
	closed bool
	asked  int         // how many connections were asked for
	secure *tls.Config // how the SDK will speak TLS on them
	doubt  bool        // the last one came to nothing
}

func newDialer(dial func(context.Context, string, string) (net.Conn, error), wait time.Duration, failed func(error)) *dialer {
	d := &dialer{dial: dial, wait: wait, failed: failed, conns: map[*socket]struct{}{}}
	d.round, d.kicked = context.WithCancel(context.Background())
	return d
}

// Dial is DialContext without an end; the SDK's interface asks for it.
func (d *dialer) Dial(network, address string) (net.Conn, error) {
	return d.DialContext(context.Background(), network, address)
}

// DialContext tries until it has a connection, ctx ends or the dialer is shut,
// which gives net.ErrClosed.
func (d *dialer) DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	d.mu.Lock()
	d.asked++
	d.mu.Unlock()
	for wait := d.wait; ; wait = min(2*wait, dialLongest) {
		round, err := d.current()
		if err != nil {
			return nil, err
		}
		began := time.Now()
		conn, err := d.try(ctx, round, network, address)
		if err == nil {
			return conn, nil
		}
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if round.Err() == nil {
			d.failed(err)
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-round.Done():
			wait = d.wait
		case <-time.After(max(d.wait, wait-time.Since(began))): // a slow failure has been waiting already
		}
	}
}

// kick cuts all connections and starts a waiting or hanging try afresh.
func (d *dialer) kick() {
	d.cut(func(net.Conn) bool { return true })
	d.retry()
}

// cut closes the connections that are astray.
func (d *dialer) cut(astray func(net.Conn) bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for conn := range d.conns {
		if astray(conn.Conn) {
			_ = conn.Conn.Close()
			delete(d.conns, conn)
		}
	}
}

// retry starts a waiting or hanging try afresh, unless there is a connection.
func (d *dialer) retry() {
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.conns) > 0 || d.closed {
		return
	}
	d.kicked()
	d.round, d.kicked = context.WithCancel(context.Background())
}

// shut cuts all connections and refuses new ones.
func (d *dialer) shut() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.closed = true
	d.kicked()
	for conn := range d.conns {
		_ = conn.Conn.Close()
	}
	clear(d.conns)
}

// secureWith takes how the SDK is about to speak TLS.
func (d *dialer) secureWith(c *tls.Config) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.secure = c.Clone()
}

// doubts tells that a connection came to nothing, or that one did not. As long
// as there is doubt, the way has to prove that it leads to ngrok before the
// SDK gets a connection: a failed handshake would send the SDK to sleep for
// longer and longer, and it does not say what failed.
func (d *dialer) doubts(doubt bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.doubt = doubt
}

// requests gives how many connections were asked for.
func (d *dialer) requests() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.asked
}

func (d *dialer) current() (context.Context, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.closed {
		return nil, net.ErrClosed
	}
	return d.round, nil
}

// try dials once; a kick in the meantime, even just before the end, undoes it.
func (d *dialer) try(ctx, round context.Context, network, address string) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, dialTimeout)
	defer cancel()
	defer context.AfterFunc(round, cancel)()
	if err := d.prove(ctx, network, address); err != nil {
		return nil, err
	}
	conn, err := d.dial(ctx, network, address)
	if err != nil {
		return nil, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := round.Err(); err != nil {
		_ = conn.Close()
		return nil, err
	}
	s := &socket{Conn: conn, of: d}
	d.conns[s] = struct{}{}
	return s, nil
}

// prove finds out on a connection of its own, when there is doubt, whether
// ngrok itself answers at the address.
func (d *dialer) prove(ctx context.Context, network, address string) error {
	d.mu.Lock()
	doubt, secure := d.doubt, d.secure
	d.mu.Unlock()
	if !doubt || secure == nil {
		return nil
	}
	conn, err := d.dial(ctx, network, address)
	if err != nil {
		return err
	}
	defer conn.Close()
	if err := tls.Client(conn, secure).HandshakeContext(ctx); err != nil {
		return handshakeError{err}
	}
	return nil
}

// socket is a connection that its dialer remembers until it is closed.
type socket struct {
	net.Conn
	of *dialer
}

// Close closes the connection and lets the dialer forget it.
func (s *socket) Close() error {
	s.of.mu.Lock()
	delete(s.of.conns, s)
	s.of.mu.Unlock()
	return s.Conn.Close()
}
