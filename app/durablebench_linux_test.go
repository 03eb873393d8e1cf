package main

import (
	"crypto/tls"
	"fmt"
	"testing"

	"passdesk/app/tunnel/tunneltest"
)

// startBare starts the plainest program.
func startBare(b testing.TB) *process {
	b.Helper()
	cmd := command()
	cmd.Env = append(cmd.Env, beBare+"="+b.TempDir())
	return begin(b, cmd)
}

// BenchmarkDurable measures durable acknowledgements of the whole program: signed
// requests of 5 KB over loopback to a process of its own, answered when they are
// on disk. In turn with it, and with the same clients, the plainest program that
// makes the same promise is measured: "of-bare" is the one as a share of the
// other. Machines differ, the share should not.
func BenchmarkDurable(b *testing.B) {
	for _, clients := range []int{1, 16, 64} {
		b.Run(fmt.Sprintf("clients=%d", clients), func(b *testing.B) {
			p := serve(b, b.TempDir(), "--log-level", "error")
			each := map[int]int{1: 500, 16: 1600, 64: 2400}[clients]
			bare := startBare(b)
			all := (&gunners{b: b}).inTurn(clients, 16, each, nil, target{bare, bare.url()}, target{p, p.url()})
			_, memory := p.proc()
			acks := float64(each * 17) // and what warmed up
			b.ReportMetric(float64(p.cpu().Microseconds())/acks, "cpu-µs")
			b.ReportMetric(float64(bare.cpu().Microseconds())/acks, "cpu-µs-bare")
			b.ReportMetric(all[1].rate(), "acks/s")
			b.ReportMetric(all[1].of(all[0]), "of-bare")
			b.ReportMetric(all[1].within(500), "p50-ms")
			b.ReportMetric(all[1].within(990), "p99-ms")
			b.ReportMetric(all[0].within(990), "p99-ms-bare")
			b.ReportMetric(float64(memory), "MB")
			b.ReportMetric(0, "ns/op")
			p.stop()
		})
	}
}

// BenchmarkDurableWhenFull measures the same in a folder with a million records,
// searchable, beside an empty one: "of-empty" is the share. PASSDESK_BENCH_ROWS
// wants fewer.
func BenchmarkDurableWhenFull(b *testing.B) {
	dir := b.TempDir()
	rows := benchRows()
	fillSearchable(b, dir, rows)
	full := serve(b, dir, "--log-level", "error")
	url := full.url()
	waitIndexed(b, dir, rows)
	for _, clients := range []int{1, 16} {
		b.Run(fmt.Sprintf("clients=%d", clients), func(b *testing.B) {
			empty := serve(b, b.TempDir(), "--log-level", "error")
			each := map[int]int{1: 500, 16: 1600}[clients]
			g := &gunners{b: b, next: clients * 1_000_000}
			all := g.inTurn(clients, 16, each, nil, target{empty, empty.url()}, target{full, url})
			_, memory := full.proc()
			b.ReportMetric(all[1].rate(), "acks/s")
			b.ReportMetric(all[1].of(all[0]), "of-empty")
			b.ReportMetric(all[1].within(990), "p99-ms")
			b.ReportMetric(float64(memory), "MB")
			b.ReportMetric(0, "ns/op")
			empty.stop()
		})
	}
}

// BenchmarkDurableTunnel measures the same through ngrok's SDK and an edge on this
// computer, which does its work in the same process as the clients: "of-local" is
// the share of what comes in at the local address.
func BenchmarkDurableTunnel(b *testing.B) {
	edge := tunneltest.NewTLSEdge(b)
	p, public, local := serveBoth(b, b.TempDir(), edge)
	trust := &tls.Config{RootCAs: edge.CAs(), MinVersion: tls.VersionTLS12}
	for _, clients := range []int{1, 16} {
		b.Run(fmt.Sprintf("clients=%d", clients), func(b *testing.B) {
			g := &gunners{b: b, next: clients * 1_000_000}
			all := g.inTurn(clients, 8, map[int]int{1: 200, 16: 800}[clients], trust, target{p, local}, target{p, public})
			b.ReportMetric(all[1].rate(), "acks/s")
			b.ReportMetric(all[1].of(all[0]), "of-local")
			b.ReportMetric(all[1].within(500), "p50-ms")
			b.ReportMetric(all[1].within(990), "p99-ms")
			b.ReportMetric(0, "ns/op")
		})
	}
	p.stop()
}

// serveBoth is serveThrough that also gives the local address.
func serveBoth(b testing.TB, dir string, edge *tunneltest.Edge) (p *process, public, local string) {
	b.Helper()
	p = serve(b, dir, "--log-level", "error", "--ngrok-authtoken", "a-token", "--ngrok-connect-url", edge.ConnectAddr, "--ngrok-root-cas", edge.CAFile(b))
	local = p.url()
	line := p.next()
	for line["state"] != "online" {
		line = p.next()
	}
	return p, line["url"].(string), local
}
