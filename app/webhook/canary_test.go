package webhook

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"passdesk/store"
)

// carry makes the request for a canary as the door gets it.
func (d *door) carry(t *testing.T, c *Canary, s Secret) *http.Request {
	t.Helper()
	sent, err := c.Request(t.Context(), "https://name.example.org"+Path, s, publicTime)
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(sent.Body)
	if err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest(sent.Method, sent.URL.Path, strings.NewReader(string(body)))
	r.Header = sent.Header
	return r
}

// untouched wants nothing that people see to have come of canaries.
func (d *door) untouched(t *testing.T) {
	t.Helper()
	if rows := d.kept(t); len(rows) != 0 {
		t.Errorf("in the list: %+v", rows)
	}
	if counts, err := d.store.Counts(t.Context()); err != nil || counts != (store.Counts{}) {
		t.Errorf("counted: %+v, %v", counts, err)
	}
	if d.log.String() != "" {
		t.Errorf("logged: %s", d.log)
	}
}

func TestCanary(t *testing.T) {
	other := parse(t, "whsec_YW5vdGhlciBrZXkgb2YgMjQgYnl0ZXMu")
	for _, c := range []struct {
		name     string
		spoil    func(t *testing.T, d *door, r *http.Request)
		mend     func(t *testing.T, d *door)
		secret   Secret // the door's when zero
		status   int
		arrived  bool
		verified bool
		kept     bool
		err      error
	}{
		{name: "genuine", status: 204, arrived: true, verified: true, kept: true},
		{name: "another secret", secret: other, status: 400, arrived: true, err: ErrSignature},
		{name: "unsigned", status: 400, arrived: true, err: ErrHeadersMissing, spoil: func(_ *testing.T, _ *door, r *http.Request) {
			r.Header.Del("svix-signature")
		}},
		{name: "changed body", status: 400, arrived: true, err: ErrSignature, spoil: func(_ *testing.T, _ *door, r *http.Request) {
			r.Body = io.NopCloser(strings.NewReader(canaryBody + " "))
		}},
		{name: "GET", status: 405, spoil: func(_ *testing.T, _ *door, r *http.Request) { r.Method = http.MethodGet }},
		{name: "another path", status: 404, spoil: func(_ *testing.T, _ *door, r *http.Request) { r.URL.Path = "/" }},
		{name: "another nonce", status: 400, spoil: func(_ *testing.T, _ *door, r *http.Request) {
			r.Header.Set("svix-id", canaryPrefix+"GUESSED")
		}},
		{name: "too large", status: 413, arrived: true, err: errTooLarge, spoil: func(_ *testing.T, _ *door, r *http.Request) {
			r.ContentLength = maxBody + 1
		}},
		{name: "ending", status: 503, arrived: true, err: errStopping, spoil: func(_ *testing.T, d *door, _ *http.Request) { d.Close() }},
		{name: "disk full", status: 503, arrived: true, verified: true, err: store.ErrFull, spoil: func(_ *testing.T, d *door, _ *http.Request) {
			d.keeper = refuser{store.ErrFull}
		}},
		{name: "records moved away", status: 503, arrived: true, verified: true, err: store.ErrGone, spoil: func(t *testing.T, d *door, _ *http.Request) {
			file := filepath.Join(d.dir, "passdesk.db")
			if err := os.Rename(file, file+"-moved"); err != nil {
				t.Fatal(err)
			}
		}, mend: func(t *testing.T, d *door) { // for who reads what came of it
			file := filepath.Join(d.dir, "passdesk.db")
			if err := os.Rename(file+"-moved", file); err != nil {
				t.Fatal(err)
			}
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := newDoor(t)
			canary := d.Expect()
			secret := c.secret
			if secret.IsZero() {
				secret = d.secret
			}
			r := d.carry(t, canary, secret)
			if c.spoil != nil {
				c.spoil(t, d, r)
			}
			if w := d.answer(r); w.Code != c.status {
				t.Errorf("status %d, want %d", w.Code, c.status)
			}
			seen := canary.Sighting()
			if seen.Arrived.IsZero() == c.arrived || seen.Verified.IsZero() == c.verified || seen.Kept.IsZero() == c.kept || !errors.Is(seen.Err, c.err) {
				t.Errorf("seen %+v", seen)
			}
			if c.mend != nil {
				c.mend(t, d)
			}
			if c.arrived {
				d.untouched(t)
			}
		})
	}
}

func TestCanariesThatNobodyExpects(t *testing.T) {
	d := newDoor(t)
	expected := d.Expect()
	copied := d.carry(t, expected, d.secret)
	first := d.carry(t, expected, d.secret)
	if w := d.answer(first); w.Code != 204 {
		t.Fatalf("status %d", w.Code)
	}
	seen := expected.Sighting()

	// Copies, believed or not, change nothing about what was seen.
	forged := d.carry(t, expected, d.secret)
	forged.Header.Set("svix-signature", "v1,"+strings.Repeat("A", 43)+"=")
	if w := d.answer(forged); w.Code != 400 {
		t.Errorf("forged copy: status %d", w.Code)
	}
	if !strings.Contains(d.log.String(), ErrSignature.Error()) { // it is a stranger's, like any other
		t.Errorf("forged copy: logged %q", d.log)
	}
	if w := d.answer(copied); w.Code != 204 {
		t.Errorf("copy: status %d", w.Code)
	}
	if now := expected.Sighting(); now != seen {
		t.Errorf("seen %+v, then %+v", seen, now)
	}

	// One that is late, and one of another Passdesk with the same secret.
	d.Forget(expected)
	late := d.Expect()
	d.Forget(late)
	if w := d.answer(d.carry(t, late, d.secret)); w.Code != 204 || late.Sighting() != (Sighting{}) {
		t.Errorf("late: status %d, seen %+v", w.Code, late.Sighting())
	}
	elsewhere := newDoor(t)
	foreign := elsewhere.Expect()
	if w := d.answer(elsewhere.carry(t, foreign, d.secret)); w.Code != 204 || foreign.Sighting() != (Sighting{}) {
		t.Errorf("foreign: status %d, seen %+v", w.Code, foreign.Sighting())
	}
	d.keeper = refuser{store.ErrFull}
	if w := d.answer(d.carry(t, late, d.secret)); w.Code != 503 {
		t.Errorf("late on a full disk: status %d", w.Code)
	}
	if rows := d.kept(t); len(rows) != 0 {
		t.Errorf("in the list: %+v", rows)
	}
}

func TestAForgedCopyBeforeTheCanaryDoesNotSpendIt(t *testing.T) {
	d := newDoor(t)
	canary := d.Expect()
	forged := d.carry(t, canary, d.secret)
	forged.Header.Set("svix-signature", "v1,"+strings.Repeat("A", 43)+"=")
	d.answer(forged)
	d.answer(d.carry(t, canary, d.secret))
	if seen := canary.Sighting(); seen.Kept.IsZero() || seen.Err != nil {
		t.Errorf("seen %+v", seen)
	}
}

// Whatever else has a canary's type or its id is an event, and is kept.
// Another Passdesk's test message is no event that somebody could let in, also
// when its clock is off or its secret comes to be known here.
func TestCanariesOfOthersStayOutOfTheQuarantine(t *testing.T) {
	d, q := newWard(t)
	other := newDoor(t)
	for _, sign := range []func(*http.Request, string){
		func(r *http.Request, id string) {
			d.secret.Sign(r.Header, id, publicTime.Add(-time.Hour), []byte(canaryBody))
		},
		func(r *http.Request, id string) { otherSecret.Sign(r.Header, id, publicTime, []byte(canaryBody)) },
	} {
		c := other.Expect()
		r := other.carry(t, c, d.secret)
		sign(r, c.id)
		if w := d.answer(r); w.Code != http.StatusBadRequest {
			t.Errorf("answered %d", w.Code)
		}
	}
	if all := refusals(t, d, q); len(all) != 0 {
		t.Errorf("in quarantine: %+v", all)
	}
	// What only calls itself so is kept as all others are.
	r := d.request("m", succeeded)
	otherSecret.Sign(r.Header, canaryPrefix+"x", publicTime, []byte(succeeded))
	d.answer(r)
	if all := refusals(t, d, q); len(all) != 1 {
		t.Errorf("in quarantine: %+v", all)
	}
}

func TestOnlyTheWholeCanaryIsNotKept(t *testing.T) {
	for name, c := range map[string]struct{ id, body string }{
		"its type with data":  {canaryPrefix + "X", `{"type":"passdesk.canary","data":{"credential":{}}}`},
		"its type with space": {canaryPrefix + "X", canaryBody + "\n"},
		"its id":              {canaryPrefix + "X", succeeded},
		"its body":            {"msg_1", canaryBody},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDoor(t)
			if w := d.answer(d.request(c.id, c.body)); w.Code != 204 || len(d.kept(t)) != 1 {
				t.Errorf("status %d, %d kept", w.Code, len(d.kept(t)))
			}
		})
	}
}

func TestSigner(t *testing.T) {
	usable := parse(t, "staging="+publicSecret)
	for name, c := range map[string]struct {
		secrets Secrets
		label   string
		none    bool
	}{
		"none":           {nil, "", true},
		"only zeros":     {Secrets{{}, {}}, "", true},
		"behind a zero":  {Secrets{{}, usable}, "staging", false},
		"first of a few": {Secrets{usable, parse(t, publicSecret)}, "staging", false},
	} {
		if got := c.secrets.Signer(); got.Label() != c.label || got.IsZero() != c.none {
			t.Errorf("%s: label %q", name, got.Label())
		}
	}
}
