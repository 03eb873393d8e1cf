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
		if got := Dates("").Clock(c.t, now); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
	if got := Dates("").Moment(now.UTC(), now); got != "2026-06-12 00:30:00" {
		t.Errorf("Moment = %q", got)
	}
	for want, at := range map[string]time.Time{"": {}, "00:30": now.UTC(), "2026-06-11 23:30": now.Add(-time.Hour)} {
		if got := Dates("").Hour(at, now); got != want {
			t.Errorf("Hour = %q, want %q", got, want)
		}
	}
	if got := Dates("").Date(now.UTC(), now); got != "2026-06-12" {
		t.Errorf("Date = %q", got)
	}
}

func TestAge(t *testing.T) {
	for _, c := range []struct {
		ago  time.Duration
		want Age
	}{
		{-time.Hour, Age{Ahead, 0}},
		{-61 * time.Second, Age{Ahead, 0}},
		{-time.Minute, Age{Instants, 0}},
		{0, Age{Instants, 0}},
		{9*time.Second + 900*time.Millisecond, Age{Instants, 0}},
		{12*time.Second + 900*time.Millisecond, Age{Seconds, 10}},
		{59 * time.Second, Age{Seconds, 50}},
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
		{counts, Issuances, []View{Issuances, ToHandOver, Failures}},
		{counts, Others, []View{Issuances, ToHandOver, Failures, Others}},
		{some, Everything, []View{Issuances, ToHandOver, Failures, Pending, Others}},
	} {
		var got []View
		for v := range Everything {
			if v.Offered(c.counts, c.current) {
				got = append(got, v)
			}
		}
		if !reflect.DeepEqual(got, c.want) {
			t.Errorf("of %v in %v %v are offered", c.counts, c.current, got)
		}
	}
	seen := map[store.Status]bool{}
	for _, v := range []View{Issuances, Failures, Pending, Others} {
		f := Query{View: v, Search: "ada to:new"}.Filter(time.Now())
		if f.Search != "ada" || !reflect.DeepEqual(f.Handover, []store.Handover{store.HandoverNew}) || !f.Latest || len(f.And) != 1 {
			t.Errorf("%v asks for %+v", v, f)
		}
		for _, s := range f.And[0].Status {
			if seen[s] {
				t.Errorf("status %v stands in two views", s)
			}
			seen[s] = true
		}
	}
	if len(seen) != 4 {
		t.Errorf("%d statuses stand in a view", len(seen))
	}
	if got := [4]int{Issuances.Count(some), Failures.Count(some), Pending.Count(some), Others.Count(some)}; got != [4]int{5, 3, 2, 1} {
		t.Errorf("counts are %v", got)
	}
	if f := (Query{View: Issuances, Search: "status:failed"}).Filter(time.Now()); f.And[0].Status != nil || f.Status[0] != store.Failed {
		t.Errorf("of a status that was typed it asks for %+v", f)
	}
	f := Query{View: Everything, Template: "Diploma"}.Filter(time.Now())
	if want := []store.Term{{In: store.InTemplate, Text: "Diploma", Whole: true}}; !reflect.DeepEqual(f.And[1].Terms, want) || f.And[0].Status != nil {
		t.Errorf("a template asks for %+v", f)
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

func TestEmpty(t *testing.T) {
	broken := errors.New("disk")
	failures, others := Query{View: Failures}, Query{View: Others}
	for _, c := range []struct {
		o    Outcome
		want Empty
	}{
		{Outcome{Rows: 3, Way: Down}, NotEmpty},
		{Outcome{Rows: 3, Err: broken, Way: Online}, NotEmpty},
		{Outcome{Err: broken, Way: Online}, Unreadable},
		{Outcome{Query: Query{Search: "x"}, Way: Down}, NothingFound},
		{Outcome{Query: Query{View: Failures, Search: "x"}, Way: Online}, NothingFound},
		{Outcome{Query: failures, Way: Down, Received: true}, NoFailures},
		{Outcome{Query: failures, Way: Down}, NotReceiving},
		{Outcome{Query: failures, Way: Online}, Waiting},
		{Outcome{Query: others, Way: Online, Received: true}, NoOthers},
		{Outcome{Query: others, Way: Local}, LocalOnly},
		{Outcome{Way: Online, Demo: true}, DemoStarting},
		{Outcome{Way: Online}, Waiting},
		{Outcome{Way: Local}, LocalOnly},
		{Outcome{Way: Stopped}, NotReceiving},
		{Outcome{Way: Connecting}, NotReceiving},
		{Outcome{Way: Reconnecting}, NotReceiving},
		{Outcome{Way: Down}, NotReceiving},
		{Outcome{Way: Degraded}, NotReceiving},
		{Outcome{Way: Online, ToSetUp: true}, ToSetUp},
		{Outcome{Way: Down, ToSetUp: true}, ToSetUp},
		{Outcome{Way: Online, ToSetUp: true, Demo: true}, DemoStarting},
		{Outcome{Query: others, Way: Online, Received: true, ToSetUp: true}, NoOthers},
	} {
		if got := c.o.Empty(); got != c.want {
			t.Errorf("%+v: %v, want %v", c.o, got, c.want)
		}
	}
}

func TestNotice(t *testing.T) {
	for _, c := range []struct {
		way    Connection
		notice string
	}{
		{Connection{State: Down}, ""},
		{Connection{State: Down, Message: "The token is wrong."}, "The token is wrong."},
		{Connection{State: Down, Message: "The token is wrong. Enter it again."}, "The token is wrong. Enter it again."},
		{Connection{State: Reconnecting, Message: "The network is gone."}, "The network is gone."},
		{Connection{State: Online, Message: "All is well."}, ""},
		{Connection{State: Degraded, Message: "The test event did not come back."}, "The test event did not come back."},
	} {
		if got := c.way.Notice(); got.String() != c.notice {
			t.Errorf("%+v: notice %q", c.way, got)
		}
	}
}

func TestFold(t *testing.T) {
	for _, c := range []struct {
		text           string
		columns, lines int
		want           string
		whole          bool
	}{
		{"", 4, 9, "", true},
		{"abcd", 4, 9, "abcd", true},
		{"abcde", 4, 9, "abcd\n↳ e", true},
		{"abcdefghi\nx\n", 4, 9, "abcd\n↳ efgh\n↳ i\nx\n", true},
		{"\n\nx", 4, 9, "\n\nx", true},
		{"éüßñ陈", 4, 9, "éüßñ\n↳ 陈", true},
		{"abcdefghi", 4, 2, "abcd\n↳ efgh", false},
		{"a\nb\nc", 4, 2, "a\nb", false},
		{"a\nb", 4, 2, "a\nb", true},
	} {
		if got, whole := Fold(c.text, c.columns, c.lines); got != c.want || whole != c.whole {
			t.Errorf("Fold(%q, %d, %d) = %q, %v", c.text, c.columns, c.lines, got, whole)
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
