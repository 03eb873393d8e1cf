package ui

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"passdesk/store"
	"passdesk/store/secret"
	"passdesk/ui/model"
)

// crossmint is an asker in memory. A test drives it from one goroutine.
type crossmint struct {
	keys    []model.APIKey
	watched []model.Watched // newest first
	taken   model.Taken
	fetched []model.Fetched // what is told, and the last what it comes to
	opinion model.Opinion
	how     store.Revocation
	err     error
	calls   []string
	given   secret.Value[string] // the key given last
	list    string               // the list given last
}

func (c *crossmint) called(format string, about ...any) error {
	c.calls = append(c.calls, fmt.Sprintf(format, about...))
	return c.err
}

func (c *crossmint) did(what string) bool { return slices.Contains(c.calls, what) }

func (c *crossmint) Keys(context.Context) ([]model.APIKey, error) { return slices.Clone(c.keys), nil }

func (c *crossmint) KeepKey(_ context.Context, key secret.Value[string]) error {
	c.given = key
	err := c.called("keep")
	if err == nil {
		c.keys = append(c.keys, model.APIKey{Environment: "production", Project: "64f1c0ffee5a1ad0"})
	}
	return err
}

func (c *crossmint) DropKey(_ context.Context, environment string) error {
	err := c.called("drop %s", environment)
	if err == nil {
		c.keys = slices.DeleteFunc(c.keys, func(k model.APIKey) bool { return k.Environment == environment })
	}
	return err
}

func (c *crossmint) Watch(_ context.Context, list string) (model.Taken, error) {
	c.list = list
	return c.taken, c.called("watch")
}

func (c *crossmint) WatchFile(_ context.Context, file string) (model.Taken, error) {
	return c.taken, c.called("watch %s", file)
}

func (c *crossmint) Watched(_ context.Context, before int64, limit int) (page []model.Watched, err error) {
	for _, w := range c.watched {
		if (before == 0 || w.ID < before) && len(page) < limit {
			page = append(page, w)
		}
	}
	return page, c.called("watched %d %d", before, limit)
}

func (c *crossmint) Fetch(_ context.Context, ids []int64, tell func(model.Fetched)) (f model.Fetched, err error) {
	for _, f = range c.fetched {
		tell(f)
	}
	return f, c.called("fetch %v", ids)
}

func (c *crossmint) VerifyOnline(_ context.Context, id int64) (model.Opinion, error) {
	return c.opinion, c.called("verify %d", id)
}

func (c *crossmint) Revoke(_ context.Context, id int64) (store.Revocation, error) {
	return c.how, c.called("revoke %d", id)
}

// withKey is an asker that has a key for staging.
func withKey() *crossmint {
	return &crossmint{
		keys:    []model.APIKey{{Environment: "staging", Project: "64f1c0ffee5a1ad0"}},
		opinion: model.Opinion{Verdict: model.GoodOnline, At: noon.Add(time.Minute)},
		how:     store.Revocation{ID: 1, Status: store.Pending},
	}
}

// someWatched gives n lines of a watch list, in every state.
func someWatched(n int) []model.Watched {
	var all []model.Watched
	for id := int64(n); id > 0; id-- {
		w := model.Watched{Watching: store.Watching{
			ID: id, View: id, ActionID: fmt.Sprintf("6a1f77d0-4c5b-4a55-9c1e-%012d", id), Environment: "staging",
			Since: noon.Add(-time.Duration(int64(n)-id) * time.Hour / 2), Asked: int(id % 7), Origin: store.Watched, Status: store.Pending,
		}, Sentence: "Crossmint is still at it."}
		switch (int64(n) - id) % 7 {
		case 1:
			w.Origin, w.Status, w.Sentence = store.Delivered, store.Succeeded, "Its webhook has arrived."
		case 2:
			w.Origin, w.Status, w.Error, w.Sentence = store.Reported, store.Failed, "The project's balance does not cover the issuance", "Crossmint says that it failed."
		case 3:
			w.Origin, w.Status, w.Sentence = store.Reported, store.Succeeded, "Crossmint says that it succeeded, but its webhook has not arrived, so there is no credential and no pass here. Have it sent again in the Crossmint console, or fetch what can be fetched."
		case 4:
			w.Origin, w.Status, w.Sentence = store.Fetched, store.Succeeded, "Fetched, not delivered: this is Crossmint’s copy, without signature, pass and key. Its webhook has not arrived."
		case 5:
			w.Ended, w.Environment, w.Sentence = noon, "", "Crossmint does not know this id, so it is not asked about any more. Look whether it is whole and whether the key is for its environment."
			w.CredentialID, w.ActionID = "urn:uuid:"+w.ActionID, ""
		}
		all = append(all, w)
	}
	return all
}

// asked is a stage whose desk has an asker, a receiver and a keeper.
func asked(t testing.TB, c *crossmint, d *door, rows []store.Issuance) *stage {
	s := newStage(t, rows, Options{Keeper: sampleSafe(), Receiver: d, Asker: c})
	s.desk.window.Resize(fyne.NewSize(1280, 800))
	s.desk.files.open = func(then func(string)) { then("/home/ada/ids.txt") }
	s.load()
	s.work()
	return s
}

// proven are rows whose credentials have been found valid.
func proven(n int) []store.Issuance {
	rows := sampleRows(n)
	for i := range rows {
		rows[i].Proof = "valid"
	}
	return rows
}

func TestAPIKeys(t *testing.T) {
	c := &crossmint{}
	s := asked(t, c, settled(), sampleRows(4))
	s.desk.openKeys()
	s.work()
	s.says(text("ask.none"))
	s.key(fyne.KeyTab)
	field := s.blanks()[0]
	if !field.Password {
		t.Error("the key shows")
	}
	s.click(text("setup.secret_keep"))
	s.says(text("ask.missing"))
	c.err = errRefused
	field.SetText(" sk_production_abc ")
	s.desk.window.Canvas().Focus(field)
	s.key(fyne.KeyReturn)
	s.work()
	s.says(errRefused.Error())
	if field.Text == "" {
		t.Error("what was refused has to be pasted again")
	}
	c.err = nil
	s.key(fyne.KeyReturn)
	s.work()
	s.says(text("ask.kept"), text("setup.production"), text("ask.masked", values{"Project": "64f1c0ffee5a1ad0"}))
	if field.Text != "" || c.given.Reveal() != "sk_production_abc" || strings.Contains(s.words(), "abc") {
		t.Errorf("kept %q, the entry holds %q", c.given.Reveal(), field.Text)
	}
	c.keys[0].Trouble = "Crossmint does not accept the API key."
	s.desk.asks.read()
	s.work()
	s.says("Crossmint does not accept the API key.")
	s.click(text("setup.remove"))
	s.says(text("ask.remove_why"))
	if c.did("drop production") {
		t.Error("one click removes it")
	}
	s.click(text("setup.remove_not"))
	s.click(text("setup.remove"))
	s.click(text("setup.remove_now"))
	s.work()
	s.says(text("ask.removed"), text("ask.none"))
	c.keys = []model.APIKey{{Environment: "staging", Project: "p", Fixed: true}}
	s.desk.asks.read()
	s.work()
	s.says(text("setup.secret_fixed"))
	if strings.Contains(s.words(), text("setup.remove")) {
		t.Error("a key of the command line can be removed here")
	}
	s.key(fyne.KeyEscape)
	if s.desk.topSheet() != nil || !s.focusedOn(s.desk.list) {
		t.Error("Esc does not close it")
	}
}

// TestWithoutAKeyNothingIsOffered: the pane, the row's menu and the gaps are as
// they were.
func TestWithoutAKeyNothingIsOffered(t *testing.T) {
	rows := proven(8)
	d := settled()
	d.gaps = someGaps()
	look := func(c *crossmint) (shown []string) {
		s := asked(t, c, d, slices.Clone(rows))
		s.key(fyne.KeyDown)
		s.readDetail()
		for _, item := range s.desk.rowMenu().Items {
			shown = append(shown, item.Label)
		}
		everyPart(s.desk.detail.box, func(o fyne.CanvasObject) {
			if b, ok := o.(*button); ok {
				shown = append(shown, b.words)
			}
		})
		s.desk.openGaps()
		s.work()
		return append(shown, strings.Split(s.words(), "\n")...)
	}
	without, with := look(&crossmint{}), look(withKey())
	for _, words := range []string{text("online.ask"), text("revoke.button"), text("row.verify"), text("row.fetch"), text("fetch.button")} {
		if slices.Contains(without, words) {
			t.Errorf("%q is offered without a key", words)
		}
		if !slices.Contains(with, words) {
			t.Errorf("%q is not offered with a key", words)
		}
	}
}
