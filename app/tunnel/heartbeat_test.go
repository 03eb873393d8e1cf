//go:build !race

package tunnel

import (
	"testing"
	"time"

	"passdesk/app/tunnel/tunneltest"
)

// The SDK writes and reads its logger without a lock when a heartbeat times
// out, so the race detector cannot be on here.
func TestNgrokNoticesADeadLinkByHeartbeat(t *testing.T) {
	edge := tunneltest.NewEdge(t)
	n := fixture(t, edge)
	n.Heartbeat = 100 * time.Millisecond
	hole := &deadLink{}
	n.tuning.dial = hole.dial
	r := run(t, n, echo)
	url := r.await(t, Online).URL
	hole.kill()
	r.await(t, Reconnecting)
	r.await(t, Online)
	mustEcho(t, edge, url)
}
