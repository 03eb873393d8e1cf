package ui

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"passdesk/store"
	"passdesk/ui/model"
)

// rosterViewTexts name what can be listed.
var rosterViewTexts = [rosterViews]string{
	"roster.all", "roster.issued", "roster.revoked", "roster.failed", "roster.pending", "roster.confirm", "roster.missing", "roster.unexpected",
}

// rosterFaces are how the states look.
var rosterFaces = [model.RosterStates]gapFace{
	model.RosterIssued:     {"✓", "roster.issued", colorSuccess, colorSuccessSoft},
	model.RosterRevoked:    {"⊘", "roster.revoked", colorDanger, colorDangerSoft},
	model.RosterFailed:     {"✕", "roster.failed", colorDanger, colorDangerSoft},
	model.RosterPending:    {"○", "roster.pending", colorWarning, colorWarningSoft},
	model.RosterSuggested:  {"?", "roster.confirm", colorAccent, colorAccentSoft},
	model.RosterMissing:    {"–", "roster.missing", colorMuted, colorIdle},
	model.RosterUnexpected: {"!", "roster.unexpected", colorWarning, colorWarningSoft},
}

// likenessTexts say by what somebody was found, or may be.
var likenessTexts = [...]string{
	model.NoLikeness: "", model.ByStaff: "roster.by_staff", model.ByIdent: "roster.by_id", model.ByContact: "roster.by_email", model.ByName: "roster.by_name",
	model.SharedContact: "roster.like_shared_email", model.SharedName: "roster.like_shared_name", model.OtherContact: "roster.like_other_email",
	model.OtherOrder: "roster.like_order", model.NearName: "roster.like_name", model.NearContact: "roster.like_email", model.OtherDomain: "roster.like_domain",
}

// rosterSum says in one line how a list stands.
func rosterSum(s model.RosterStanding) string {
	words := []string{text("roster.sum", values{"N": figure(s.Counts[model.RosterIssued]), "Total": figure(len(s.Lines))})}
	for _, one := range []struct {
		state model.RosterState
		key   string
	}{
		{model.RosterRevoked, "roster.sum_revoked"},
		{model.RosterFailed, "roster.sum_failed"},
		{model.RosterPending, "roster.sum_pending"},
		{model.RosterSuggested, "roster.sum_confirm"},
		{model.RosterMissing, "roster.sum_missing"},
		{model.RosterUnexpected, "roster.sum_unexpected"},
	} {
		if n := s.Counts[one.state]; n > 0 {
			words = append(words, counted(one.key, n))
		}
	}
	return strings.Join(words, ", ")
}

func (r *rosterScreen) line(n int) pickLine {
	if n >= len(r.lines) {
		return pickLine{words: make([]string, 4)}
	}
	l := r.entry(n).line
	face := rosterFaces[l.State]
	number := ""
	if l.Number > 0 {
		number = figure(l.Number)
	}
	return pickLine{sign: face.sign, tone: face.tone, soft: face.soft, words: []string{number, cmp.Or(l.Name, l.Ident, "—"), l.Contact, text(face.word)}}
}

// rosterDrawn is what the words about a line were made of.
type rosterDrawn struct {
	number   int
	state    model.RosterState
	by       model.Likeness
	issuance int64
	guesses  [3]int64
	rows     int
}

// showPicked says how it stands with the picked line, and has read what that
// takes.
func (r *rosterScreen) showPicked() {
	entry := r.picked()
	l := entry.line
	if entry.stranger.ID != 0 {
		r.rows[entry.stranger.ID] = entry.stranger
	}
	_, there := r.rows[counting(l)]
	r.show.enable(there)
	drawn := rosterDrawn{number: l.Number, state: l.State, by: l.By, issuance: l.Issuance, rows: r.wanting(l)}
	for n, g := range l.Suggested {
		drawn.guesses[n%len(drawn.guesses)] = g.Issuance
	}
	if drawn == r.drawn && len(r.about.Objects) > 0 {
		return
	}
	r.drawn = drawn
	focused := r.desk.window.Canvas().Focused()
	held := focused != nil && within(r.about, focused)
	r.about.Objects = r.words(entry)
	r.sheet.rearrange()
	if held {
		r.sheet.focus(r.list) // what had the keyboard has been drawn anew
	}
}

// wanting has those issuances read that are to be shown and were not yet, and
// tells how many they are.
func (r *rosterScreen) wanting(l model.RosterLine) int {
	var ids []int64
	for _, g := range l.Suggested {
		ids = append(ids, g.Issuance)
	}
	if l.Issuance != 0 {
		ids = append(ids, l.Issuance)
	}
	ids = slices.DeleteFunc(ids, func(id int64) bool { _, there := r.rows[id]; return there })
	if len(ids) > 0 {
		ask(r.sheet, func(ctx context.Context) ([]store.Issuance, error) { return r.desk.backend.Rows(ctx, ids) }, func(rows []store.Issuance, err error) {
			const many = 200
			if len(r.rows) > many {
				clear(r.rows)
			}
			for _, i := range rows {
				r.rows[i.ID] = i
			}
			if err == nil && len(rows) > 0 {
				r.showPicked()
			}
		})
	}
	return len(ids)
}

// words are what is known about a line, and what is asked.
func (r *rosterScreen) words(e rosterEntry) []fyne.CanvasObject {
	l := e.line
	face := rosterFaces[l.State]
	switch {
	case l.Number == 0 && e.stranger.ID == 0:
		return []fyne.CanvasObject{paragraph(text("roster.nobody"), quietLook)}
	case l.State == model.RosterMissing:
		return card(face.soft, paragraph(text("roster.missing_why"), plainLook))
	case l.State == model.RosterUnexpected:
		words := []fyne.CanvasObject{paragraph(text("roster.unexpected_why"), plainLook), paragraph(r.issuanceWords(l.Issuance), quietLook)}
		if listed := len(r.stands.Strangers); listed < r.stands.Counts[model.RosterUnexpected] {
			words = append(words, paragraph(text("roster.unexpected_more", values{"N": figure(listed)}), quietLook))
		}
		return card(face.soft, words...)
	case l.State == model.RosterSuggested:
		return r.questions(l)
	}
	words := []fyne.CanvasObject{paragraph(text(likenessTexts[l.By]), plainLook), paragraph(r.issuanceWords(l.Issuance), quietLook)}
	if row := r.rows[l.Issuance]; row.Error != "" && l.State == model.RosterFailed {
		words = append(words, paragraph(row.Error, plainLook))
	}
	if l.Issuances > 1 {
		words = append(words, paragraph(counted("roster.several", l.Issuances), quietLook))
	}
	return card(face.soft, words...)
}

// issuanceWords say what an issuance is.
func (r *rosterScreen) issuanceWords(id int64) string {
	i, there := r.rows[id]
	if !there {
		return text("safety.reading")
	}
	var words []string
	for _, part := range []string{i.SubjectName, i.SubjectContact, i.Template, dates().Hour(i.ReceivedAt, r.desk.options.Now())} {
		if part != "" {
			words = append(words, part)
		}
	}
	return strings.Join(words, " · ")
}

// questions asks about each suggestion.
func (r *rosterScreen) questions(l model.RosterLine) []fyne.CanvasObject {
	parts := []fyne.CanvasObject{paragraph(text("roster.ask"), plainLook)}
	for _, g := range l.Suggested {
		say := func(same bool) func() {
			return func() { r.judge(store.Verdict{Person: l.Number, Issuance: g.Issuance, Same: same}) }
		}
		yes, no := newPush(text("roster.same"), say(true)), newPush(text("roster.other"), say(false))
		buttons := container.New(inset{left: 12}, container.NewCenter(container.NewHBox(yes, gap(4), no)))
		words := container.New(stacked{}, paragraph(r.issuanceWords(g.Issuance), plainLook), paragraph(text(likenessTexts[g.Why]), quietLook))
		parts = append(parts, gap(4), container.NewBorder(nil, nil, nil, buttons, words))
	}
	return card(rosterFaces[model.RosterSuggested].soft, parts...)
}

// fileName is a name that may stand in a folder of any system.
func fileName(name string) string {
	name = strings.Map(func(r rune) rune {
		if r < ' ' || strings.ContainsRune(`/\:*?"<>|`, r) {
			return '-'
		}
		return r
	}, name)
	return strings.Trim(name, ". ")
}
