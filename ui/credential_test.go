package ui

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"passdesk/ui/model"
)

// sampleCredential is one that came encrypted, with its key.
func sampleCredential() model.Credential {
	return model.Credential{State: model.Readable, Key: true, Fields: []model.Field{
		{Path: "@context[0]", Value: "https://www.w3.org/2018/credentials/v1"},
		{Path: "id", Value: "urn:uuid:4f2a9c1e-77d0-4c5b-9a55-000000000003"},
		{Path: "type[0]", Value: "VerifiableCredential"},
		{Path: "type[1]", Value: "crossmint:6bb7b1a0:Diploma"},
		{Path: "issuer.id", Value: "did:polygon:0xC1820af910870a25EDDB570B84e58Dfc391c72A7"},
		{Path: "credentialSubject.id", Value: "did:polygon:0x71C7656EC7ab88b098defB751B7401B5f6d00003"},
		{Path: "credentialSubject.name", Value: "Ada Lovelace"},
		{Path: "credentialSubject.degree.name", Value: "Master of Science in Analytical Engines and Difference Machinery, with distinction"},
		{Path: "credentialSubject.degree.finalGrade", Value: "1.0"},
		{Path: "credentialSubject.dateOfBirth", Value: "1815-12-10"},
		{Path: "credentialSubject.remark", Value: ""},
		{Path: "credentialSubject.courses[0].title", Value: "Bernoulli numbers"},
		{Path: "credentialSubject.courses[1].title", Value: "Notes on notes"},
		{Path: "validFrom", Value: "2026-06-11T10:41:30Z"},
	}}
}

// open selects the first row and has the pane know its credential.
func (s *stage) open(c model.Credential) {
	s.t.Helper()
	s.load()
	s.key(fyne.KeyDown)
	s.asked()
	s.tell(c)
}

// tell has the pane know the credential of the selected row.
func (s *stage) tell(c model.Credential) {
	s.t.Helper()
	i, ok := s.desk.list.selected()
	if !ok {
		s.t.Fatal("no row is selected")
	}
	full := fullDetail(i)
	full.Credential = c
	s.desk.showDetail(i.ID, full, nil)
}

// said is what the pane's credential shows, a claim a line.
func (s *stage) said() []string {
	if s.desk.detail.credential == nil {
		return nil
	}
	var out []string
	var walk func(fyne.CanvasObject)
	walk = func(o fyne.CanvasObject) {
		switch o := o.(type) {
		case *fyne.Container:
			for _, part := range o.Objects {
				walk(part)
			}
		case *claim:
			out = append(out, o.label.words+": "+o.value.words)
		}
	}
	walk(s.desk.detail.credential.box)
	return out
}

// inPaneWidth gives parts the width that they have in a pane.
func inPaneWidth(parts ...fyne.CanvasObject) fyne.CanvasObject {
	width := canvas.NewRectangle(nil)
	width.SetMinSize(fyne.NewSize(detailMin, 0))
	p := pile(append(parts, width)...)
	p.Resize(fyne.NewSize(detailMin, 0)) // so that what wraps knows how high it is
	return p
}

func TestCredentials(t *testing.T) {
	many := model.Credential{State: model.Readable, Cut: true}
	for n := range 500 {
		many.Fields = append(many.Fields, model.Field{Path: fmt.Sprintf("credentialSubject.field%d", n), Value: "value"})
	}
	for _, c := range []struct {
		name       string
		credential model.Credential
		play       func(*stage)
	}{
		{"readable", sampleCredential(), func(*stage) {}},
		{"unfolded", sampleCredential(), func(s *stage) { test.Tap(s.desk.detail.credential.more) }},
		{"many", many, func(*stage) {}},
		{"holder", model.Credential{State: model.HolderOnly}, func(*stage) {}},
		{"keyless", model.Credential{State: model.KeyMissing}, func(*stage) {}},
		{"unopened", model.Credential{State: model.Unopened, Key: true}, func(*stage) {}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newStage(t, sampleRows(3), Options{})
			s.desk.window.Resize(fyne.NewSize(1100, 500))
			s.open(c.credential)
			c.play(s)
			test.AssertObjectRendersToMarkup(t, "credential-"+c.name+".xml", inPaneWidth(s.desk.detail.credentialAndKey()...))
		})
	}
}

func TestNothingIsSaidWhereThereIsNoCredential(t *testing.T) {
	for _, c := range []model.Credential{{}, {State: model.Readable}} {
		s := newStage(t, sampleRows(3), Options{})
		s.open(c)
		if got := s.desk.detail.credentialAndKey(); len(got) > 0 {
			t.Errorf("%+v: %d things are said", c, len(got))
		}
	}
}

func TestAClaimIsCopiedWhole(t *testing.T) {
	long := strings.Repeat("a", 900) + "middle" + strings.Repeat("b", 900)
	s := newStage(t, sampleRows(3), Options{})
	s.open(model.Credential{State: model.Readable, Fields: []model.Field{{Path: "credentialSubject.essay", Value: long}}})
	shown := s.desk.detail.credential.box.Objects[0].(*claim)
	if drawn := shown.value.line.Text; !strings.HasPrefix(drawn, "aaa") || !strings.HasSuffix(drawn, "bbb") || !strings.Contains(drawn, "…") {
		t.Errorf("it is drawn as %q", drawn)
	}
	test.Tap(shown.copy)
	if got := s.app.Clipboard().Content(); got != long {
		t.Errorf("%d letters were copied", len(got))
	}
}

func TestFoldedFieldsAreMadeWhenAskedFor(t *testing.T) {
	c := model.Credential{State: model.Readable}
	for n := range 500 {
		c.Fields = append(c.Fields, model.Field{Path: fmt.Sprintf("x%d", n), Value: "value"})
	}
	s := newStage(t, sampleRows(3), Options{})
	s.open(c)
	if got := len(s.said()); got != 0 {
		t.Errorf("%d fields stand there before anybody asked", got)
	}
	more := s.desk.detail.credential.more
	before := s.desk.detail.body.MinSize().Height
	test.Tap(more)
	drawn := labelsIn(s.desk.detail.credential.box)
	if got := len(s.said()); got != mostFields || more.sign != "▾" {
		t.Errorf("%d fields unfolded under %s: %s", got, more.sign, drawn)
	}
	if !strings.Contains(test.RenderObjectToMarkup(s.desk.detail.credential.box), "400 more in the raw delivery.") {
		t.Error("nothing tells of the others")
	}
	test.Tap(more)
	if got := len(s.said()); got != 0 || more.sign != "▸" || s.desk.detail.body.MinSize().Height != before {
		t.Errorf("%d fields after folding", got)
	}
}

func TestWhatIsUnfoldedStaysUntilAnotherRow(t *testing.T) {
	s := newStage(t, sampleRows(3), Options{})
	s.open(sampleCredential())
	more := s.desk.detail.credential.more
	s.desk.window.Canvas().Focus(more)
	s.key(fyne.KeySpace)
	unfolded := s.said()
	i, _ := s.desk.list.selected()
	again := fullDetail(i)
	again.Credential, again.Redeliveries = sampleCredential(), 2
	s.desk.showDetail(i.ID, again, nil)
	if !slices.Equal(s.said(), unfolded) || s.desk.window.Canvas().Focused() != more {
		t.Error("a delivery that came again folds it, or takes the keyboard away")
	}
	changed := sampleCredential()
	changed.Fields[6].Value = "Augusta Ada King"
	s.tell(changed)
	if got := s.said(); len(got) != fewFields || got[0] != "Name: Augusta Ada King" {
		t.Errorf("after a change it says %q", got)
	}
	s.desk.focusList()
	s.key(fyne.KeyDown)
	if got := s.said(); got != nil {
		t.Errorf("of another row it says %q", got)
	}
}

func BenchmarkUnfold(b *testing.B) {
	s := newStage(b, sampleRows(3), Options{})
	s.load()
	s.desk.list.TypedKey(&fyne.KeyEvent{Name: fyne.KeyDown})
	c := model.Credential{State: model.Readable}
	for n := range 500 {
		c.Fields = append(c.Fields, model.Field{Path: fmt.Sprintf("x%d", n), Value: "value"})
	}
	s.tell(c)
	for b.Loop() {
		s.desk.detail.credential.fold()
	}
}
