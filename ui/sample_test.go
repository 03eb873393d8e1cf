package ui

import (
	"cmp"
	"context"
	"fmt"
	"image/color"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/theme"

	"passdesk/assets/say"
	"passdesk/store"
	"passdesk/store/secret"
	"passdesk/ui/model"
)

var noon = time.Date(2026, 6, 12, 10, 41, 30, 0, time.UTC)

// people holds names that lists have trouble with: long, none, other scripts.
var people = []string{
	"Ada Lovelace", "Alan Turing", "Grace Hopper", "", "Edsger W. Dijkstra", "مريم ميرزاخاني", "陈省身",
	"Hélène Duchâteau-Montmorency de la Rochefoucauld-Liancourt", "Barbara Liskov", "Łukasz Żółć",
	"Katherine Johnson", "José Ñúñez", "Radia Perlman", "Tim Berners-Lee", "Margaret Hamilton",
}

var templates = []string{"Diploma 2026", "First Aid Badge", "Diploma 2026", "Continuing Professional Development Certificate, Level 3"}

var reasons = []string{
	"Insufficient funds: the project's balance does not cover the minting fee for this chain.",
	"Recipient email address is not valid",
	"The template was archived before the credential could be issued",
}

// sampleRows gives n issuances, newest first.
func sampleRows(n int) []store.Issuance {
	rows := make([]store.Issuance, 0, n)
	for i := n; i > 0; i-- {
		rows = append(rows, sampleRow(int64(i), n))
	}
	return rows
}

func sampleRow(id int64, n int) store.Issuance {
	age := time.Duration(int64(n)-id) * 97 * time.Second
	if id <= 6 {
		age += 30 * time.Hour
	}
	name := people[(n-int(id))%len(people)]
	i := store.Issuance{
		ID: id, MessageID: fmt.Sprintf("msg_2y8KfQ7aWn%04d", id), EventType: "credentials.create.succeeded",
		ReceivedAt: noon.Add(-12*time.Second - age), Status: store.Succeeded, SubjectName: name,
		Template: templates[int(id)%len(templates)], Environment: "staging",
		CredentialID: fmt.Sprintf("urn:uuid:4f2a9c1e-77d0-4c5b-9a55-%012d", id),
		ActionID:     fmt.Sprintf("act_%08d", id), SubjectID: fmt.Sprintf("did:polygon:0x71C7656EC7ab88b098defB751B7401B5f6d%05d", id),
		PassURL:   fmt.Sprintf("https://www.crossmint.com/user/credentials/pass/4f2a9c1e77d04c5b9a55%06d", id),
		ValidFrom: noon.AddDate(0, 0, -1), ValidUntil: noon.AddDate(4, 0, 0), Handover: store.Handover((n - int(id)) / 4 % 4),
	}
	if name != "" {
		i.SubjectContact = "person" + fmt.Sprint(id) + "@example.org"
	} else {
		i.SubjectID = ""
	}
	if id%9 == 4 {
		i.Status, i.PassURL, i.CredentialID = store.Failed, "", ""
		i.EventType = "credentials.create.failed"
		i.Error = reasons[int(id/9)%len(reasons)]
	}
	return i
}

// desktopStore is a backend in memory.
type desktopStore struct {
	mu      sync.Mutex
	rows    []store.Issuance
	marked  []int64
	err     error // of reading
	markErr error
	said    map[string]store.FailureState // about causes

	revocations map[int64]store.Revocation

	revealed  []int64
	revealErr error
	asked     []store.Filter
	wake      chan struct{}
}

func newBackend(rows []store.Issuance) *desktopStore {
	return &desktopStore{rows: rows, said: map[string]store.FailureState{}, wake: make(chan struct{}, 1)}
}

// RevealKey gives what the real one would for any issuance.
func (b *desktopStore) RevealKey(_ context.Context, id int64) (secret.Value[string], error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.revealed = append(b.revealed, id)
	return secret.Of(fmt.Sprintf("%064x", id)), b.revealErr
}

// Failings puts together what failed with equal words.
func (b *desktopStore) Failings(context.Context) (all []model.Failing, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, i := range b.rows {
		if i.Status != store.Failed || i.SupersededBy != "" {
			continue
		}
		print := store.Fingerprint(i.Error)
		n := slices.IndexFunc(all, func(f model.Failing) bool { return f.Fingerprint == print })
		if n < 0 {
			n, all = len(all), append(all, model.Failing{
				FailureCause: store.FailureCause{Fingerprint: print, Error: i.Error, Last: i.ReceivedAt}, FailureState: b.said[print],
			})
		}
		all[n].Count++
		all[n].People++
		all[n].First = i.ReceivedAt
	}
	model.SortFailing(all)
	return all, b.err
}

func (b *desktopStore) Causes(ctx context.Context) (int, error) {
	all, err := b.Failings(ctx)
	return len(all), err
}

// SetFailing keeps what is said about a cause.
func (b *desktopStore) SetFailing(_ context.Context, fingerprint string, state store.FailureState) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.markErr == nil {
		b.said[fingerprint] = state
	}
	return b.markErr
}

// SetNote keeps a note.
func (b *desktopStore) SetNote(_ context.Context, id int64, note string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	for n := range b.rows {
		if b.rows[n].ID == id && b.markErr == nil {
			b.rows[n].Note = note
		}
	}
	return b.markErr
}

func (b *desktopStore) Watch() (<-chan struct{}, func()) { return b.wake, func() {} }

// found gives what a filter lets through, in an order.
func (b *desktopStore) found(f store.Filter, o store.Order) []store.Issuance {
	b.asked = append(b.asked, f)
	var out []store.Issuance
	for _, i := range b.rows {
		met := func(f store.Filter) bool {
			status := len(f.Status) == 0 || slices.Contains(f.Status, i.Status)
			handed := len(f.Handover) == 0 || slices.Contains(f.Handover, i.Handover)
			found := strings.Contains(strings.ToLower(i.SubjectName+i.Template+i.Error), strings.ToLower(f.Search))
			for _, term := range f.Terms {
				found = found && (term.In == store.InTemplate && i.Template == term.Text ||
					term.In == store.InCause && i.Status == store.Failed && store.Fingerprint(i.Error) == term.Text)
			}
			return status && handed && found && (!f.Latest || i.SupersededBy == "")
		}
		if met(f) && !slices.ContainsFunc(f.And, func(also store.Filter) bool { return !met(also) }) {
			out = append(out, i)
		}
	}
	slices.SortStableFunc(out, func(x, y store.Issuance) int {
		by := cmp.Compare(x.ID, y.ID)
		switch o.By {
		case store.ByName:
			by = cmp.Or(strings.Compare(strings.ToLower(x.SubjectName), strings.ToLower(y.SubjectName)), by)
		case store.ByTemplate:
			by = cmp.Or(strings.Compare(x.Template, y.Template), by)
		case store.ByHandover:
			by = cmp.Or(cmp.Compare(x.Handover, y.Handover), by)
		case store.ByStatus:
			by = cmp.Or(strings.Compare(x.Status.String(), y.Status.String()), by)
		}
		if !o.Ascending {
			by = -by
		}
		return by
	})
	return out
}

func (b *desktopStore) Head(_ context.Context, f store.Filter, o store.Order, limit int) ([]store.Issuance, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	found := b.found(f, o)
	return found[:min(len(found), limit)], b.err
}

// desktopList is what desktopStore follows.
type desktopList struct {
	model.Few
	filter store.Filter
	order  store.Order
}

func (b *desktopStore) List(_ context.Context, f store.Filter, o store.Order) (model.IDs, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	l := &desktopList{filter: f, order: o}
	for _, i := range b.found(f, o) {
		l.Few = append(l.Few, i.ID)
	}
	return l, b.err
}

func (b *desktopStore) Follow(ctx context.Context, list model.IDs) (model.IDs, error) {
	l := list.(*desktopList)
	next, err := b.List(ctx, l.filter, l.order)
	if err == nil && slices.Equal(l.Few, next.(*desktopList).Few) {
		return list, nil
	}
	return next, err
}

func (b *desktopStore) Rows(_ context.Context, ids []int64) ([]store.Issuance, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	byID := make(map[int64]store.Issuance, len(b.rows))
	for _, i := range b.rows {
		byID[i.ID] = i
	}
	var out []store.Issuance
	for _, id := range ids {
		if i, there := byID[id]; there {
			out = append(out, i)
		}
	}
	return out, b.err
}

func (b *desktopStore) Waiting(context.Context) (w store.Waiting, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, i := range b.rows {
		if i.Status == store.Succeeded && i.Handover == store.HandoverNew && i.SupersededBy == "" && i.PassURL != "" {
			w.Count++
			w.Oldest = i.ReceivedAt
		}
	}
	return w, b.err
}

func (b *desktopStore) Templates(context.Context) (all []store.TemplateCount, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, i := range b.rows {
		n := slices.IndexFunc(all, func(t store.TemplateCount) bool { return t.Template == i.Template })
		if n < 0 {
			n, all = len(all), append(all, store.TemplateCount{Template: i.Template})
		}
		all[n].Count++
	}
	return all, b.err
}

func (b *desktopStore) Counts(context.Context) (store.Counts, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	var c store.Counts
	for _, i := range b.rows {
		switch i.Status {
		case store.Succeeded:
			c.Succeeded++
		case store.Failed:
			c.Failed++
		case store.Pending:
			c.Pending++
		default:
			c.Other++
		}
	}
	return c, b.err
}

// Today has something in each third hour.
func (b *desktopStore) Today(_ context.Context, began, _ time.Time) (t store.Today, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, i := range b.rows {
		switch {
		case i.ReceivedAt.Before(began):
		case i.Status == store.Succeeded:
			t.Issued++
		case i.Status == store.Failed:
			t.Failed++
		}
	}
	for n := range t.Hours {
		t.Hours[n] = n % 3 * n
	}
	return t, b.err
}

func (b *desktopStore) CountsAfter(_ context.Context, id int64) (c store.Counts, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, i := range b.rows {
		switch {
		case i.ID <= id || i.SupersededBy != "":
		case i.Status == store.Succeeded:
			c.Succeeded++
		case i.Status == store.Failed:
			c.Failed++
		}
	}
	return c, b.err
}

func (b *desktopStore) Detail(_ context.Context, id int64) (model.Detail, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, i := range b.rows {
		if i.ID == id {
			d := fullDetail(i)
			d.Revocation = b.revocations[id]
			return d, nil
		}
	}
	return model.Detail{}, store.ErrNotFound
}

func fullDetail(i store.Issuance) model.Detail {
	d := model.Narrow(i)
	if i.PassURL != "" {
		d.Links = append(d.Links, model.Link{URL: i.PassURL + "/apple.pkpass", Path: "apple.url"}, model.Link{URL: "https://pay.google.com/gp/v/save/eyJhbGciOiJSUzI1NiJ9.eyJhdWQi", Path: "google.url"})
	}
	d.History = []model.Happening{{At: i.ReceivedAt, Came: true, Status: i.Status}}
	if i.Handover != store.HandoverNew {
		d.History = slices.Insert(d.History, 0, model.Happening{At: i.ReceivedAt.Add(time.Minute), Act: store.ActHandover, To: i.Handover})
	}
	d.Raw = "{\n  \"type\": \"" + i.EventType + "\",\n  \"data\": {\n    \"credentialId\": \"" + i.CredentialID + "\",\n    \"subject\": {\n      \"name\": \"" + i.SubjectName + "\"\n    }\n  }\n}"
	if i.Proof != "" {
		d.Proof = model.Proof{At: noon, Verdict: i.Proof, Reasons: []say.Sentence{say.Plain("Because of " + i.Proof + ".")}, Issuer: "did:polygon:0xC1820af910870a25EDDB570B84e58Dfc391c72A7"}
	}
	return d
}

func (b *desktopStore) SetHandover(_ context.Context, to store.Handover, ids ...int64) (store.Handing, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	h := store.Handing{To: to, At: noon}
	if b.markErr != nil {
		return h, b.markErr
	}
	if to == store.HandoverCopied {
		b.marked = append(b.marked, ids...)
	}
	for n, i := range b.rows {
		if slices.Contains(ids, i.ID) && i.Handover != to && (to != store.HandoverCopied || i.Handover == store.HandoverNew) {
			h.Before = append(h.Before, store.Handed{ID: i.ID, Handover: i.Handover, At: i.HandoverAt})
			b.rows[n].Handover, b.rows[n].HandoverAt = to, h.At
		}
	}
	return h, nil
}

func (b *desktopStore) UndoHandover(_ context.Context, h store.Handing) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	for n, i := range b.rows {
		for _, was := range h.Before {
			if i.ID == was.ID && i.Handover == h.To {
				b.rows[n].Handover, b.rows[n].HandoverAt = was.Handover, was.At
			}
		}
	}
	return b.markErr
}

// fail has every reading fail with err from now on; nil ends it.
func (b *desktopStore) fail(err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.err = err
}

// add puts newer rows before the others.
func (b *desktopStore) add(rows ...store.Issuance) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.rows = append(slices.Clone(rows), b.rows...)
}

// stage is a desk that a test drives by hand: everything happens on the test's
// own goroutine, and timers fire when the test says so.
type stage struct {
	t       testing.TB
	app     fyne.App
	desk    *Desk
	backend *desktopStore
	now     time.Time
	timers  []func()
	delays  []time.Duration // of the timers
	shut    bool
	held    fyne.KeyModifier // by the reader's other hand
}

// page plays the errand that reads rows which come into sight.
func (s *stage) page(ids []int64) {
	if rows, err := s.backend.Rows(context.Background(), ids); err == nil {
		s.desk.list.learn(rows, ids)
	}
}

func newStage(t testing.TB, rows []store.Issuance, o Options) *stage {
	s := &stage{t: t, app: newStageApp(t), backend: newBackend(rows), now: noon}
	o.Now = func() time.Time { return s.now }
	o.RunOnUI = func(f func()) { f() }
	o.After = func(d time.Duration, f func()) { s.timers, s.delays = append(s.timers, f), append(s.delays, d) }
	s.desk = NewDesk(s.app, s.backend, o)
	s.desk.list.mods = func() fyne.KeyModifier { return s.held }
	s.desk.list.onMissing = s.page
	s.wear(theme.VariantLight)
	s.desk.SetConnection(model.Connection{State: model.Online, URL: "https://acme.ngrok.app/webhooks/crossmint"})
	t.Cleanup(s.close)
	return s
}

// close closes the window, which Fyne's own for tests cannot do twice.
func (s *stage) close() {
	if !s.shut {
		s.desk.window.Close()
	}
	s.shut = true
}

// wear puts on the light or the dark look.
func (s *stage) wear(v fyne.ThemeVariant) {
	s.app.Settings().SetTheme(variantTheme{Theme(), v})
	refreshTree(s.desk.window.Content())
}

// refreshTree does what a real window does after a change of theme.
func refreshTree(o fyne.CanvasObject) {
	switch o := o.(type) {
	case *fyne.Container:
		for _, child := range o.Objects {
			refreshTree(child)
		}
	case fyne.Widget:
		o.Refresh()
		for _, child := range test.WidgetRenderer(o).Objects() {
			refreshTree(child)
		}
	}
	o.Refresh()
}

// load plays one round of the feed.
func (s *stage) load() {
	s.t.Helper()
	s.desk.apply(s.desk.feed.read(context.Background(), s.desk.query))
	if t, err := s.desk.tallies.read(context.Background()); err == nil {
		s.desk.showTally(t)
	}
	s.readDetail()
}

// answer is what the store would say if these were all it finds.
func (s *stage) answer(q model.Query, rows []store.Issuance) answer {
	a := answer{query: q, rows: rows}
	for _, i := range rows {
		a.asked = append(a.asked, i.ID)
	}
	a.shown = model.Shown{IDs: model.Few(a.asked), Newest: q.Newest()}
	return a
}

// readDetail answers what the detail pane is waiting for.
func (s *stage) readDetail() {
	select {
	case id := <-s.desk.readings.wanted:
		d, err := s.backend.Detail(context.Background(), id)
		s.desk.showDetail(id, d, err)
	default:
	}
}

// mark plays the errand that tells the store how passes are handed over.
func (s *stage) mark() {
	for _, e := range s.desk.hands.take() {
		if s.desk.hands.tell(context.Background(), e) != nil {
			s.desk.hands.failed(e)
		}
	}
}

// fire has every timer run out.
func (s *stage) fire() {
	timers := s.timers
	s.timers, s.delays = nil, nil
	for _, f := range timers {
		f()
	}
}

func (s *stage) key(names ...fyne.KeyName) {
	for _, name := range names {
		if f := s.desk.window.Canvas().Focused(); f != nil {
			f.TypedKey(&fyne.KeyEvent{Name: name})
		} else {
			s.desk.window.Canvas().OnTypedKey()(&fyne.KeyEvent{Name: name})
		}
	}
}

func (s *stage) shortcut(sc fyne.Shortcut) {
	s.desk.window.Canvas().Focused().(fyne.Shortcutable).TypedShortcut(sc)
}

type variantTheme struct {
	fyne.Theme
	variant fyne.ThemeVariant
}

func (t variantTheme) Color(name fyne.ThemeColorName, _ fyne.ThemeVariant) color.Color {
	return t.Theme.Color(name, t.variant)
}
