package ui

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"passdesk/store/secret"
	"passdesk/ui/model"
)

const endpoint = "https://acme.ngrok.app/webhooks/crossmint"

// door is a receiver in memory. A test drives it from one goroutine.
type door struct {
	standing   model.Standing
	checkup    model.Checkup
	gaps       []model.Gap
	rejections []model.Rejection
	err        error // of whatever is asked next, readings apart
	readErr    error // of readings
	calls      []string
	given      secret.Value[string] // the secret or token given last
	opened     []string             // pages in the browser
}

func (d *door) called(format string, about ...any) error {
	d.calls = append(d.calls, fmt.Sprintf(format, about...))
	return d.err
}

func (d *door) read(what string) error {
	d.calls = append(d.calls, what)
	return d.readErr
}

func (d *door) Standing(context.Context) (model.Standing, error) {
	return d.standing, d.read("standing")
}

func (d *door) KeepSecret(_ context.Context, environment string, s secret.Value[string]) error {
	d.given = s
	err := d.called("keep %s", environment)
	if err == nil {
		d.standing.Setup.Secrets = append(d.standing.Setup.Secrets, model.SigningSecret{ID: environment + "2", Environment: environment})
	}
	return err
}

func (d *door) DropSecret(_ context.Context, id string) error {
	err := d.called("drop %s", id)
	var left []model.SigningSecret
	for _, one := range d.standing.Setup.Secrets {
		if one.ID != id {
			left = append(left, one)
		}
	}
	if err == nil {
		d.standing.Setup.Secrets = left
	}
	return err
}

func (d *door) SetTunnel(_ context.Context, token secret.Value[string], domain string) error {
	d.given = token
	err := d.called("tunnel %q", domain)
	if err == nil {
		d.standing.Setup.Token, d.standing.Setup.Domain = true, domain
	}
	return err
}

func (d *door) Register(_ context.Context, url string) error {
	err := d.called("register %s", url)
	if err == nil {
		d.standing.Setup.Registered = url
	}
	return err
}

func (d *door) LeaveSetup(context.Context) error {
	d.standing.Setup.Left = true
	return d.called("leave")
}

func (d *door) Check(context.Context) (model.Checkup, error) { return d.checkup, d.called("check") }

func (d *door) Reconnect(context.Context) error { return d.called("reconnect") }

func (d *door) Gaps(context.Context) ([]model.Gap, error) { return d.gaps, d.read("gaps") }

func (d *door) TickGap(_ context.Context, id int64, done bool) error {
	err := d.called("tick %d %v", id, done)
	for n := range d.gaps {
		if d.gaps[n].ID == id && err == nil {
			d.gaps[n].State = model.GapNeeds
			if done {
				d.gaps[n].State = model.GapTicked
			}
		}
	}
	return err
}

func (d *door) Rejections(context.Context) ([]model.Rejection, error) {
	return append([]model.Rejection(nil), d.rejections...), d.read("rejections")
}

func (d *door) Recheck(context.Context) (int, error) {
	n := d.standing.Genuine
	err := d.called("recheck")
	if err != nil {
		n = 0
	}
	return n, err
}

func (d *door) LetIn(_ context.Context, id int64) error {
	err := d.called("let in %d", id)
	if err == nil {
		d.forget(id)
	}
	return err
}

func (d *door) Dismiss(_ context.Context, ids ...int64) error {
	err := d.called("dismiss %v", ids)
	if err == nil {
		d.forget(ids...)
	}
	return err
}

func (d *door) forget(ids ...int64) {
	var left []model.Rejection
	for _, one := range d.rejections {
		gone := false
		for _, id := range ids {
			gone = gone || one.ID == id
		}
		if !gone {
			left = append(left, one)
		}
	}
	d.rejections, d.standing.Rejected = left, len(left)
}

// did tells that the receiver was asked for something.
func (d *door) did(what string) bool {
	for _, call := range d.calls {
		if call == what {
			return true
		}
	}
	return false
}

func (d *door) count(what string) int {
	n := 0
	for _, call := range d.calls {
		if strings.HasPrefix(call, what) {
			n++
		}
	}
	return n
}

// refused is an error as staff read them.
type refused string

func (r refused) Error() string { return string(r) }

var errRefused = refused("This cannot be done just now. Nothing was changed. Try again.")

func allGreen() model.Checkup {
	return model.Checkup{At: noon, Took: 612 * time.Millisecond, Lights: [4]model.Light{
		{Glow: model.Green, Took: 84 * time.Millisecond},
		{Glow: model.Green, Took: 503 * time.Millisecond},
		{Glow: model.Green, Took: time.Millisecond},
		{Glow: model.Green, Took: 24 * time.Millisecond},
	}}
}

// settled is a receiver where all is set up and well.
func settled() *door {
	return &door{
		checkup: allGreen(),
		standing: model.Standing{Setup: model.Setup{
			Token: true, URL: endpoint, Registered: endpoint, Domain: "acme.ngrok.app",
			Secrets: []model.SigningSecret{{ID: "a", Environment: "staging"}, {ID: "b", Environment: "production"}, {ID: "c", Environment: "production", Until: noon.Add(20 * time.Hour)}},
		}},
	}
}

// unset is a receiver where nothing is set up.
func unset() *door { return &door{checkup: allGreen()} }

func someGaps() []model.Gap {
	day := func(days, hour int) time.Time {
		return noon.AddDate(0, 0, -days).Add(time.Duration(hour-10) * time.Hour)
	}
	return []model.Gap{
		{ID: 6, From: noon.Add(-90 * time.Minute), To: noon.Add(-80 * time.Minute), Cause: model.Asleep, State: model.GapHeals, Until: noon.Add(26 * time.Hour)},
		{ID: 5, From: day(7, 18), To: day(4, 8), Cause: model.NotRunning, State: model.GapNeeds, Lost: []model.Span{{From: day(7, 18), To: day(5, 4)}}, Late: 3, Environments: []string{"production"}},
		{ID: 4, From: day(12, 9), To: day(10, 20), Cause: model.NoInternet, State: model.GapTicked, Lost: []model.Span{{From: day(12, 9), To: day(11, 16)}}},
		{ID: 3, From: day(20, 9), To: day(20, 10), Cause: model.NoTunnel, State: model.GapHealed},
		{ID: 2, From: day(30, 9), To: day(30, 10), Cause: model.NotKeeping, State: model.GapHealed},
		{ID: 1, From: day(40, 9), To: day(40, 10), State: model.GapHealed},
	}
}

func someRejections() []model.Rejection {
	at := func(minutes int) time.Time { return noon.Add(-time.Duration(minutes) * time.Minute) }
	return []model.Rejection{
		{ID: 9, At: at(300), Last: at(2), Count: 14, Reason: model.NotSigned, Size: 312, From: "203.0.113.77"},
		{ID: 8, At: at(5), Last: at(5), Count: 1, Reason: model.ClockOff, Off: 7*time.Minute + 12*time.Second, MessageID: "msg_2y8KfQ7aWn0042", Size: 5210, From: "198.51.100.4", Genuine: true},
		{ID: 7, At: at(40), Last: at(30), Count: 3, Reason: model.WrongSecret, MessageID: "msg_2y8KfQ7aWn0041", Size: 4812},
		{ID: 6, At: at(50), Last: at(50), Count: 1, Reason: model.NoSecret, MessageID: "msg_2y8KfQ7aWn0040", Size: 5108, Genuine: true},
		{ID: 5, At: at(60), Last: at(60), Count: 1, Reason: model.BodyChanged},
		{ID: 4, At: at(70), Last: at(70), Count: 1, Reason: model.BadSignature},
		{ID: 3, At: at(80), Last: at(80), Count: 1, Reason: model.TooLarge, Size: 7_340_032},
		{ID: 2, At: at(90), Last: at(90), Count: 1, Reason: model.Incomplete},
		{ID: 1, At: at(1500), Last: at(1500), Count: 1},
	}
}

// attended is a stage whose desk has a receiver and a keeper. What is asked of
// them waits until work is called.
func attended(t testing.TB, d *door, rows int, o Options) *stage {
	k := sampleSafe()
	o.Keeper, o.Receiver = k, d
	s := newStage(t, sampleRows(rows), o)
	s.desk.window.Resize(fyne.NewSize(1280, 800))
	if d.standing.Setup.Registered == "" {
		s.desk.SetConnection(model.Connection{})
	}
	s.desk.open = func(page string) error { d.opened = append(d.opened, page); return nil }
	s.load()
	s.work()
	return s
}

// way tells the desk how the way in stands, and plays what comes of it.
func (s *stage) way(c model.Connection) {
	s.desk.SetConnection(c)
	s.work()
}
