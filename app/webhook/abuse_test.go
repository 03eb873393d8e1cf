package webhook

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"passdesk/store"
)

// settles gives what wants goroutines, memory and the room for bodies to be again
// what they were. What is parallel must not run beside it.
func (d *door) settles(t *testing.T) (check func()) {
	t.Helper()
	heap := func() int64 {
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return int64(m.HeapAlloc)
	}
	free := func() int64 { return d.bodies.ordinary.free.Load() + d.bodies.large.free.Load() }
	goroutines, memory, room := runtime.NumGoroutine(), heap(), free()
	const slack = 16 << 20 // pools of what encodes and decodes
	return func() {
		t.Helper()
		for deadline := time.Now().Add(time.Minute); ; time.Sleep(10 * time.Millisecond) {
			g, m := runtime.NumGoroutine(), heap()
			if g <= goroutines && m <= memory+slack && free() == room {
				return
			}
			if time.Now().After(deadline) {
				t.Fatalf("%d goroutines, %d before; %d bytes, %d before; %d of room, %d before", g, goroutines, m, memory, free(), room)
			}
		}
	}
}

// TestAbuseBodies has the sender send, signed, what no sender should: each is kept
// as it came, in bounded time, and what can be read of it is.
func TestAbuseBodies(t *testing.T) {
	wrap := func(pass string) string {
		return `{"type":"credential.creation.succeeded","data":{"actionId":"act-1","pass":` + pass + `}}`
	}
	for name, c := range map[string]struct {
		body   string
		action string // as it is read out
	}{
		"deep arrays":         {wrap(strings.Repeat("[", 2*million) + strings.Repeat("]", 2*million)), "act-1"}, // deeper than JSON may be
		"deep objects":        {`{"data":` + strings.Repeat(`{"a":`, million-20) + "1" + strings.Repeat("}", 10), ""},
		"a million numbers":   {wrap("[" + strings.Repeat("1,", million) + "1]"), "act-1"},
		"a million texts":     {wrap("[" + strings.Repeat(`"",`, million) + `""]`), "act-1"},
		"a million keys":      {wrap("{" + strings.Repeat(`"":1,`, million-100) + `"":1}`), "act-1"},
		"the same key often":  {`{"data":{` + strings.Repeat(`"actionId":"no",`, million/4) + `"actionId":"act-1"}}`, "act-1"},
		"a huge number":       {wrap(strings.Repeat("9", 4*million)), "act-1"},
		"a huge exponent":     {wrap("1e999999999999999999999"), "act-1"},
		"numbers for texts":   {`{"type":1e400,"data":{"actionId":-0,"error":12345678901234567890123456789}}`, "-0"},
		"invalid UTF-8":       {wrap(`"` + strings.Repeat("\xff\xfe\xc0\x80\xed\xa0\x80", million/8) + `"`), "act-1"},
		"lone surrogates":     {wrap(`"` + strings.Repeat(`\ud800`, million/2) + `"`), "act-1"},
		"nothing but zeros":   {strings.Repeat("\x00", 5*million), ""},
		"nothing but blanks":  {strings.Repeat(" ", 5*million), ""},
		"a text without end":  {`{"data":{"actionId":"` + strings.Repeat("a", 5*million), ""},
		"escapes without end": {`{"data":{"actionId":"` + strings.Repeat(`\`, 5*million), ""},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDoor(t)
			settled := d.settles(t)
			began := time.Now()
			if w := d.answer(d.request("msg_1", c.body)); w.Code != http.StatusNoContent {
				t.Fatalf("answered %d", w.Code)
			}
			took := time.Since(began)
			if took > keepTimeout { // on a busy machine; else far less than a second
				t.Errorf("it took %v", took)
			}
			rows := d.kept(t)
			if len(rows) != 1 {
				t.Fatalf("%d rows", len(rows))
			}
			if got := rows[0].ActionID; c.action != "" && got != c.action {
				t.Errorf("action %.40q, want %q", got, c.action)
			}
			if kept, err := d.store.Delivery(t.Context(), rows[0].DeliveryID); err != nil || string(kept.Body) != c.body {
				t.Errorf("%d bytes kept of %d, %v", len(kept.Body), len(c.body), err)
			}
			settled()
			t.Logf("%d bytes in %v", len(c.body), took.Round(time.Millisecond))
		})
	}
}

// TestAbuseCopies has ten thousand copies of one message come at once. All are
// acknowledged; on a machine that is busy with other things some are asked to
// come again, and do.
func TestAbuseCopies(t *testing.T) {
	d := newDoor(t)
	settled := d.settles(t)
	body := strings.Repeat(" ", 5000-len(succeeded)) + succeeded
	var again atomic.Int64
	var all sync.WaitGroup
	begin := make(chan struct{})
	for range copies {
		all.Go(func() {
			<-begin
			for {
				switch w := d.answer(d.request("msg_1", body)); w.Code {
				case http.StatusServiceUnavailable:
					again.Add(1)
					continue
				case http.StatusNoContent:
				default:
					t.Errorf("answered %d", w.Code)
				}
				return
			}
		})
	}
	began := time.Now()
	close(begin)
	all.Wait()
	t.Logf("%d acknowledged in %v, %d of them later", copies, time.Since(began).Round(time.Millisecond), again.Load())
	rows := d.kept(t)
	if len(rows) != 1 {
		t.Fatalf("%d rows", len(rows))
	}
	kept, err := d.store.Delivery(t.Context(), rows[0].DeliveryID)
	if err != nil || int64(kept.Redeliveries) < copies-1 || int64(kept.Redeliveries) > copies-1+again.Load() || string(kept.Body) != body {
		t.Errorf("it came again %d times, %v", kept.Redeliveries, err)
	}
	settled()
}

// TestAbuseOfHeaders signs nothing, in as many ways as there are headers.
func TestAbuseOfHeaders(t *testing.T) {
	d, q := newWard(t)
	settled := d.settles(t)
	long := strings.Repeat("v1,", 10_000)
	for name, h := range map[string]http.Header{
		"many signatures": {"Svix-Id": {"m"}, "Svix-Timestamp": {"1"}, "Svix-Signature": strings.Split(strings.Repeat("v1,AAAA ", 5000), " ")},
		"a long one":      {"Svix-Id": {"m"}, "Svix-Timestamp": {"1"}, "Svix-Signature": {long}},
		"a long id":       {"Svix-Id": {long}, "Svix-Timestamp": {"1"}, "Svix-Signature": {"v1,AAAA"}},
		"a long time":     {"Svix-Id": {"m"}, "Svix-Timestamp": {strings.Repeat("1", 30_000)}, "Svix-Signature": {"v1,AAAA"}},
		"no number":       {"Svix-Id": {"m"}, "Svix-Timestamp": {"NaN"}, "Svix-Signature": {"v1,AAAA"}},
		"bytes":           {"Svix-Id": {"\x00\xff\n\r"}, "Svix-Timestamp": {"1"}, "Svix-Signature": {"v1,\xff\xff"}},
		"often the same":  {"Svix-Id": {"m", "n", "o"}, "Svix-Timestamp": {"1", "2"}, "Svix-Signature": {"v1,AAAA", "v1,BBBB"}},
		"all families":    {"Svix-Id": {"m"}, "Svix-Timestamp": {""}, "Webhook-Id": {"n"}, "Webhook-Timestamp": {"x"}, "Webhook-Signature": {"v1,AAAA"}},
	} {
		for n := range 200 {
			r := httptest.NewRequest(http.MethodPost, Path, strings.NewReader(succeeded))
			r.Header = h.Clone()
			r.Header.Set("User-Agent", fmt.Sprint(long, n))
			r.Header.Set("X-Forwarded-For", long)
			if w := d.answer(r); w.Code != http.StatusBadRequest {
				t.Fatalf("%s: answered %d", name, w.Code)
			}
		}
	}
	all := refusals(t, d, q)
	for _, r := range all {
		if r.Kept || len(r.MessageID) > maxMessageID || len(r.Agent) > maxAgent || len(r.Peer) > 64 {
			t.Errorf("in quarantine: %+v", r)
		}
		if r.Reason != store.Malformed && r.Reason != store.Unsigned && r.Reason != store.OtherSecret {
			t.Errorf("refused as %s", r.Reason)
		}
	}
	if len(all) == 0 || len(all) > 100 {
		t.Errorf("%d in quarantine", len(all))
	}
	settled()
}
