package model

import (
	"errors"
	"reflect"
	"testing"
	"time"

	"passdesk/store"
)

var now = time.Date(2026, 6, 12, 0, 30, 0, 0, time.FixedZone("CEST", 2*3600))

func TestClock(t *testing.T) {
	for _, c := range []struct {
		name string
		t    time.Time
		want string
	}{
		{"unknown", time.Time{}, ""},
		{"now", now, "00:30:00"},
		{"today, told in UTC", time.Date(2026, 6, 11, 22, 5, 9, 0, time.UTC), "00:05:09"},
		{"yesterday, an hour ago", now.Add(-time.Hour), "2026-06-11"},
		{"a year ago to the day", now.AddDate(-1, 0, 0), "2025-06-12"},
	} {
		if got := Clock(c.t, now); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
	if got := Moment(now.UTC(), now); got != "2026-06-12 00:30:00" {
		t.Errorf("Moment = %q", got)
	}
	if got := Date(now.UTC(), now); got != "2026-06-12" {
		t.Errorf("Date = %q", got)
	}
}

func TestAge(t *testing.T) {
	for _, c := range []struct {
		ago  time.Duration
		want Age
	}{
		{-time.Hour, Age{Seconds, 0}},
		{0, Age{Seconds, 0}},
		{12*time.Second + 900*time.Millisecond, Age{Seconds, 12}},
		{60 * time.Second, Age{Minutes, 1}},
		{59*time.Minute + 59*time.Second, Age{Minutes, 59}},
		{time.Hour, Age{Hours, 1}},
		{47 * time.Hour, Age{Hours, 47}},
		{48 * time.Hour, Age{Days, 2}},
	} {
		if got := AgeOf(now.Add(-c.ago), now); got != c.want {
			t.Errorf("%v ago: %v, want %v", c.ago, got, c.want)
		}
	}
	if got := AgeOf(time.Time{}, now); got.Unit != Never {
		t.Errorf("never: %v", got)
	}
}

func TestSubject(t *testing.T) {
	for want, i := range map[string]store.Issuance{
		"Ada":             {SubjectName: "Ada", SubjectContact: "ada@example.org", SubjectID: "did:x"},
		"ada@example.org": {SubjectContact: "ada@example.org", SubjectID: "did:x"},
		"did:x":           {SubjectID: "did:x"},
		"":                {},
	} {
		if got := Subject(i); got != want {
			t.Errorf("Subject = %q, want %q", got, want)
		}
	}
}

func TestViews(t *testing.T) {
	counts := store.Counts{Succeeded: 5, Failed: 3}
	some := store.Counts{Succeeded: 5, Failed: 3, Pending: 2, Other: 1}
	for _, c := range []struct {
		counts  store.Counts
		current View
		want    []View
	}{
		{counts, Issuances, []View{Issuances, Failures}},
		{counts, Others, []View{Issuances, Failures, Others}},
		{some, Issuances, []View{Issuances, Failures, Others}},
	} {
		if got := Views(c.counts, c.current); !reflect.DeepEqual(got, c.want) {
			t.Errorf("Views(%v, %v) = %v", c.counts, c.current, got)
		}
	}
	seen := map[store.Status]bool{}
	for _, v := range []View{Issuances, Failures, Others} {
		f := v.Filter("ada")
		if f.Search != "ada" || !f.Latest || len(f.Status) == 0 {
			t.Errorf("%v asks for %+v", v, f)
		}
		for _, s := range f.Status {
			if seen[s] {
				t.Errorf("status %v stands in two views", s)
			}
			seen[s] = true
		}
	}
	if len(seen) != 4 {
		t.Errorf("%d statuses stand in a view", len(seen))
	}
	if got := [3]int{Issuances.Count(some), Failures.Count(some), Others.Count(some)}; got != [3]int{5, 3, 3} {
		t.Errorf("counts are %v", got)
	}
}

func TestPace(t *testing.T) {
	const ms = time.Millisecond
	p := Pace{Frame: 100 * ms}
	if got := p.Wait(now); got != 0 {
		t.Errorf("the first question waits %v", got)
	}
	p.Asked(now)
	if got := p.Wait(now.Add(30 * ms)); got != 70*ms {
		t.Errorf("30 ms after the last one: %v", got)
	}
	p.Hold(now.Add(150 * ms))
	if got := p.Wait(now.Add(30 * ms)); got != 120*ms {
		t.Errorf("while somebody types: %v", got)
	}
	p.Hold(now.Add(40 * ms))
	if got := p.Wait(now.Add(30 * ms)); got != 70*ms {
		t.Errorf("typing does not beat the frame: %v", got)
	}
	if got := p.Wait(now.Add(time.Second)); got != 0 {
		t.Errorf("long after: %v", got)
	}
	p.Hold(now.Add(time.Hour))
	p.Asked(now.Add(time.Second))
	if got := p.Wait(now.Add(2 * time.Second)); got != 0 {
		t.Errorf("a question takes the hold away: %v", got)
	}
}

func TestEmptyState(t *testing.T) {
	broken := errors.New("disk")
	for _, c := range []struct {
		q    Query
		rows int
		err  error
		way  State
		demo bool
		want Empty
	}{
		{Query{}, 3, nil, Down, false, NotEmpty},
		{Query{}, 3, broken, Online, false, Unreadable},
		{Query{Search: "x"}, 0, nil, Down, false, NothingFound},
		{Query{View: Failures, Search: "x"}, 0, nil, Online, false, NothingFound},
		{Query{View: Failures}, 0, nil, Down, false, NoFailures},
		{Query{View: Others}, 0, nil, Online, false, NoOthers},
		{Query{}, 0, nil, Online, true, DemoStarting},
		{Query{}, 0, nil, Online, false, Waiting},
		{Query{}, 0, nil, Local, false, LocalOnly},
		{Query{}, 0, nil, Stopped, false, NotReceiving},
		{Query{}, 0, nil, Connecting, false, NotReceiving},
		{Query{}, 0, nil, Reconnecting, false, NotReceiving},
		{Query{}, 0, nil, Down, false, NotReceiving},
	} {
		if got := EmptyState(c.q, c.rows, c.err, c.way, c.demo); got != c.want {
			t.Errorf("%+v: %v, want %v", c, got, c.want)
		}
	}
}

func TestConnectionMessages(t *testing.T) {
	for _, c := range []struct {
		way            Connection
		reason, notice string
	}{
		{Connection{State: Down}, "", ""},
		{Connection{State: Down, Message: "The token is wrong."}, "The token is wrong", ""},
		{Connection{State: Down, Message: "The token is wrong. Enter it again."}, "The token is wrong", "The token is wrong. Enter it again."},
		{Connection{State: Reconnecting, Message: "The network is gone."}, "The network is gone", "The network is gone."},
		{Connection{State: Online, Message: "All is well. Really."}, "All is well", ""},
	} {
		if got := c.way.Reason(); got != c.reason {
			t.Errorf("%+v: reason %q", c.way, got)
		}
		if got := c.way.Notice(); got != c.notice {
			t.Errorf("%+v: notice %q", c.way, got)
		}
	}
}

func TestNarrow(t *testing.T) {
	if d := Narrow(store.Issuance{ID: 3, PassURL: "https://x"}); len(d.Links) != 1 || d.Links[0].URL != "https://x" || d.Issuance.ID != 3 {
		t.Errorf("%+v", d)
	}
	if d := Narrow(store.Issuance{ID: 3}); len(d.Links) != 0 {
		t.Errorf("%+v", d)
	}
}
