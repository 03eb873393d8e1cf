package model

import (
	"cmp"
	"time"

	"passdesk/store"
)

// Dates writes times as a language does. It is the layout of a day, as
// time.Format takes it; the zero value is 2006-01-02.
type Dates string

// Clock is a time in a list: the time of day if it was today, the date if not,
// in now's zone; "" when it is not known.
func (d Dates) Clock(t, now time.Time) string {
	if SameDay(t.In(now.Location()), now) {
		return write(t, now, time.TimeOnly)
	}
	return write(t, now, d.day())
}

// Moment is a time in full, in now's zone; "" when it is not known.
func (d Dates) Moment(t, now time.Time) string { return write(t, now, d.day()+" "+time.TimeOnly) }

// Date is the day of a time, in now's zone; "" when it is not known.
func (d Dates) Date(t, now time.Time) string { return write(t, now, d.day()) }

// Hour is a time to the minute: of the day if it was today, with the date if
// not, in now's zone; "" when it is not known.
func (d Dates) Hour(t, now time.Time) string {
	if SameDay(t.In(now.Location()), now) {
		return write(t, now, minutes)
	}
	return write(t, now, d.day()+" "+minutes)
}

// Stretch is a span of time to the minute, in now's zone: without dates if all
// of it was today. The end is left open while it is not known.
func (d Dates) Stretch(s Span, now time.Time) string {
	from, to := d.Hour(s.From, now), d.Hour(s.To, now)
	switch {
	case to == "":
		return from + "–"
	case SameDay(s.From.In(now.Location()), s.To.In(now.Location())):
		return from + "–" + write(s.To, now, minutes)
	}
	full := d.day() + " " + minutes
	return write(s.From, now, full) + " – " + write(s.To, now, full)
}

const minutes = "15:04"

func (d Dates) day() string { return cmp.Or(string(d), time.DateOnly) }

func write(t, now time.Time, layout string) string {
	if t.IsZero() {
		return ""
	}
	return t.In(now.Location()).Format(layout)
}

// SameDay says whether two times fall on one day of their own zones.
func SameDay(a, b time.Time) bool {
	return a.Year() == b.Year() && a.YearDay() == b.YearDay()
}

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
