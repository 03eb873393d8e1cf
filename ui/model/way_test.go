package model

import (
	"slices"
	"testing"
	"time"
)

func TestStretch(t *testing.T) {
	at := func(ago time.Duration) time.Time { return now.Add(-ago).UTC() }
	for _, c := range []struct {
		name string
		s    Span
		want string
	}{
		{"today", Span{at(20 * time.Minute), at(5 * time.Minute)}, "00:10–00:25"},
		{"yesterday", Span{at(3 * time.Hour), at(2 * time.Hour)}, "2026-06-11 21:30–22:30"},
		{"over midnight", Span{at(2 * time.Hour), at(0)}, "2026-06-11 22:30 – 2026-06-12 00:30"},
		{"goes on", Span{From: at(20 * time.Minute)}, "00:10–"},
	} {
		if got := Dates("").Stretch(c.s, now); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestLengthOfAGap(t *testing.T) {
	if got := (Gap{From: now.Add(-time.Hour)}).Length(now); got != time.Hour {
		t.Errorf("one that goes on has lasted %v", got)
	}
	if got := (Gap{From: now.Add(-time.Hour), To: now.Add(-time.Minute)}).Length(now); got != 59*time.Minute {
		t.Errorf("one that is over lasted %v", got)
	}
	if got := (Gap{From: now.Add(time.Hour)}).Length(now); got != 0 {
		t.Errorf("before a clock was set back it lasted %v", got)
	}
}

func TestClockOff(t *testing.T) {
	for skew, want := range map[time.Duration]bool{0: false, 119 * time.Second: false, 2 * time.Minute: true, -2 * time.Minute: true} {
		if got := (Standing{Skew: skew}).ClockOff(); got != want {
			t.Errorf("%v: %v", skew, got)
		}
	}
}

func TestSetupGoesOnWhereItWasLeft(t *testing.T) {
	online := Connection{State: Online}
	tested := Connection{State: Online, Checkup: Checkup{At: now, Lights: [4]Light{{Glow: Green}, {Glow: Green}, {Glow: Green}, {Glow: Green}}}}
	secrets := []SigningSecret{{Environment: "staging"}, {Environment: "production"}, {Environment: "staging"}}
	for _, c := range []struct {
		name string
		s    Setup
		way  Connection
		want Step
	}{
		{"nothing yet", Setup{}, Connection{}, TunnelStep},
		{"a token that is not proven", Setup{Token: true}, Connection{State: Connecting}, TunnelStep},
		{"connected", Setup{Token: true, URL: "https://a"}, online, AddressStep},
		{"connected, while nothing is believed", Setup{Token: true, URL: "https://a"}, Connection{State: Down, Tunnel: WayIn{State: Online}}, AddressStep},
		{"refused, and nothing is believed", Setup{Token: true}, Connection{State: Down, Tunnel: WayIn{State: Down, Code: "ERR_NGROK_105"}}, TunnelStep},
		{"only this computer, for want of a token", Setup{URL: "http://127.0.0.1:8484"}, Connection{State: Local}, TunnelStep},
		{"added", Setup{Token: true, URL: "https://a", Registered: "https://a"}, online, SecretStep},
		{"moved since", Setup{Token: true, URL: "https://b", Registered: "https://a", Secrets: secrets}, online, AddressStep},
		{"with a secret", Setup{Token: true, URL: "https://a", Registered: "https://a", Secrets: secrets}, online, TrialStep},
		{"all done", Setup{Token: true, URL: "https://a", Registered: "https://a", Secrets: secrets}, tested, TrialStep},
		{"without a tunnel", Setup{LocalOnly: true}, Connection{State: Local}, SecretStep},
	} {
		if got := c.s.Next(c.way); got != c.want {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
	if (Setup{}).Done(TrialStep, online) || !(Setup{}).Done(TrialStep, tested) {
		t.Error("the test is not what decides that it was passed")
	}
	if got := (Setup{Secrets: secrets}).Environments(); !slices.Equal(got, []string{"staging", "production"}) {
		t.Errorf("environments are %v", got)
	}
}

func TestThrough(t *testing.T) {
	lights := func(all ...Glow) (c Checkup) {
		for n, g := range all {
			c.Lights[n].Glow = g
		}
		return c
	}
	for _, c := range []struct {
		lights Checkup
		local  bool
		want   bool
	}{
		{lights(Green, Green, Green, Green), false, true},
		{lights(Green, Green, Green, Dark), false, false},
		{lights(Dark, Dark, Green, Green), false, false},
		{lights(Dark, Dark, Green, Green), true, true},
		{lights(Red, Dark, Green, Green), true, false},
		{lights(), true, false},
	} {
		if got := c.lights.Through(c.local); got != c.want {
			t.Errorf("%+v, local %v: %v", c.lights.Lights, c.local, got)
		}
	}
}
