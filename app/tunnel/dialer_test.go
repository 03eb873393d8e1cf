package tunnel

import (
	"context"
	"errors"
	"net"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

var errDown = errors.New("network is unreachable")

// wire dials pipes, after as many failures as it is told.
type wire struct {
	failures int
	hangs    atomic.Bool
	dials    []time.Time
}

func (w *wire) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	w.dials = append(w.dials, time.Now())
	if w.hangs.Load() {
		<-ctx.Done()
		return nil, ctx.Err()
	}
	if w.failures > 0 {
		w.failures--
		return nil, errDown
	}
	near, _ := net.Pipe()
	return near, nil
}

func TestDialerRetries(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &wire{failures: 6}
		failed := 0
		d := newDialer(w.dial, 500*time.Millisecond, func(error) { failed++ })
		defer d.shut()
		if _, err := d.DialContext(t.Context(), "tcp", "edge:443"); err != nil {
			t.Fatal(err)
		}
		var waits []time.Duration
		for i := 1; i < len(w.dials); i++ {
			waits = append(waits, w.dials[i].Sub(w.dials[i-1]))
		}
		want := []time.Duration{5e8, 1e9, 2e9, 4e9, 5e9, 5e9}
		if failed != 6 || len(waits) != len(want) {
			t.Fatalf("%d failures told, waits %v, want %v", failed, waits, want)
		}
		for i := range want {
			if waits[i] != want[i] {
				t.Errorf("wait %d = %v, want %v", i, waits[i], want[i])
			}
		}
	})
}

// A try that failed slowly has been waiting already.
func TestDialerWaitsFromTryToTry(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &wire{}
		w.hangs.Store(true)
		d := newDialer(w.dial, 500*time.Millisecond, func(error) {})
		defer d.shut()
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		_, _ = d.DialContext(ctx, "tcp", "edge:443")
		for i := 1; i < len(w.dials); i++ {
			if wait := w.dials[i].Sub(w.dials[i-1]); wait != dialTimeout+d.wait {
				t.Errorf("wait %d = %v", i, wait)
			}
		}
		if len(w.dials) != 6 {
			t.Errorf("%d tries in a minute", len(w.dials))
		}
	})
}

// Only the connections that are astray are cut, and while there is another one
// nothing starts afresh.
func TestDialerCutsWhatIsAstray(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &wire{}
		d := newDialer(w.dial, time.Second, func(error) {})
		defer d.shut()
		lost, err := d.Dial("tcp", "edge:443")
		if err != nil {
			t.Fatal(err)
		}
		good, err := d.Dial("tcp", "edge:443")
		if err != nil {
			t.Fatal(err)
		}
		round := d.round
		d.cut(func(conn net.Conn) bool { return conn == lost.(*socket).Conn })
		d.retry()
		if _, err := lost.Write(nil); err == nil || len(d.conns) != 1 || round.Err() != nil {
			t.Errorf("after a cut: %v, %d remembered, %v", err, len(d.conns), round.Err())
		}
		_ = good.Close()
		d.retry()
		if round.Err() == nil {
			t.Error("nothing starts afresh")
		}
	})
}

func TestDialerEnds(t *testing.T) {
	for name, hangs := range map[string]bool{"hanging": true, "refused": false} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := &wire{failures: 1000}
				w.hangs.Store(hangs)
				d := newDialer(w.dial, time.Second, func(error) {})
				defer d.shut()
				ctx, cancel := context.WithTimeout(t.Context(), 1500*time.Millisecond)
				defer cancel()
				began := time.Now()
				_, err := d.DialContext(ctx, "tcp", "edge:443")
				if took := time.Since(began); !errors.Is(err, context.DeadlineExceeded) || took != 1500*time.Millisecond {
					t.Errorf("DialContext = %v after %v", err, took)
				}
			})
		})
	}
}

func TestDialerKick(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &wire{}
		d := newDialer(w.dial, 5*time.Second, func(error) {})
		defer d.shut()
		conn, err := d.Dial("tcp", "edge:443")
		if err != nil {
			t.Fatal(err)
		}
		kept, err := d.Dial("tcp", "edge:443")
		if err != nil {
			t.Fatal(err)
		}
		if err := kept.Close(); err != nil || len(d.conns) != 1 {
			t.Errorf("after closing one of two: %v, %d remembered", err, len(d.conns))
		}
		d.kick()
		if _, err := conn.Write([]byte("x")); err == nil {
			t.Error("a kicked connection still writes")
		}

		// A kick makes a hanging try and a waiting one start at once.
		for _, prepare := range []func(){
			func() { w.hangs.Store(true) },
			func() { w.failures = 1 },
		} {
			prepare()
			began := time.Now()
			go func() {
				time.Sleep(time.Second)
				w.hangs.Store(false)
				d.kick()
			}()
			if _, err := d.Dial("tcp", "edge:443"); err != nil {
				t.Fatal(err)
			}
			if took := time.Since(began); took != time.Second {
				t.Errorf("after a kick the dial took %v, want 1s", took)
			}
		}
	})
}

func TestDialerShut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &wire{}
		d := newDialer(w.dial, time.Second, func(error) {})
		conn, err := d.Dial("tcp", "edge:443")
		if err != nil {
			t.Fatal(err)
		}
		w.hangs.Store(true)
		hanging := make(chan error)
		go func() {
			_, err := d.Dial("tcp", "edge:443")
			hanging <- err
		}()
		synctest.Wait()
		d.shut()
		if err := <-hanging; !errors.Is(err, net.ErrClosed) {
			t.Errorf("a dial under way = %v, want %v", err, net.ErrClosed)
		}
		if _, err := conn.Write([]byte("x")); err == nil {
			t.Error("a connection still writes")
		}
		d.kick() // must not open it again
		if _, err := d.Dial("tcp", "edge:443"); !errors.Is(err, net.ErrClosed) {
			t.Errorf("a later dial = %v, want %v", err, net.ErrClosed)
		}
	})
}
