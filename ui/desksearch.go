package ui

import (
	"maps"
	"slices"
	"strings"

	"passdesk/ui/model"
)

// searchFor narrows the list to what the words of the box mean.
func (d *Desk) searchFor(words string) {
	q := d.query
	q.Search = strings.TrimSpace(words)
	d.ask(q, typingPause)
	d.showProblem()
}

// suggest gives ways to go on with a filter.
func (d *Desk) suggest(words string, cursor int) []model.Suggestion {
	known := model.Values{Proofs: slices.Sorted(maps.Keys(proofFaces))}
	for _, t := range d.tally.templates {
		known.Templates = append(known.Templates, t.Template)
	}
	return model.Complete(words, cursor, known)
}

// problemPart is as much of a filter as is named in a sentence about it.
const problemPart = 30

// showProblem says below the list which part of the filter is not heeded, and
// why. Nobody is told of what they are still typing.
func (d *Desk) showProblem() {
	words := ""
	typed := d.query.Search
	now := d.options.Now()
	if _, problems := model.Parse(typed, now, now.Location()); len(problems) > 0 && !d.search.hints.open() {
		p := problems[0]
		words = text("search.problem", values{"Part": clip(typed[p.From:p.To], problemPart), "Why": p.Text})
	}
	d.bar.showProblem(words)
}
