package shift

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"passdesk/store"
)

// Line is a count with what it counts.
type Line struct {
	Count int
	What  string
	Note  string // "" for none
}

// plain are the counts that are always told, also when they are 0.
func (made *Report) plain() []Line {
	failed := Line{Count: made.Failed, What: "failed"}
	if made.Resolved > 0 {
		failed.Note = fmt.Sprintf("%d of them have succeeded since", made.Resolved)
	}
	lines := []Line{
		{Count: made.Issued, What: "issued"},
		failed,
		{Count: made.Pending, What: "pending"},
		{Count: made.Handed.Copied + made.Handed.Sent + made.Handed.Confirmed, What: "handed over", Note: steps(made.Handed)},
		{Count: made.Waiting.New + made.Waiting.Copied, What: "waiting to be handed over now", Note: steps(made.Waiting)},
	}
	if made.Other > 0 {
		lines = append(lines, Line{Count: made.Other, What: "other events"})
	}
	return append(lines, Line{Count: made.Deliveries, What: "deliveries in all"})
}

func steps(t store.HandoverTally) string {
	var words []string
	for _, s := range []Line{
		{Count: t.New, What: "untouched"},
		{Count: t.Copied, What: "with the link copied"},
		{Count: t.Sent, What: "sent"},
		{Count: t.Confirmed, What: "confirmed"},
	} {
		if s.Count > 0 {
			words = append(words, fmt.Sprintf("%d %s", s.Count, s.What))
		}
	}
	return strings.Join(words, ", ")
}

// causes are why issuances failed.
func (made *Report) causes() (lines []Line) {
	for _, f := range made.Failures {
		line := Line{Count: f.Count, What: cmp.Or(f.Error, "no cause was given")}
		if f.Resolved > 0 {
			line.Note = fmt.Sprintf("%d succeeded since", f.Resolved)
		}
		lines = append(lines, line)
	}
	return lines
}

func (made *Report) templates() (lines []Line) {
	for _, t := range made.Templates {
		line := Line{Count: t.Issued, What: cmp.Or(t.Template, "no template was named")}
		if t.Failed > 0 {
			line.Note = fmt.Sprintf("%d failed", t.Failed)
		}
		lines = append(lines, line)
	}
	return lines
}

func (made *Report) acts() (lines []Line) {
	for _, a := range made.Acts {
		lines = append(lines, Line{Count: a.Count, What: cmp.Or(actNames[a.Kind], string(a.Kind))})
	}
	return lines
}

var actNames = map[store.ActKind]string{
	store.ActBegan:       "the log was begun",
	store.ActOpened:      "Passdesk was started",
	store.ActLocked:      "Passdesk was started without the key",
	store.ActCopied:      "pass links copied",
	store.ActExported:    "exports",
	store.ActCodeMade:    "recovery codes made",
	store.ActCodeUsed:    "the recovery code was used",
	store.ActKeysRenewed: "keys were renewed",
	store.ActKeyRevealed: "keys to credentials looked at",
	store.ActErased:      "records erased",
	store.ActBackedUp:    "backups made",
	store.ActRestored:    "records restored from a backup",
	store.ActSettingsSet: "settings changed",
	store.ActPromoted:    "refused requests taken after all",
	store.ActDismissed:   "refused requests dismissed",
	store.ActGapTicked:   "times without receiving ticked off",
}

// told writes a time as staff read it at a place.
func told(t time.Time, place *time.Location) string {
	return t.In(place).Format("Mon 2 Jan 2006 15:04")
}

// span is how long something took.
func span(d time.Duration) string {
	minutes := int(d.Round(time.Minute) / time.Minute)
	switch {
	case d < time.Minute:
		return "less than a minute"
	case minutes < 60:
		return fmt.Sprintf("%d min", minutes)
	}
	return fmt.Sprintf("%d h %02d min", minutes/60, minutes%60)
}
