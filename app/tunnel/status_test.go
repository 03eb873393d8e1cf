package tunnel

import (
	"errors"
	"slices"
	"testing"
	"time"
)

func TestStateString(t *testing.T) {
	for state, want := range map[State]string{
		Connecting: "connecting", Online: "online", Reconnecting: "reconnecting", Failed: "failed", Stopped: "stopped",
	} {
		if got := state.String(); got != want {
			t.Errorf("State(%d) = %q, want %q", state, got, want)
		}
	}
}

func TestErrorIsTestable(t *testing.T) {
	reason := errors.New("reason")
	err := error(&Error{Code: "ERR_NGROK_1", Message: "Sentence.", Err: reason})
	if !errors.Is(err, reason) || err.Error() != "tunnel: Sentence. (ERR_NGROK_1): reason" {
		t.Errorf("error = %q", err)
	}
}

func TestReporter(t *testing.T) {
	at := time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
	var story []Status
	r := newReporter(func(s Status) { story = append(story, s) }, func() time.Time { return at })
	busy := trouble{code: "ERR_NGROK_334", message: "soon", later: "never"}
	steps := []struct {
		after time.Duration
		do    func()
		want  *Status // nil: nothing is reported
	}{
		{0, func() { r.lost(trouble{}) }, &Status{State: Connecting}},
		{time.Second, func() { r.lost(trouble{}) }, nil},
		{0, func() { r.lost(busy) }, &Status{State: Connecting, Code: busy.code, Message: "soon"}},
		{59 * time.Second, func() { r.lost(busy) }, nil},
		{time.Second, func() { r.lost(busy) }, &Status{State: Connecting, Code: busy.code, Message: "never"}},
		{0, func() { r.online("https://a") }, &Status{State: Online, URL: "https://a"}},
		{0, func() { r.online("https://a") }, nil},
		{0, func() { r.online("https://b") }, &Status{State: Online, URL: "https://b"}},
		{0, func() { r.lost(trouble{message: "gone"}) }, &Status{State: Reconnecting, URL: "https://b", Message: "gone"}},
		{0, func() { r.lost(busy) }, &Status{State: Reconnecting, URL: "https://b", Code: busy.code, Message: "soon"}},
		{0, func() { r.end(&Error{Code: "c", Message: "m"}) }, &Status{State: Failed, Code: "c", Message: "m"}},
		{0, func() { r.online("https://b") }, nil},
		{0, func() { r.end(nil) }, nil},
	}
	for i, step := range steps {
		at = at.Add(step.after)
		story = nil
		step.do()
		var want []Status
		if step.want != nil {
			step.want.At = at
			want = []Status{*step.want}
		}
		if !slices.Equal(story, want) {
			t.Fatalf("step %d: reported %+v, want %+v", i, story, want)
		}
	}
}
