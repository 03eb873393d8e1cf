package model

import (
	"cmp"
	"time"

	"passdesk/store"
)

// Clock is a time in a list: the time of day if it was today, the date if not,
// in now's zone; "" when it is not known.
func Clock(t, now time.Time) string {
	if t.IsZero() {
		return ""
	}
	t = t.In(now.Location())
	if SameDay(t, now) {
		return t.Format(time.TimeOnly)
	}
	return t.Format(time.DateOnly)
}

// Moment is a time in full, in now's zone; "" when it is not known.
func Moment(t, now time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(now.Location()).Format(time.DateTime)
}

// Date is the day of a time, in now's zone; "" when it is not known.
func Date(t, now time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(now.Location()).Format(time.DateOnly)
}

// SameDay says whether two times fall on one day of their own zones.
func SameDay(a, b time.Time) bool {
	return a.Year() == b.Year() && a.YearDay() == b.YearDay()
}

// Hour is a time to the minute: of the day if it was today, with the date if
// not, in now's zone; "" when it is not known.
func Hour(t, now time.Time) string {
	if t.IsZero() {
		return ""
	}
	t = t.In(now.Location())
	if SameDay(t, now) {
		return t.Format("15:04")
	}
	return full(t, now)
}

// Stretch is a span of time to the minute, in now's zone: without dates if all
// of it was today. The end is left open while it is not known.
func Stretch(s Span, now time.Time) string {
	from, to := Hour(s.From, now), Hour(s.To, now)
	switch {
	case to == "":
		return from + "–"
	case SameDay(s.From.In(now.Location()), s.To.In(now.Location())):
		return from + "–" + s.To.In(now.Location()).Format("15:04")
	}
	return full(s.From, now) + " – " + full(s.To, now)
}

func full(t, now time.Time) string { return t.In(now.Location()).Format("2006-01-02 15:04") }

// Unit is what an age is counted in.
type Unit uint8

// The units of an age.
const (
	Never    Unit = iota // it has not happened yet
	Ahead                // the clock has been put back since
	Instants             // too short to be worth counting
	Seconds
	Minutes
	Hours
	Days
)

// Age is how long ago something was, in the largest unit that fits, rounded
// down; seconds are counted in tens.
type Age struct {
	Unit Unit
	N    int
}

// AgeOf is the time from t to now, both of this computer's clock. A clock that
// is being set right may go back a little; more than a minute is Ahead.
func AgeOf(t, now time.Time) Age {
	if t.IsZero() {
		return Age{}
	}
	switch d := now.Sub(t); {
	case d < -time.Minute:
		return Age{Unit: Ahead}
	case d < 10*time.Second:
		return Age{Unit: Instants}
	case d < time.Minute:
		return Age{Seconds, int(d / (10 * time.Second) * 10)}
	case d < time.Hour:
		return Age{Minutes, int(d / time.Minute)}
	case d < 48*time.Hour:
		return Age{Hours, int(d / time.Hour)}
	default:
		return Age{Days, int(d / (24 * time.Hour))}
	}
}

// Subject is the best name there is for whom a credential is for; "" when the
// sender said nothing about them.
func Subject(i store.Issuance) string {
	return cmp.Or(i.SubjectName, i.SubjectContact, i.SubjectID)
}
