package ui

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"

	"passdesk/store"
	"passdesk/store/secret"
	"passdesk/ui/model"
)

const sampleCode = "7H2K-QX4M-9TBW-3ZRA-C6VN-8YPD-E5JF-1SGU"

// safe is a keeper in memory. A test drives it from one goroutine.
type safe struct {
	safety  model.Safety
	issuers []string
	acts    []model.Act // newest first
	person  model.Person
	old     model.Old
	err     error // of whatever is asked next
	calls   []string
	phrase  secret.Value[string]
}

func (k *safe) called(format string, about ...any) error {
	k.calls = append(k.calls, fmt.Sprintf(format, about...))
	return k.err
}

func (k *safe) Safety(context.Context) (model.Safety, error) { return k.safety, k.called("safety") }

func (k *safe) NewCode(context.Context) (secret.Value[string], error) {
	return secret.Of(sampleCode), k.called("code")
}

func (k *safe) Backup(_ context.Context, folder string, p secret.Value[string]) (string, error) {
	k.phrase = p
	return folder + "/passdesk-2026-06-12.backup", k.called("backup %s", folder)
}

func (k *safe) SetBackupPlan(_ context.Context, plan model.BackupPlan, p secret.Value[string]) error {
	k.phrase = p
	return k.called("plan %s %v %d %d", plan.Folder, plan.Every, plan.Keep, plan.Nag)
}

func (k *safe) Old(_ context.Context, months int) (model.Old, error) {
	return k.old, k.called("old %d", months)
}

func (k *safe) SetRetention(_ context.Context, r model.Retention) error {
	if k.err == nil {
		k.safety.Retention = r
	}
	return k.called("retention %d %v", r.Months, r.SoleCopies)
}

func (k *safe) Issuers(context.Context) ([]string, error) { return k.issuers, k.called("issuers") }

func (k *safe) SetIssuers(_ context.Context, all []string) error {
	return k.called("set %s", strings.Join(all, " "))
}

func (k *safe) Acts(_ context.Context, before int64, limit int) ([]model.Act, error) {
	var page []model.Act
	for _, a := range k.acts {
		if (before == 0 || a.ID < before) && len(page) < limit {
			page = append(page, a)
		}
	}
	return page, k.called("acts %d", before)
}

func (k *safe) VerifyActs(context.Context) (int64, error) {
	return int64(len(k.acts)), k.called("verify")
}

func (k *safe) ExportActs(_ context.Context, file string) error {
	return k.called("save acts %s", file)
}

func (k *safe) Person(_ context.Context, id int64) (model.Person, error) {
	return k.person, k.called("person %d", id)
}

func (k *safe) ExportPerson(_ context.Context, id int64, file string, keys bool) error {
	return k.called("save person %d %s %v", id, file, keys)
}

func (k *safe) Erase(_ context.Context, p model.Person) error { return k.called("erase %v", p.IDs) }

// last is the call made last.
func (k *safe) last() string {
	if len(k.calls) == 0 {
		return ""
	}
	return k.calls[len(k.calls)-1]
}

var ada = model.Person{
	Name: "Ada Lovelace", Contact: "ada@example.org", IDs: []int64{39, 24, 9}, Sole: 2,
	Templates: []string{"Diploma 2026", "First Aid Badge"},
}

func sampleSafe() *safe {
	k := &safe{person: ada, old: model.Old{Records: 1204, Sole: 1100}, issuers: []string{"did:polygon:0xC1820af910870a25EDDB570B84e58Dfc391c72A7", "did:polygon:0x71C7656EC7ab88b098defB751B7401B5f6d00042"}}
	k.safety = model.Safety{
		Custodian: "keychain", Code: true, Backup: noon.Add(-3 * time.Hour), Waiting: 4,
		Plan: model.BackupPlan{Folder: "/media/usb/passdesk", Every: 24 * time.Hour, Keep: 7},
	}
	kinds := []store.ActKind{
		store.ActOpened, "from-the-future", store.ActCopied, store.ActExported, store.ActKeyRevealed, store.ActErased, store.ActBackedUp, store.ActCodeMade,
		store.ActSettingsSet, store.ActCodeUsed, store.ActKeysRenewed, store.ActRestored, store.ActLocked,
	}
	for id := int64(250); id > 0; id-- {
		a := model.Act{ID: id, At: noon.Add(time.Duration(id-250) * 7 * time.Minute), Kind: string(kinds[int(250-id)%len(kinds)])}
		switch a.Kind {
		case string(store.ActCopied), string(store.ActKeyRevealed):
			a.About = people[int(id)%len(people)]
		case string(store.ActExported):
			a.Detail = "812 records, CSV, without keys"
		}
		k.acts = append(k.acts, a)
	}
	return k
}

// guarded is a stage whose desk has a keeper. What is asked of the keeper waits
// until work is called.
func guarded(t testing.TB, k *safe, o Options) *stage {
	o.Keeper = k
	s := newStage(t, sampleRows(40), o)
	s.desk.window.Resize(fyne.NewSize(1280, 800))
	s.desk.files.save = func(name string, then func(string)) { then("/home/ada/" + name) }
	s.desk.files.folder = func(_ string, then func(string)) { then("/media/disk") }
	s.load()
	s.work()
	return s
}

// work does all chores, and those that come of them.
func (s *stage) work() {
	for all := s.desk.chores.take(); len(all) > 0; all = s.desk.chores.take() {
		for _, one := range all {
			s.desk.chores.do(context.Background(), one)
		}
	}
}

// words is all that the sheet on top says.
func (s *stage) words() string {
	s.t.Helper()
	if top := s.desk.topSheet(); top != nil {
		return wordsOf(top)
	}
	return ""
}

// wordsOf is all that o says.
func wordsOf(o fyne.CanvasObject) string {
	var all []string
	everyPart(o, func(o fyne.CanvasObject) {
		switch o := o.(type) {
		case *ink:
			all = append(all, o.words)
		case *widget.Label:
			all = append(all, o.Text)
		case *push:
			all = append(all, o.words)
		case *button:
			all = append(all, o.words)
		}
	})
	return strings.Join(all, "\n")
}

// says complains unless the sheet on top says all that.
func (s *stage) says(sentences ...string) {
	s.t.Helper()
	for _, want := range sentences {
		if got := s.words(); !strings.Contains(got, want) {
			s.t.Errorf("the sheet does not say %q but\n%s", want, got)
		}
	}
}

// everyPart visits what is drawn of o.
func everyPart(o fyne.CanvasObject, visit func(fyne.CanvasObject)) {
	if !o.Visible() {
		return
	}
	visit(o)
	switch o := o.(type) {
	case *fyne.Container:
		for _, part := range o.Objects {
			everyPart(part, visit)
		}
	case fyne.Widget:
		for _, part := range test.WidgetRenderer(o).Objects() {
			everyPart(part, visit)
		}
	}
}

// click taps the button of the sheet on top that has these words, as the mouse would.
func (s *stage) click(words string) {
	s.t.Helper()
	var found fyne.Tappable
	var at fyne.CanvasObject
	everyPart(s.desk.topSheet(), func(o fyne.CanvasObject) {
		if found != nil {
			return
		}
		switch o := o.(type) {
		case *push:
			if o.words == words && !o.off {
				found, at = o, o
			}
		case *button:
			if o.words == words || words == "" && o.sign == "✕" {
				found, at = o, o
			}
		case *tick:
			if o.Text == words {
				found, at = o, o
			}
		}
	})
	if found == nil {
		s.t.Fatalf("there is nothing to press that says %q in\n%s", words, s.words())
	}
	p := fyne.CurrentApp().Driver().AbsolutePositionForObject(at).AddXY(8, at.Size().Height/2)
	test.TapCanvas(s.desk.window.Canvas(), p)
}

// offers tells whether the sheet on top has a button with these words that can be pressed.
func (s *stage) offers(words string) bool {
	found := false
	everyPart(s.desk.topSheet(), func(o fyne.CanvasObject) {
		if p, ok := o.(*push); ok && p.words == words && !p.off {
			found = true
		}
	})
	return found
}

// blanks are the entries of the sheet on top, from the top.
func (s *stage) blanks() []*blank {
	var all []*blank
	everyPart(s.desk.topSheet(), func(o fyne.CanvasObject) {
		if b, ok := o.(*blank); ok {
			all = append(all, b)
		}
	})
	return all
}

func (s *stage) focusedOn(o fyne.Focusable) bool { return s.desk.window.Canvas().Focused() == o }

// tabs gives what the Tab key leads to until it comes round.
func (s *stage) tabs() []fyne.Focusable {
	c := s.desk.window.Canvas().(interface {
		FocusNext()
		Focused() fyne.Focusable
	})
	var all []fyne.Focusable
	for {
		c.FocusNext()
		f := c.Focused()
		if f == nil || slices.Contains(all, f) {
			return all
		}
		all = append(all, f)
	}
}
