package tunnel

import (
	"testing"
	"time"
)

// A session that was replaced while its endpoint was being bound may have left
// the endpoint behind, and the SDK's events come too late to tell.
func TestBoundNoticesAnotherConnection(t *testing.T) {
	w := &wire{}
	for dials, want := range map[int]bool{1: true, 2: false} {
		var said []Status
		l := &link{
			dialer: newDialer(w.dial, time.Second, func(error) {}),
			report: newReporter(func(s Status) { said = append(said, s) }, time.Now),
			up:     true, sessions: 1, requests: 1,
		}
		for range dials {
			if _, err := l.dialer.Dial("tcp", "edge:443"); err != nil {
				t.Fatal(err)
			}
		}
		if got := l.bound("https://desk.example.com"); got != want || (len(said) == 1) != want {
			t.Errorf("after %d connections bound = %t and said %v", dials, got, said)
		}
		l.dialer.shut()
	}
}
