package store

import (
	"context"
	"runtime"
	"slices"
	"strconv"
	"testing"
	"time"
)

// BenchmarkLists measures what a desk asks of a large folder: a million
// issuances, or as many as PASSDESK_BENCH_ROWS says. Making it takes about a
// minute. Each figure is the median, in ms, and the worst stands beside it.
func BenchmarkLists(b *testing.B) {
	s, _ := openLarge(b)
	ctx := context.Background()
	view := Filter{Status: []Status{Succeeded}, Latest: true}
	fail := func(err error) {
		if err != nil {
			b.Fatal(err)
		}
	}

	b.Run("first page unprepared", func(b *testing.B) {
		took(b, 20, func(int) { _, err := s.Head(ctx, view, Order{}, 100); fail(err) })
	})
	b.Run("prepare", func(b *testing.B) {
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		took(b, 1, func(int) { fail(s.Prepare(ctx)) })
		runtime.GC()
		runtime.ReadMemStats(&after)
		b.ReportMetric(float64(int64(after.HeapAlloc)-int64(before.HeapAlloc))/(1<<20), "MiB")
	})
	b.Run("first page", func(b *testing.B) {
		took(b, 50, func(int) { _, err := s.Head(ctx, view, Order{}, 100); fail(err) })
	})
	for by := range ByValidity + 1 {
		b.Run("first page by "+orderNames[by], func(b *testing.B) {
			took(b, 10, func(n int) { _, err := s.Head(ctx, view, Order{by, n%2 == 0}, 100); fail(err) })
		})
		b.Run("whole list by "+orderNames[by], func(b *testing.B) {
			took(b, 3, func(n int) { _, err := s.List(ctx, view, Order{by, n%2 == 0}); fail(err) })
		})
	}
	l, err := s.List(ctx, view, Order{ByName, true})
	fail(err)
	b.Run("any page", func(b *testing.B) {
		took(b, 50, func(n int) {
			at := n * (l.Len() - 50) / 50
			rows, err := s.Rows(ctx, l.IDs(at, at+50))
			fail(err)
			if len(rows) != 50 {
				b.Fatal(len(rows))
			}
		})
	})
	for _, text := range []string{"a", "q", "zo", "qz", "王小", "zoë", "lovel", "funds", "example", "ada lovelac", "urn:uuid:00001", "nobody at all", "ada.1234"} {
		b.Run("search "+text, func(b *testing.B) {
			f := view
			f.Search = text
			took(b, 10, func(int) { _, err := s.Head(ctx, f, Order{}, 100); fail(err) })
		})
	}
	for name, f := range worstFilters() {
		for _, o := range []Order{{}, {ByName, true}, {ByTemplate, false}} {
			b.Run(name+" by "+orderNames[o.By], func(b *testing.B) {
				took(b, 5, func(int) { _, err := s.Head(ctx, f, o, 100); fail(err) })
			})
		}
	}
	b.Run("templates", func(b *testing.B) {
		took(b, 10, func(int) { _, err := s.Templates(ctx); fail(err) })
	})
	b.Run("waiting", func(b *testing.B) {
		took(b, 10, func(int) { _, err := s.Waiting(ctx); fail(err) })
	})
	for _, o := range []Order{{}, {ByName, true}} {
		b.Run("follow 50 rows by "+orderNames[o.By], func(b *testing.B) {
			l, err := s.List(ctx, view, o)
			fail(err)
			var spent []time.Duration
			for n := range 20 {
				for m := range 50 {
					id := "follow-" + orderNames[o.By] + strconv.Itoa(n*50+m+int(time.Now().UnixNano()))
					_, err := s.Append(ctx, Delivery{MessageID: id, ReceivedAt: time.Now()}, Issuance{Status: Succeeded, SubjectName: "Grace " + id, ActionID: id})
					fail(err)
				}
				began := time.Now()
				before := l.Len()
				l, err = s.Follow(ctx, l)
				spent = append(spent, time.Since(began))
				if fail(err); l.Len() != before+50 {
					b.Fatal(l.Len() - before)
				}
			}
			report(b, spent)
		})
	}
}

var orderNames = [...]string{"time", "name", "contact", "template", "status", "handover", "validity"}

// worstFilters are filters that leave much or little, alone and with words.
func worstFilters() map[string]Filter {
	return map[string]Filter{
		"failed":                 {Status: []Status{Failed}, Latest: true},
		"template part":          {Terms: []Term{{In: InTemplate, Text: "diploma 20"}}, Latest: true},
		"name part":              {Terms: []Term{{In: InName, Text: "turing"}}, Latest: true},
		"nobody":                 {Terms: []Term{{In: InName, Text: "nobody"}}},
		"common word, rare rest": {Search: "example", Status: []Status{Failed}, Terms: []Term{{In: InEnvironment, Text: "production"}}},
		"common word":            {Search: "example", Latest: true},
		"not":                    {Not: []Filter{{Search: "example"}, {Status: []Status{Failed}}}},
		"credential":             {Terms: []Term{{In: InCredential, Text: "00123456"}}},
		"subject":                {Terms: []Term{{In: InSubject, Text: "0x0001"}}},
		"a month":                {Since: time.Now().AddDate(0, 0, -8), Until: time.Now().AddDate(0, 0, -6)},
	}
}

func took(b *testing.B, times int, do func(n int)) {
	var spent []time.Duration
	for n := range times {
		began := time.Now()
		do(n)
		spent = append(spent, time.Since(began))
	}
	report(b, spent)
}

func report(b *testing.B, spent []time.Duration) {
	slices.Sort(spent)
	b.ReportMetric(float64(spent[len(spent)/2].Microseconds())/1000, "ms")
	b.ReportMetric(float64(spent[len(spent)-1].Microseconds())/1000, "ms-worst")
	b.ReportMetric(0, "ns/op")
}
