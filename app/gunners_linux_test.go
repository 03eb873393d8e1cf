package main

import (
	"bufio"
	"bytes"
	"crypto/tls"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"passdesk/app/simulator"
)

// gunners are clients that send what was made ready before, as fast as they are
// answered, and cost as little as clients can.
type gunners struct {
	b    testing.TB
	next int
}

const bodySize = 5000

// ready makes signed requests of the usual size: half of what fills a body up
// compresses, like the signatures and hashes of a credential.
func (g *gunners) ready(address string, count int) (all [][]byte) {
	g.b.Helper()
	u, err := url.Parse(address)
	if err != nil {
		g.b.Fatal(err)
	}
	secret, issuer := signingSecret(g.b), simulator.Issuer{Seed: 77, Kind: simulator.Succeeded}
	random := rand.NewChaCha8([32]byte{1})
	noise := make([]byte, bodySize/2)
	for range count {
		g.next++
		m := issuer.Message(g.next)
		missing := max(0, bodySize-len(m.Body)-len(`"evidence":"",`)) &^ 1
		_, _ = random.Read(noise[:missing/2]) // never fails
		body := slices.Concat([]byte(`{"evidence":"`), []byte(hex.EncodeToString(noise[:missing/2])), []byte(`",`), m.Body[1:])
		r, err := http.NewRequest(http.MethodPost, address, bytes.NewReader(body))
		if err != nil {
			g.b.Fatal(err)
		}
		secret.Sign(r.Header, m.ID, time.Now(), body)
		var text bytes.Buffer
		fmt.Fprintf(&text, "POST %s HTTP/1.1\r\nHost: %s\r\nContent-Length: %d\r\n", u.Path, u.Host, len(body))
		_ = r.Header.Write(&text) // to memory
		text.WriteString("\r\n")
		text.Write(body)
		all = append(all, text.Bytes())
	}
	return all
}

// shots is what rounds of them came to.
type shots struct {
	took  time.Duration
	each  []time.Duration
	rates []float64 // of each round
}

func (s *shots) add(round shots) {
	s.took += round.took
	s.each = append(s.each, round.each...)
	s.rates = append(s.rates, round.rate())
}

func (s *shots) rate() float64 { return float64(len(s.each)) / s.took.Seconds() }

// of is the rate as a share of that of others: the median of the rounds, in which
// both had the same machine.
func (s *shots) of(others shots) float64 {
	shares := make([]float64, len(s.rates))
	for n := range shares {
		shares[n] = s.rates[n] / others.rates[n]
	}
	slices.Sort(shares)
	return (shares[len(shares)/2] + shares[(len(shares)-1)/2]) / 2
}

// within gives the time within which so many of a thousand were answered, in ms.
func (s *shots) within(perMille int) float64 {
	slices.Sort(s.each)
	return float64(s.each[len(s.each)*perMille/1000].Microseconds()) / 1000
}

// fire sends requests from so many clients and wants every one acknowledged.
func (g *gunners) fire(address string, trust *tls.Config, clients int, requests [][]byte) (s shots) {
	g.b.Helper()
	conns := make([]net.Conn, clients)
	for n := range conns {
		conns[n] = g.dial(address, trust)
		defer conns[n].Close()
	}
	var mu sync.Mutex
	var all sync.WaitGroup
	began := time.Now()
	for n, conn := range conns {
		all.Go(func() {
			answers := bufio.NewReader(conn)
			var each []time.Duration
			for m := n; m < len(requests); m += clients {
				asked := time.Now()
				if _, err := conn.Write(requests[m]); err != nil {
					g.b.Error(err)
					return
				}
				status, err := answered(answers)
				if err != nil || status != "204" {
					g.b.Errorf("answered %q, %v", status, err)
					return
				}
				each = append(each, time.Since(asked))
			}
			mu.Lock()
			defer mu.Unlock()
			s.each = append(s.each, each...)
		})
	}
	all.Wait()
	s.took = time.Since(began)
	return s
}

func (g *gunners) dial(address string, trust *tls.Config) net.Conn {
	g.b.Helper()
	u, err := url.Parse(address)
	if err != nil {
		g.b.Fatal(err)
	}
	var conn net.Conn
	if u.Scheme == "https" {
		conn, err = tls.Dial("tcp", u.Host, trust)
	} else {
		conn, err = net.Dial("tcp", u.Host)
	}
	if err != nil {
		g.b.Fatal(err)
	}
	return conn
}

// answered reads an answer without a body and gives its status.
func answered(r *bufio.Reader) (status string, err error) {
	line, err := r.ReadString('\n')
	if err != nil || len(line) < 12 {
		return line, err
	}
	status = line[9:12]
	for err == nil && strings.TrimSpace(line) != "" {
		line, err = r.ReadString('\n')
	}
	return status, err
}

// target is a program to fire at, and where.
type target struct {
	*process
	url string
}

// calm waits until a program has done what it puts off until nothing comes, such
// as making what came searchable, so that it takes nothing from the next.
func (p *process) calm() {
	p.t.Helper()
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); {
		before := p.cpu()
		time.Sleep(100 * time.Millisecond)
		if p.cpu()-before <= 10*time.Millisecond {
			return
		}
	}
	p.t.Error("it does not come to rest")
}

// inTurn has several programs be fired at in turn, because machines have moods,
// and gives what each came to.
func (g *gunners) inTurn(clients, rounds, each int, trust *tls.Config, targets ...target) []shots {
	g.b.Helper()
	all := make([]shots, len(targets))
	for round := range rounds + 1 {
		for n, to := range targets {
			requests := g.ready(to.url, each)
			runtime.GC()
			to.calm()
			s := g.fire(to.url, trust, clients, requests)
			to.calm()
			if round > 0 { // the first warms up
				all[n].add(s)
			}
		}
	}
	return all
}
