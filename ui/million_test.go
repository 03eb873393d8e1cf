package ui

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"runtime"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"fyne.io/fyne/v2/test"

	"passdesk/store"
	"passdesk/store/secret"
	"passdesk/store/vault"
	"passdesk/ui/model"
)

// rowsEnv is how many issuances the benchmarks below have; 100,000 when unset.
const rowsEnv = "PASSDESK_ROWS"

// realStore is a backend over a store on the disk.
type realStore struct {
	*store.Store
	next int
}

func (r *realStore) List(ctx context.Context, f store.Filter, o store.Order) (model.IDs, error) {
	l, err := r.Store.List(ctx, f, o)
	return l, err
}

func (r *realStore) Follow(ctx context.Context, list model.IDs) (model.IDs, error) {
	l, err := r.Store.Follow(ctx, list.(*store.List))
	return l, err
}

func (r *realStore) SetHandover(ctx context.Context, to store.Handover, ids ...int64) (store.Handing, error) {
	return r.Store.SetHandover(ctx, to, time.Now(), ids...)
}

func (r *realStore) UndoHandover(ctx context.Context, h store.Handing) error {
	return r.Store.UndoHandover(ctx, time.Now(), h)
}

func (r *realStore) Causes(ctx context.Context) (int, error) {
	causes, err := r.FailureCauses(ctx)
	return len(causes), err
}

func (r *realStore) Failings(context.Context) ([]model.Failing, error) { return nil, nil }

func (r *realStore) SetFailing(ctx context.Context, fingerprint string, state store.FailureState) error {
	return r.SetFailureState(ctx, fingerprint, state)
}

func (r *realStore) SetNote(ctx context.Context, id int64, note string) error {
	return r.Store.SetNote(ctx, time.Now(), id, note)
}

func (r *realStore) Detail(ctx context.Context, id int64) (model.Detail, error) {
	i, err := r.Issuance(ctx, id)
	return model.Narrow(i), err
}

func (r *realStore) RevealKey(context.Context, int64) (none secret.Value[string], _ error) {
	return none, nil
}

// append keeps one more issuance.
func (r *realStore) append(ctx context.Context, n int) error {
	i := sampleRow(int64(n), n)
	i.SubjectName = fmt.Sprintf("%s %d", people[n*7919%len(people)], n*2654435761%100_003)
	i.Template = fmt.Sprintf("Diploma %d", 1990+n*31%40)
	d := store.Delivery{
		MessageID: i.MessageID, EventType: i.EventType, Endpoint: "staging", SentAt: i.ReceivedAt, ReceivedAt: time.Now(),
		Body: fmt.Appendf(nil, `{"type":%q,"n":%d}`, i.EventType, n),
	}
	_, err := r.Append(ctx, d, i)
	return err
}

// fill keeps so many issuances the way that deliveries come in.
func (r *realStore) fill(tb testing.TB, count int) {
	tb.Helper()
	var all sync.WaitGroup
	for worker := range 64 {
		all.Go(func() {
			for n := worker + 1; n <= count; n += 64 {
				if err := r.append(context.Background(), n); err != nil {
					tb.Error(err)
					return
				}
			}
		})
	}
	all.Wait()
	r.next = count + 1
}

// filled is one store for all benchmarks of a run, for it takes its time.
var filled = sync.OnceValues(func() (*realStore, func()) {
	dir, err := os.MkdirTemp("", "passdesk-desk-")
	if err != nil {
		panic(err)
	}
	s, err := store.Open(dir, vault.Custody{vault.Given(vault.NewKey())})
	if err != nil {
		panic(err)
	}
	return &realStore{Store: s, next: 1}, func() { _ = s.Close(); _ = os.RemoveAll(dir) }
})

func TestMain(m *testing.M) {
	// The texts that tests expect are English, wherever they run; pictures may be
	// wanted in another language.
	computerLanguage = func() string { return cmp.Or(os.Getenv("PASSDESK_SHOTS_LANGUAGE"), "en") }
	code := m.Run()
	if million != nil {
		million.end()
	}
	os.Exit(code)
}

// million is the store once a benchmark has asked for it.
var million *struct {
	*realStore
	end func()
}

func openMillion(b *testing.B) *realStore {
	b.Helper()
	if million == nil {
		count := 100_000
		if n, err := strconv.Atoi(os.Getenv(rowsEnv)); err == nil {
			count = n
		}
		s, end := filled()
		million = &struct {
			*realStore
			end func()
		}{s, end}
		began := time.Now()
		s.fill(b, count)
		if err := s.Prepare(b.Context()); err != nil {
			b.Fatal(err)
		}
		for range 3000 { // until the search index has come so far, too
			asked := time.Now()
			if _, err := s.Head(b.Context(), model.Query{Search: "zzzzz"}.Filter(asked), store.Order{}, 1); err != nil {
				b.Fatal(err)
			}
			if time.Since(asked) < 5*time.Millisecond {
				break
			}
			time.Sleep(100 * time.Millisecond)
		}
		b.Logf("%d issuances kept in %v", count, time.Since(began).Round(time.Second))
	}
	return million.realStore
}

// BenchmarkMillion asks the backend what the desk asks it.
func BenchmarkMillion(b *testing.B) {
	s := openMillion(b)
	ctx := b.Context()
	whole, err := s.List(ctx, model.Query{}.Filter(time.Now()), store.Order{})
	if err != nil {
		b.Fatal(err)
	}
	page := func(at int) func() error {
		return func() error {
			ids := make([]int64, 0, 120)
			for i := max(at, 0); i < min(at+120, whole.Len()); i++ {
				ids = append(ids, whole.ID(i))
			}
			_, err := s.Rows(ctx, ids)
			return err
		}
	}
	head := func(q model.Query) func() error {
		return func() error { _, err := s.Head(ctx, q.Filter(time.Now()), q.Order, headLength); return err }
	}
	list := func(q model.Query) func() error {
		return func() error { _, err := s.List(ctx, q.Filter(time.Now()), q.Order); return err }
	}
	sorted := func(v model.View, words string, by store.OrderBy) model.Query {
		return model.Query{View: v, Search: words, Order: store.Order{By: by, Ascending: true}}
	}
	for _, c := range []struct {
		name string
		do   func() error
	}{
		{"first-rows", head(model.Query{})},
		{"whole-list", list(model.Query{})},
		{"page-first", page(0)},
		{"page-middle", page(whole.Len() / 2)},
		{"page-last", page(whole.Len() - 120)},
		{"search-one-letter", head(model.Query{Search: "k"})},
		{"search-word", head(model.Query{Search: "lovelace"})},
		{"search-rare", head(model.Query{Search: "lovelace 4711"})},
		{"search-none", head(model.Query{Search: "zzzzz"})},
		{"search-word-whole", list(model.Query{Search: "lovelace"})},
		{"sort-name-first", head(sorted(model.Issuances, "", store.ByName))},
		{"sort-name-whole", list(sorted(model.Issuances, "", store.ByName))},
		{"sort-template-first", head(sorted(model.Issuances, "", store.ByTemplate))},
		{"filter-and-sort-first", head(sorted(model.Failures, "lovelace", store.ByName))},
		{"filter-and-sort-whole", list(sorted(model.Failures, "lovelace", store.ByName))},
		{"failures-told", func() error {
			_, err := s.Head(ctx, store.Filter{Status: []store.Status{store.Failed}}, store.Order{}, crierMost)
			return err
		}},
		{"tally", func() error { _, err := (&tallies{backend: s, now: time.Now}).read(ctx); return err }},
	} {
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				if err := c.do(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	b.Run("follow", func(b *testing.B) {
		for b.Loop() {
			b.StopTimer()
			s.next++
			if err := s.append(ctx, s.next); err != nil {
				b.Fatal(err)
			}
			b.StartTimer()
			if whole, err = s.Follow(ctx, whole); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkCommitToRow has events come in at a rate and tells how long after
// its commit the list has each: the whole way but for the graphics card.
func BenchmarkCommitToRow(b *testing.B) {
	for _, rate := range []int{100, 500} {
		b.Run(fmt.Sprintf("rate=%d", rate), func(b *testing.B) { commitToRow(b, rate) })
	}
}

func commitToRow(b *testing.B, rate int) {
	s := openMillion(b)
	ui := make(chan func())
	ctx, cancel := context.WithCancel(b.Context())
	a := test.NewTempApp(b)
	hops := 0
	desk := NewDesk(a, s, Options{After: func(time.Duration, func()) {}, RunOnUI: func(f func()) {
		select {
		case ui <- f:
		case <-ctx.Done():
		}
	}})
	defer desk.window.Close()
	ended := make(chan struct{})
	go func() { defer close(ended); desk.Run(ctx) }()
	for desk.list.rows.Rows == 0 || desk.list.rows.Part() {
		(<-ui)()
	}
	hops = 0
	newest := desk.list.rows.ID(0)
	const seconds = 5
	commits := make(chan time.Time, rate*seconds)
	go func() {
		defer close(commits)
		ticker := time.NewTicker(time.Second / time.Duration(rate))
		defer ticker.Stop()
		due := make(chan int)
		var senders sync.WaitGroup
		for range 4 { // as deliveries come in beside each other
			senders.Go(func() {
				for n := range due {
					row := sampleRow(int64(n), n)
					row.Status = store.Succeeded
					d := store.Delivery{MessageID: row.MessageID, ReceivedAt: time.Now(), Body: []byte("{}")}
					if _, err := s.Append(ctx, d, row); err != nil {
						b.Error(err)
						return
					}
					commits <- time.Now()
				}
			})
		}
		for range rate * seconds {
			<-ticker.C
			s.next++
			due <- s.next
		}
		close(due)
		senders.Wait()
	}()
	var waiting []time.Time
	var took []float64
	var busy time.Duration
	shown := int64(0)
	began := time.Now()
	for done := false; !done || len(waiting) > 0; {
		select {
		case at, more := <-commits:
			if done = !more; done {
				commits = nil
			} else {
				waiting = append(waiting, at)
			}
		case f := <-ui:
			hops++
			start := time.Now()
			f()
			busy += time.Since(start)
			drawn := desk.list.view.slots[0].bound.ID - newest - shown
			for range min(int(drawn), len(waiting)) {
				took = append(took, time.Since(waiting[0]).Seconds()*1000)
				waiting, shown = waiting[1:], shown+1
			}
		case <-time.After(10 * time.Second):
			b.Fatalf("%d rows were never drawn", len(waiting))
		}
	}
	ran := time.Since(began)
	var mem runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&mem)
	cancel()
	<-ended
	slices.Sort(took)
	b.ReportMetric(took[len(took)/2], "p50-ms")
	b.ReportMetric(took[len(took)*95/100], "p95-ms")
	b.ReportMetric(float64(hops)/ran.Seconds(), "hops/s")
	b.ReportMetric(100*busy.Seconds()/ran.Seconds(), "ui-busy-%")
	b.ReportMetric(float64(mem.HeapAlloc)/(1<<20), "heap-MB")
	b.ReportMetric(float64(len(took))/ran.Seconds(), "rows/s")
	b.ReportMetric(0, "ns/op")
}
