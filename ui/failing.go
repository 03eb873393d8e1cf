package ui

import (
	"cmp"
	"context"
	"errors"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"passdesk/store"
	"passdesk/ui/model"
)

// words is what there is to say about a cause.
func (f *failingsScreen) words(one model.Failing) []fyne.CanvasObject {
	now := f.desk.options.Now()
	parts := card(colorDangerSoft, paragraph(cmp.Or(one.Error, text("failed.unknown")), plainLook))
	counts := counted("failing.failures", one.Count)
	if one.People > 0 {
		counts = text("failing.of", values{"Failures": counts, "People": counted("failing.people", one.People)})
	}
	add := func(label, value string) {
		if value != "" {
			parts = append(parts, newFact(text(label), value))
		}
	}
	add("failing.count", counts)
	add("failing.first", dates().Moment(one.First, now))
	add("failing.last", dates().Moment(one.Last, now))
	add("failing.seen", dates().Moment(one.Seen, now))
	add("failing.taken_by", one.By)
	if one.Note != "" {
		parts = append(parts, gap(6), paragraph(clip(one.Note, noteShown), plainLook))
	}
	if one.Unread { // and must not be written over
		return append(parts, gap(6), paragraph(text("failing.state_unread"), quietLook))
	}
	return append(parts, gap(8), f.acts(one))
}

// acts are the buttons about a cause.
func (f *failingsScreen) acts(one model.Failing) fyne.CanvasObject {
	row := container.NewHBox()
	state := one.FailureState
	if one.Stands() == model.FailingClosed {
		row.Add(newButton("↺", text("failing.reopen"), func() {
			state.Seen = time.Time{}
			f.setState(one.Fingerprint, state)
		}))
	} else {
		row.Add(newButton("✓", text("failing.acknowledge"), func() {
			state.Seen = one.Last // as the reader has seen it: what came since is not
			f.setState(one.Fingerprint, state)
		}))
	}
	row.Add(newButton("✎", text("failing.write"), func() { f.openWriting(one) }))
	return row
}

// openWriting lets the reader say who looks into a cause, and what is known.
func (f *failingsScreen) openWriting(one model.Failing) {
	s := newSheet(f.desk, text("failing.write_title"))
	why := newSaid()
	by := newBlank(text("failing.by_hint"), nil)
	by.SetText(one.By)
	words := newPage(noteLines)
	words.SetPlaceHolder(text("failing.note_hint"))
	words.SetText(one.Note)
	save := newMainPush(text("note.save"), nil)
	keep := func() {
		if save.Disabled() {
			return
		}
		save.enable(false)
		state := one.FailureState
		state.By, state.Note = strings.TrimSpace(by.Text), strings.TrimSpace(words.Text)
		ask(s, failing(func(ctx context.Context) error { return f.desk.backend.SetFailing(ctx, one.Fingerprint, state) }), func(_ struct{}, err error) {
			save.enable(true)
			if err == nil {
				s.close()
				f.read()
				f.sheet.focus(f.list)
				return
			}
			why.show(noteTrouble(err), colorDangerSoft)
			s.rearrange()
		})
	}
	save.onTap, words.onDone, s.onEnter = keep, keep, keep
	s.fill(paragraph(cmp.Or(one.Fingerprint, text("failed.unknown")), quietLook), gap(8),
		labelled(text("failing.by"), by), labelled(text("detail.note"), words), why.box)
	s.buttons(layout.NewSpacer(), newPush(text("menu.cancel"), s.close), save)
	keepDraft(s, why, func() string { return by.Text + "\n" + words.Text })
	s.show(by)
}

// noteTrouble says why something that staff wrote was not kept.
func noteTrouble(err error) string {
	switch {
	case errors.Is(err, store.ErrNoteTooLong):
		return text("note.too_long", values{"N": figure(store.LongestNote)})
	case errors.Is(err, store.ErrNotFound):
		return text("note.gone")
	case errors.Is(err, store.ErrLocked):
		return text("note.locked")
	}
	return text("note.failed")
}
