package model

import (
	"strconv"
	"strings"
	"time"

	"passdesk/assets/say"
)

// span is the time that a date of the language means: a day, a month, a year,
// or a moment, which is as long as nothing.
type span struct{ from, to time.Time }

// dateWords are the dates that are offered.
var dateWords = []string{"today", "yesterday", "3d", "1w", "2w"}

// maxAgo bounds how long ago something may be, in days.
const maxAgo = 100_000

// parseSpan reads a date: today, yesterday, a weekday (the last one, which may be
// today), 3d or 2w (the day so long ago), 5h (the moment), 2026, 2026-11,
// 2026-11-20, or a moment as RFC 3339 has it.
func parseSpan(word string, now time.Time) (span, bool) {
	lower := strings.ToLower(word)
	switch lower {
	case "now":
		return span{now, now}, true
	case "today":
		return dayAgo(now, 0), true
	case "yesterday":
		return dayAgo(now, 1), true
	}
	for d := time.Sunday; d <= time.Saturday; d++ {
		if name := strings.ToLower(d.String()); lower == name || lower == name[:3] {
			return dayAgo(now, (int(now.Weekday())-int(d)+7)%7), true
		}
	}
	if s, ok := parseAgo(lower, now); ok {
		return s, true
	}
	return parseDate(word, now.Location())
}

// parseAgo reads 3d, 2w and 5h.
func parseAgo(word string, now time.Time) (span, bool) {
	if word == "" || word[0] < '0' || word[0] > '9' {
		return span{}, false
	}
	n, err := strconv.Atoi(word[:len(word)-1])
	if err != nil || n > maxAgo {
		return span{}, false
	}
	switch word[len(word)-1] {
	case 'h':
		t := now.Add(-time.Duration(n) * time.Hour)
		return span{t, t}, true
	case 'd':
		return dayAgo(now, n), true
	case 'w':
		return dayAgo(now, 7*n), true
	}
	return span{}, false
}

func parseDate(word string, in *time.Location) (span, bool) {
	for _, unit := range []struct {
		layout              string
		years, months, days int
	}{{"2006-01-02", 0, 0, 1}, {"2006-01", 0, 1, 0}, {"2006", 1, 0, 0}} {
		if t, err := time.Parse(unit.layout, word); err == nil {
			return span{midnight(t, in), midnight(t.AddDate(unit.years, unit.months, unit.days), in)}, datable(t)
		}
	}
	t, err := time.Parse(time.RFC3339Nano, strings.ToUpper(word))
	return span{t, t}, err == nil && datable(t)
}

// datable keeps to years that can be written, with their neighbours.
func datable(t time.Time) bool { return t.Year() > 1 && t.Year() < 9998 }

// dayAgo is a day so many days before today.
func dayAgo(now time.Time, days int) span {
	today := time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, time.UTC)
	return span{midnight(today.AddDate(0, 0, -days), now.Location()), midnight(today.AddDate(0, 0, 1-days), now.Location())}
}

// midnight is when a day begins at a place: not at 0:00 where the clocks are put
// forward then.
func midnight(day time.Time, in *time.Location) time.Time {
	t := time.Date(day.Year(), day.Month(), day.Day(), 0, 0, 0, 0, in)
	if t.Day() != day.Day() {
		return t.Add(time.Hour)
	}
	return t
}

// ParseSince reads a date as the beginning of a time: a day, with its first hour.
// Days are those of now's location.
func ParseSince(word string, now time.Time) (time.Time, error) {
	s, ok := parseSpan(word, now.Round(0))
	if !ok {
		return time.Time{}, noDate(word)
	}
	return s.from.UTC(), nil
}

// ParseUntil reads a date as the end of a time, which no longer belongs to it: of
// a day, when the next begins.
func ParseUntil(word string, now time.Time) (time.Time, error) {
	s, ok := parseSpan(word, now.Round(0))
	if !ok {
		return time.Time{}, noDate(word)
	}
	return s.to.UTC(), nil
}

func noDate(word string) error {
	return say.Sentence("{{.Word}} is no date; say today, yesterday, monday, 3d, 2w, 2026-11 or 2026-11-20").With("Word", strconv.Quote(cutShort(word)))
}

// writeSince writes the beginning of a time so that it reads as the same.
func writeSince(t time.Time, in *time.Location) string {
	day := t.In(in).Format(time.DateOnly)
	if s, ok := parseDate(day, in); ok && s.from.Equal(t) {
		return day
	}
	return t.UTC().Format(time.RFC3339Nano)
}

// writeUntil writes the end of a time so that it reads as the same.
func writeUntil(t time.Time, in *time.Location) string {
	day := t.In(in).Add(-time.Nanosecond).Format(time.DateOnly)
	if s, ok := parseDate(day, in); ok && s.to.Equal(t) {
		return day
	}
	return t.UTC().Format(time.RFC3339Nano)
}
