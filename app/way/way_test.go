package way

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"passdesk/app/doctor"
	"passdesk/app/tunnel"
	"passdesk/assets/say"
)

// scene feeds a Way with a clock that moves a second with each step, and writes
// down what it says: state, message and, in brackets, the second it is since.
type scene struct {
	*Way
	at      time.Time
	targets []doctor.Target
	said    []string
}

var start = time.Unix(1_000_000, 0)

func newScene() *scene {
	s := &scene{at: start}
	s.Way = New(func(st Status) {
		line := st.State.String()
		if st.URL != "" {
			line += " " + st.URL
		}
		if st.Code != "" {
			line += " " + st.Code
		}
		if st.Message != "" {
			message := st.Message
			if message == checking {
				message = "checking"
			}
			line += ": " + message.String()
		}
		s.said = append(s.said, fmt.Sprintf("%s (%d)", line, int(st.Since.Sub(start).Seconds())))
	}, func(t doctor.Target) { s.targets = append(s.targets, t) })
	return s
}

func (s *scene) tunnelIs(state tunnel.State, url string, message say.Sentence) {
	s.at = s.at.Add(time.Second)
	s.Tunnel(tunnel.Status{State: state, URL: url, Message: message, At: s.at})
}

func (s *scene) hindered(why say.Sentence) {
	s.at = s.at.Add(time.Second)
	s.Hinder(why, s.at)
}

func (s *scene) reports(r doctor.Report) {
	s.at = s.at.Add(time.Second)
	r.At = s.at
	s.Checked(r)
}

// current is the target of the present stretch.
func (s *scene) current() doctor.Target { return s.targets[len(s.targets)-1] }

func TestWay(t *testing.T) {
	const url = "https://name"
	connecting := func(s *scene) { s.tunnelIs(tunnel.Connecting, "", "") }
	up := func(s *scene) { s.tunnelIs(tunnel.Online, url, "") }
	moved := func(s *scene) { s.tunnelIs(tunnel.Online, "https://other", "") }
	lost := func(s *scene) { s.tunnelIs(tunnel.Reconnecting, url, "lost") }
	failed := func(s *scene) { s.tunnelIs(tunnel.Failed, "", "no") }
	stopped := func(s *scene) { s.tunnelIs(tunnel.Stopped, "", "") }
	well := func(s *scene) { s.reports(doctor.Report{Target: s.current(), Verdict: doctor.Well}) }
	broken := func(s *scene) {
		s.reports(doctor.Report{Target: s.current(), Verdict: doctor.Broken, Why: "stuck", Code: "ERR_NGROK_3200"})
	}
	otherwise := func(s *scene) {
		s.reports(doctor.Report{Target: s.current(), Verdict: doctor.Broken, Why: "elsewhere"})
	}
	unsure := func(s *scene) { s.reports(doctor.Report{Target: s.current(), Why: "no way out"}) }
	late := func(s *scene) { s.reports(doctor.Report{Target: s.targets[0], Verdict: doctor.Well}) }
	lateBroken := func(s *scene) {
		s.reports(doctor.Report{Target: s.targets[0], Verdict: doctor.Broken, Why: "stuck"})
	}
	hindered := func(s *scene) { s.hindered("the clock") }
	otherwiseHindered := func(s *scene) { s.hindered("the disk") }
	free := func(s *scene) { s.hindered("") }
	nothing := func(s *scene) { s.reports(doctor.Report{Verdict: doctor.Well}) }
	for _, c := range []struct {
		name  string
		steps []func(*scene)
		want  []string
	}{
		{
			"proven",
			[]func(*scene){connecting, up, well, well},
			[]string{"connecting (1)", "connecting https://name: checking (1)", "online https://name (3)"},
		},
		{"broken from the start", []func(*scene){connecting, up, broken, broken}, []string{
			"connecting (1)", "connecting https://name: checking (1)", "degraded https://name ERR_NGROK_3200: stuck (3)",
		}},
		{"breaks and heals", []func(*scene){up, well, broken, otherwise, well}, []string{
			"connecting https://name: checking (1)", "online https://name (2)",
			"degraded https://name ERR_NGROK_3200: stuck (3)", "degraded https://name: elsewhere (3)", "online https://name (5)",
		}},
		{"no way out from the start", []func(*scene){up, unsure, unsure, well}, []string{
			"connecting https://name: checking (1)", "online https://name: no way out (2)", "online https://name (2)",
		}},
		{
			"no way out takes nothing back",
			[]func(*scene){up, well, unsure},
			[]string{"connecting https://name: checking (1)", "online https://name (2)"},
		},
		{
			"no way out mends nothing",
			[]func(*scene){up, broken, unsure},
			[]string{"connecting https://name: checking (1)", "degraded https://name ERR_NGROK_3200: stuck (2)"},
		},
		{"no way out, then broken", []func(*scene){up, unsure, broken}, []string{
			"connecting https://name: checking (1)", "online https://name: no way out (2)", "degraded https://name ERR_NGROK_3200: stuck (3)",
		}},
		{"restored", []func(*scene){up, well, lost, up, well}, []string{
			"connecting https://name: checking (1)", "online https://name (2)", "reconnecting https://name: lost (3)",
			"reconnecting https://name: checking (3)", "online https://name (5)",
		}},
		{"restored before it was proven", []func(*scene){up, lost, up, well}, []string{
			"connecting https://name: checking (1)", "reconnecting https://name: lost (2)",
			"reconnecting https://name: checking (2)", "online https://name (4)",
		}},
		{"lost while degraded", []func(*scene){up, broken, lost, up, broken}, []string{
			"connecting https://name: checking (1)", "degraded https://name ERR_NGROK_3200: stuck (2)", "reconnecting https://name: lost (3)",
			"reconnecting https://name: checking (3)", "degraded https://name ERR_NGROK_3200: stuck (5)",
		}},
		{"another address", []func(*scene){up, well, moved, late, well}, []string{
			"connecting https://name: checking (1)", "online https://name (2)", "reconnecting https://other: checking (3)", "online https://other (5)",
		}},
		{"what comes late counts no more", []func(*scene){up, lost, late, up, late, lateBroken, well}, []string{
			"connecting https://name: checking (1)", "reconnecting https://name: lost (2)",
			"reconnecting https://name: checking (2)", "online https://name (7)",
		}},
		{"hindered here", []func(*scene){up, well, hindered, hindered, otherwiseHindered, well, free, free}, []string{
			"connecting https://name: checking (1)", "online https://name (2)",
			"degraded https://name: the clock (3)", "degraded https://name: the disk (3)", "online https://name (7)",
		}},
		{"hindered before it is up", []func(*scene){hindered, connecting, up, well, free}, []string{
			"connecting (2)", "connecting https://name: checking (2)", "degraded https://name: the clock (4)", "online https://name (5)",
		}},
		{"the tunnel outweighs it", []func(*scene){up, well, hindered, lost, free, hindered, up, unsure}, []string{
			"connecting https://name: checking (1)", "online https://name (2)", "degraded https://name: the clock (3)",
			"reconnecting https://name: lost (4)", "reconnecting https://name: checking (4)", "degraded https://name: the clock (8)",
		}},
		{"so does the doctor", []func(*scene){up, broken, hindered, free, hindered, well, stopped, free}, []string{
			"connecting https://name: checking (1)", "degraded https://name ERR_NGROK_3200: stuck (2)", "degraded https://name: the clock (2)",
			"stopped (7)",
		}},
		{"a report of nothing", []func(*scene){connecting, nothing}, []string{"connecting (1)"}},
		{"refused", []func(*scene){connecting, failed}, []string{"connecting (1)", "failed: no (2)"}},
		{"refused after it was up", []func(*scene){up, well, failed, late}, []string{
			"connecting https://name: checking (1)", "online https://name (2)", "failed: no (3)",
		}},
		{"ended", []func(*scene){up, well, stopped, late}, []string{
			"connecting https://name: checking (1)", "online https://name (2)", "stopped (3)",
		}},
		{"ended while checking", []func(*scene){up, stopped, late}, []string{"connecting https://name: checking (1)", "stopped (2)"}},
		{"run again", []func(*scene){up, well, stopped, connecting, up, well}, []string{
			"connecting https://name: checking (1)", "online https://name (2)", "stopped (3)",
			"connecting (4)", "connecting https://name: checking (4)", "online https://name (6)",
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newScene()
			for _, step := range c.steps {
				step(s)
			}
			if !slices.Equal(s.said, c.want) {
				t.Errorf("said\n%s\nwant\n%s", strings.Join(s.said, "\n"), strings.Join(c.want, "\n"))
			}
		})
	}
}

func TestTheDoctorIsToldWhatToCheck(t *testing.T) {
	s := newScene()
	s.tunnelIs(tunnel.Connecting, "", "")
	s.tunnelIs(tunnel.Online, "https://name", "")
	s.tunnelIs(tunnel.Reconnecting, "https://name", "")
	s.tunnelIs(tunnel.Reconnecting, "https://name", "why")
	s.tunnelIs(tunnel.Online, "https://name", "")
	s.tunnelIs(tunnel.Stopped, "", "")
	second := func(n int) time.Time { return start.Add(time.Duration(n) * time.Second) }
	want := []doctor.Target{{URL: "https://name", Since: second(2)}, {}, {URL: "https://name", Since: second(5)}, {}}
	if !slices.Equal(s.targets, want) {
		t.Errorf("told %v, want %v", s.targets, want)
	}
}

func TestStatesComeOneAtATime(t *testing.T) {
	inside := false
	w := New(func(Status) {
		if inside {
			t.Error("two at a time")
		}
		inside = true
		time.Sleep(time.Microsecond)
		inside = false
	}, func(doctor.Target) {})
	var feeders sync.WaitGroup
	since := time.Now()
	for n := range 8 {
		feeders.Go(func() {
			for i := range 200 {
				if n%2 == 0 {
					w.Tunnel(tunnel.Status{State: tunnel.State(i % 3), At: since})
				} else {
					w.Checked(doctor.Report{Target: doctor.Target{Since: since}, Verdict: doctor.Verdict(i % 3), At: since})
				}
			}
		})
	}
	feeders.Wait()
}

func TestStatesHaveNames(t *testing.T) {
	want := []string{"connecting", "online", "degraded", "reconnecting", "failed", "stopped", "unknown"}
	for n, name := range want {
		if got := State(n).String(); got != name {
			t.Errorf("state %d is %q, want %q", n, got, name)
		}
	}
}
