package ui

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"passdesk/store/secret"
	"passdesk/ui/model"
)

// fetch plays the errand that fetches keys, and says whether one was wanted.
func (s *stage) fetch() bool {
	select {
	case w := <-s.desk.reveals.wanted:
		key, err := s.backend.RevealKey(context.Background(), w.line.id)
		s.desk.keyCame(w, key, err)
		return true
	default:
		return false
	}
}

// pass has those timers run out that were set for that long.
func (s *stage) pass(d time.Duration) {
	timers, delays := s.timers, s.delays
	s.timers, s.delays = nil, nil
	for n, f := range timers {
		if delays[n] == d {
			f()
		} else {
			s.timers, s.delays = append(s.timers, f), append(s.delays, delays[n])
		}
	}
}

// keyOf is the key that the backend has for the selected row.
func (s *stage) keyOf() string {
	i, _ := s.desk.list.selected()
	key, _ := newBackend(nil).RevealKey(context.Background(), i.ID)
	return key.Reveal()
}

// writtenIn is what is written anywhere in an object, in sight or not.
func writtenIn(o fyne.CanvasObject) string {
	var all strings.Builder
	switch o := o.(type) {
	case *fyne.Container:
		for _, part := range o.Objects {
			all.WriteString(writtenIn(part))
		}
	case fyne.Widget:
		for _, part := range test.WidgetRenderer(o).Objects() {
			all.WriteString(writtenIn(part))
		}
	case *canvas.Text:
		return o.Text
	}
	return all.String()
}

// sees says whether a key stands in the pane.
func (s *stage) sees(key string) bool {
	return strings.Contains(writtenIn(s.desk.window.Content()), key)
}

func TestAKeyIsShownForAWhile(t *testing.T) {
	s := newStage(t, sampleRows(3), Options{})
	s.open(sampleCredential())
	line, i, key := s.desk.detail.key, s.desk.detail.shown.Issuance.ID, s.keyOf()
	if s.sees(key) || line.face.lines[0].Text != keyMask {
		t.Fatal("it is not masked")
	}
	test.Tap(line.show)
	test.Tap(line.show)
	if !s.fetch() || s.fetch() || !slices.Equal(s.backend.revealed, []int64{i}) {
		t.Fatalf("the backend was asked for %v", s.backend.revealed)
	}
	if !s.sees(key) || line.show.words != text("key.hide") {
		t.Fatal("it is not shown")
	}
	test.AssertObjectRendersToMarkup(t, "key-shown.xml", inPaneWidth(line.box))
	s.pass(revealTime)
	if s.sees(key) || s.sees(key[:keyColumns]) || !line.face.key.IsZero() || line.show.words != text("key.show") {
		t.Error("it stays")
	}
	test.Tap(line.show)
	if !s.fetch() || !s.sees(key) {
		t.Error("it cannot be shown again")
	}
}

func TestAKeyIsHidden(t *testing.T) {
	for name, leave := range map[string]func(*stage){
		"by its button":        func(s *stage) { test.Tap(s.desk.detail.key.show) },
		"with another row":     func(s *stage) { s.key(fyne.KeyDown) },
		"with another list":    func(s *stage) { s.desk.choose(model.Failures); s.load() },
		"when it is gone":      func(s *stage) { s.tell(model.Credential{State: model.Unopened}) },
		"with the window":      func(s *stage) { s.close() },
		"with an empty search": func(s *stage) { s.desk.search.SetText("nobody"); s.load() },
	} {
		s := newStage(t, sampleRows(3), Options{})
		s.open(sampleCredential())
		line, key := s.desk.detail.key, s.keyOf()
		test.Tap(line.show)
		s.fetch()
		if !s.sees(key) {
			t.Fatalf("%s: it was not shown", name)
		}
		leave(s)
		if s.sees(key) || writtenIn(line.box) == "" || strings.Contains(writtenIn(line.box), key[:keyColumns]) || !line.face.key.IsZero() {
			t.Errorf("%s: it stays", name)
		}
	}
}

func TestAnOlderTimeDoesNotHideAKeyShownAgain(t *testing.T) {
	s := newStage(t, sampleRows(3), Options{})
	s.open(sampleCredential())
	line := s.desk.detail.key
	test.Tap(line.show)
	s.fetch()
	first := slices.Clone(s.timers)
	test.Tap(line.show) // hides it
	test.Tap(line.show)
	s.fetch()
	for _, f := range first {
		f()
	}
	if !s.sees(s.keyOf()) {
		t.Error("it is hidden too early")
	}
}

func TestAKeyStaysWhenItsPaneIsBuiltAnew(t *testing.T) {
	s := newStage(t, sampleRows(3), Options{})
	s.open(sampleCredential())
	line := s.desk.detail.key
	s.desk.window.Canvas().Focus(line.show)
	s.key(fyne.KeySpace)
	s.fetch()
	if s.desk.window.Canvas().Focused() != line.show {
		t.Error("the keyboard has gone elsewhere")
	}
	i, _ := s.desk.list.selected()
	again := fullDetail(i)
	again.Credential, again.Redeliveries = sampleCredential(), 1
	s.desk.showDetail(i.ID, again, nil)
	if !s.sees(s.keyOf()) || s.desk.window.Canvas().Focused() != line.show {
		t.Error("a delivery that came again hides it, or takes the keyboard away")
	}
}

func TestAKeyThatComesTooLate(t *testing.T) {
	for name, leave := range map[string]func(*stage){
		"another row":      func(s *stage) { s.key(fyne.KeyDown) },
		"there and back":   func(s *stage) { s.key(fyne.KeyDown, fyne.KeyUp); s.asked(); s.tell(sampleCredential()) },
		"the window's end": func(s *stage) { s.close() },
	} {
		for _, forCopy := range []bool{false, true} {
			s := newStage(t, sampleRows(3), Options{})
			s.open(sampleCredential())
			s.app.Clipboard().SetContent("untouched")
			line, key := s.desk.detail.key, s.keyOf()
			press := line.show
			if forCopy {
				press = line.copy
			}
			test.Tap(press)
			leave(s)
			if !s.fetch() {
				t.Fatal("nobody asked for it")
			}
			if s.sees(key) || !line.face.key.IsZero() || s.app.Clipboard().Content() != "untouched" {
				t.Errorf("%s, copy %v: it is there", name, forCopy)
			}
			if told := s.desk.toast.Visible() && s.desk.toast.label.words == text("key.left"); told != forCopy {
				t.Errorf("%s, copy %v: told %v", name, forCopy, told)
			}
		}
	}
}

func TestAKeyThatCannotBeRead(t *testing.T) {
	s := newStage(t, sampleRows(3), Options{})
	s.backend.revealErr = errors.New("disk full")
	s.open(sampleCredential())
	line, key := s.desk.detail.key, s.keyOf()
	s.app.Clipboard().SetContent("untouched")
	for _, press := range []*button{line.show, line.copy} {
		s.desk.toast.Hide()
		test.Tap(press)
		s.fetch()
		if s.desk.toast.Hidden || s.desk.toast.label.words != text("key.unread") {
			t.Errorf("toast says %q", s.desk.toast.label.words)
		}
		if s.sees(key) || s.app.Clipboard().Content() != "untouched" || press.done {
			t.Error("it was shown or copied all the same")
		}
	}
	s.backend.revealErr = nil
	test.Tap(line.show)
	if !s.fetch() || !s.sees(key) {
		t.Error("after that it cannot be shown any more")
	}
}

func TestAKeyIsCopiedUnseen(t *testing.T) {
	s := newStage(t, sampleRows(3), Options{})
	s.open(sampleCredential())
	line, key := s.desk.detail.key, s.keyOf()
	test.Tap(line.copy)
	test.Tap(line.copy)
	if !s.fetch() || s.fetch() || len(s.backend.revealed) != 1 {
		t.Fatalf("the backend was asked for %v", s.backend.revealed)
	}
	if got := s.app.Clipboard().Content(); got != key || s.sees(key) || !line.copy.done {
		t.Errorf("clipboard holds %q; seen %v, confirmed %v", got, s.sees(key), line.copy.done)
	}
	if got := s.desk.toast.label.words; got != "Copied the key; it leaves the clipboard in 60 s." {
		t.Errorf("toast says %q", got)
	}
	s.pass(loanTime)
	if got := s.app.Clipboard().Content(); got != "" {
		t.Errorf("after a minute the clipboard holds %q", got)
	}
}

func TestACopiedKeyThatWasReplaced(t *testing.T) {
	s := newStage(t, sampleRows(3), Options{})
	s.open(sampleCredential())
	test.Tap(s.desk.detail.key.copy)
	s.fetch()
	test.Tap(s.desk.detail.primary)
	link := s.app.Clipboard().Content()
	s.pass(loanTime)
	if got := s.app.Clipboard().Content(); got != link || link == "" {
		t.Errorf("clipboard holds %q, want the link", got)
	}
}

func TestAKeyInSightIsCopiedWithoutAskingAgain(t *testing.T) {
	s := newStage(t, sampleRows(3), Options{})
	s.open(sampleCredential())
	line := s.desk.detail.key
	test.Tap(line.show)
	s.fetch()
	test.Tap(line.copy)
	if s.fetch() || s.app.Clipboard().Content() != s.keyOf() {
		t.Error("it is asked for again, or not copied")
	}
}

func TestTheClosedWindowLeavesNoKeyOnTheClipboard(t *testing.T) {
	for replaced, want := range map[string]string{"": "", "a link": "a link"} {
		s := newStage(t, sampleRows(3), Options{})
		s.open(sampleCredential())
		test.Tap(s.desk.detail.key.copy)
		s.fetch()
		if replaced != "" {
			s.app.Clipboard().SetContent(replaced)
		}
		s.close()
		if got := s.app.Clipboard().Content(); got != want {
			t.Errorf("clipboard holds %q", got)
		}
	}
}

func TestTabGoesThroughTheCredentialAndItsKey(t *testing.T) {
	s := newStage(t, sampleRows(3), Options{})
	s.desk.window.Resize(fyne.NewSize(1200, 680))
	s.open(sampleCredential())
	d := s.desk.detail
	first := d.credential.box.Objects[0].(*claim).copy
	s.desk.window.Canvas().Focus(first)
	want := []fyne.Focusable{first}
	for _, o := range d.credential.box.Objects[1:fewFields] {
		if c := o.(*claim); c.copy != nil {
			want = append(want, c.copy)
		}
	}
	want = append(want, d.credential.more, d.key.show, d.key.copy)
	for n, f := range want {
		if s.desk.window.Canvas().Focused() != f {
			t.Fatalf("stop %d is %T", n, s.desk.window.Canvas().Focused())
		}
		if !d.holds(f) {
			t.Errorf("stop %d is no part of the pane", n)
		}
		s.desk.window.Canvas().FocusNext()
	}
}

func TestLinesOfAKey(t *testing.T) {
	for key, want := range map[string]string{
		"":                                    "",
		"0123":                                "0123",
		strings.Repeat("a", 33):               strings.Repeat("a", 32) + " a",
		"a\nb\u202ec":                         "a\uFFFDb\uFFFDc",
		strings.Repeat("é", 8*32):             strings.TrimSpace(strings.Repeat(strings.Repeat("é", 32)+" ", 8)),
		strings.Repeat("é", 8*32) + "beyond ": strings.Repeat(strings.Repeat("é", 32)+" ", 7) + strings.Repeat("é", 31) + "…",
	} {
		if got := strings.Join(inLines(key), " "); got != want {
			t.Errorf("%q: %q", key, got)
		}
	}
}

// answering is a backend that gives one key.
type answering struct{ Backend }

func (answering) RevealKey(context.Context, int64) (secret.Value[string], error) {
	return secret.Of("a key"), nil
}

func TestRevealsAnswerTheLastWish(t *testing.T) {
	type reply struct {
		wish keyWish
		key  secret.Value[string]
	}
	came := make(chan reply)
	r := newReveals(answering{}, func(w keyWish, key secret.Value[string], _ error) { came <- reply{w, key} })
	older, last := keyWish{line: &keyLine{id: 1}}, keyWish{line: &keyLine{id: 2}}
	r.ask(older)
	r.ask(last)
	ctx, end := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() { r.run(ctx); close(ended) }()
	if got := <-came; got.wish != last || got.key.Reveal() != "a key" {
		t.Errorf("%v was answered", got.wish)
	}
	end()
	<-ended
}
