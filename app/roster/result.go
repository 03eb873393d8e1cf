package roster

import (
	"slices"

	"passdesk/store"
	"passdesk/ui/model"
)

// result says how it stands with everybody.
func (m *matcher) result(people []store.Expected, places []int, unexpected []int64) model.Reconciled {
	r := model.Reconciled{Lines: make([]model.RosterLine, len(people))}
	lines := make([]model.RosterLine, len(m.people))
	asked := map[int64]bool{} // whether they are somebody's
	for n := range m.people {
		lines[n] = m.line(&m.people[n])
		for _, g := range lines[n].Suggested {
			asked[g.Issuance] = true
		}
	}
	r.Unexpected = slices.DeleteFunc(unexpected, func(id int64) bool { return asked[id] })
	for n, e := range people {
		l := lines[places[n]]
		l.Number, l.Name, l.Contact, l.Ident = e.Number, e.Name, e.Contact, e.Ident
		r.Counts[l.State]++
		r.Lines[n] = l
	}
	r.Counts[model.RosterUnexpected] = len(r.Unexpected)
	return r
}

// line says how it stands with somebody.
func (m *matcher) line(p *person) model.RosterLine {
	l := model.RosterLine{State: model.RosterMissing, By: p.by, Issuances: len(p.mine)}
	if len(p.mine) > 0 {
		best := counts(p.mine)
		l.Issuance, l.State = best.id, best.state()
		return l
	}
	l.Suggested = slices.DeleteFunc(p.guesses, func(g model.RosterGuess) bool { h := m.hits[g.Issuance]; return h != nil && h.claimed() })
	if len(l.Suggested) > 0 {
		l.State = model.RosterSuggested
	}
	return l
}

// counts is the issuance that says how it stands: the newest that succeeded and
// is not revoked, or else the newest.
func counts(mine []*hit) *hit {
	best := mine[0]
	for _, h := range mine[1:] {
		won, better := best.state() == model.RosterIssued, h.state() == model.RosterIssued
		if better && !won || better == won && (h.received.After(best.received) || h.received.Equal(best.received) && h.id > best.id) {
			best = h
		}
	}
	return best
}

func (h *hit) state() model.RosterState {
	switch {
	case h.status == store.Succeeded && h.revoked:
		return model.RosterRevoked
	case h.status == store.Succeeded:
		return model.RosterIssued
	case h.status == store.Failed:
		return model.RosterFailed
	}
	return model.RosterPending
}
