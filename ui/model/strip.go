package model

// Strip is the one thing that the window says below its header.
type Strip uint8

// The strips, the most pressing one first.
const (
	NoStrip         Strip = iota
	WayStrip              // what the way in has to say; nobody can put it off
	UnreadableStrip       // the rows in sight may be out of date; likewise
	ClockStrip            // deliveries are about to be refused, or are
	MovedStrip            // Crossmint sends to an address of the past
	SecretStrip           // what is signed does not fit the signing secrets
	GenuineStrip          // deliveries that were turned away can be let in
	GapStrip              // something may need a resend
	SinceStrip            // something came in while the reader looked elsewhere
	PlanStrip             // the planned backups are not made
	BackupStrip           // too many credentials are in no backup
	CodeStrip             // a lost key would take the records along
)

// Affairs are what the strip is chosen from. What is not known stands at zero
// and asks for nothing.
type Affairs struct {
	Connection  Connection
	Since       bool // something came in meanwhile
	Unreadable  bool // the store cannot be read while rows are in sight
	Standing    Standing
	Safety      Safety
	SafetyKnown bool
	Credentials int // nothing can be lost without any
	Demo        bool
}

// Strip is the most pressing one of those that nobody has put off.
func (a Affairs) Strip(putOff func(Strip) bool) Strip {
	keeps := a.SafetyKnown && !a.Demo && a.Credentials > 0
	for _, s := range []struct {
		strip  Strip
		stands bool
	}{
		{WayStrip, a.Connection.Notice() != ""},
		{UnreadableStrip, a.Unreadable},
		{ClockStrip, a.Standing.ClockOff()},
		{MovedStrip, a.Standing.Setup.Moved()},
		{SecretStrip, a.Standing.WrongSecret()},
		{GenuineStrip, a.Standing.Genuine > 0},
		{GapStrip, a.Standing.Gaps > 0 && a.Standing.Gap.State == GapNeeds},
		{SinceStrip, a.Since},
		{PlanStrip, keeps && a.Safety.Trouble != ""},
		{BackupStrip, keeps && a.Safety.Due()},
		{CodeStrip, keeps && !a.Safety.Code},
	} {
		if s.stands && (s.strip <= UnreadableStrip || !putOff(s.strip)) {
			return s.strip
		}
	}
	return NoStrip
}
