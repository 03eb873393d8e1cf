package tunnel

import (
	"context"
	"crypto/x509"
	"encoding/json"
	"flag"
	"fmt"
	"net"
	"os"
	"testing"
	"time"
)

// long asks for the forms of tests that take minutes of real time.
var long = flag.Bool("long", false, "let outages and sleeps last as long as they do in life")

// deskTest tells, in the environment, that this process is to be the desk of a
// test that runs in another one.
const deskTest = "PASSDESK_TUNNEL_DESK"

// deskOrder is what such a desk is to do.
type deskOrder struct {
	ConnectAddr string // which the edge's certificate is for
	DialAddr    string // where it really is
	CAPEM       []byte
	Heartbeat   time.Duration
	Tick, Step  time.Duration
}

// deskLine is what it says, one a line.
type deskLine struct {
	State, URL, Message string
}

func TestMain(m *testing.M) {
	if order := os.Getenv(deskTest); order != "" {
		if err := beDesk(order); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// beDesk runs an Ngrok until standard input ends.
func beDesk(text string) error {
	var order deskOrder
	if err := json.Unmarshal([]byte(text), &order); err != nil {
		return err
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(order.CAPEM)
	n := &Ngrok{
		Token: NewToken(secretToken), ConnectAddr: order.ConnectAddr, RootCAs: roots, Heartbeat: order.Heartbeat,
		tuning: tuning{
			tick: order.Tick, step: order.Step,
			dial: func(ctx context.Context, network, _ string) (net.Conn, error) {
				return new(net.Dialer).DialContext(ctx, network, order.DialAddr)
			},
		},
	}
	ctx, end := context.WithCancel(context.Background())
	go func() {
		_, _ = os.Stdin.Read(make([]byte, 1))
		end()
	}()
	out := json.NewEncoder(os.Stdout)
	return n.Run(ctx, echo, func(s Status) {
		_ = out.Encode(deskLine{State: s.State.String(), URL: s.URL, Message: s.Message.String()})
	})
}
