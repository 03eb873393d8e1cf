package model

// Empty says why a list shows no rows.
type Empty uint8

// The reasons, each of which the desk answers with what to do next.
const (
	NotEmpty     Empty = iota // there are rows, or nobody has looked yet
	Unreadable                // the store cannot be read
	NothingFound              // the search matches nothing
	NoFailures
	NobodyWaits // nobody is to be handed a pass
	NoOthers
	DemoStarting // a demonstration whose first events are on their way
	ToSetUp      // no issuances, and the way in has yet to be set up
	NotReceiving // no issuances, and nothing can come in
	LocalOnly    // no issuances, and only this computer can send any
	Waiting      // no issuances yet, but the way in is open
)

// Outcome is what the desk knows about the list it shows.
type Outcome struct {
	Query    Query
	Rows     int   // in the list
	Err      error // of the last reading
	Way      State
	Demo     bool
	Received bool // anything at all has ever come in
	ToSetUp  bool // as far as is known
}

// Empty tells what stands in place of the rows. Where there are rows nothing
// may cover them: they could still be clicked and copied.
func (o Outcome) Empty() Empty {
	switch {
	case o.Rows > 0:
		return NotEmpty
	case o.Err != nil:
		return Unreadable
	case o.Query.Search != "":
		return NothingFound
	case o.Query.View == Failures && o.Received:
		return NoFailures
	case o.Query.View == ToHandOver && o.Received:
		return NobodyWaits
	case o.Query.View > ToHandOver && o.Received:
		return NoOthers
	case o.Demo:
		return DemoStarting
	case o.ToSetUp:
		return ToSetUp
	case o.Way == Online:
		return Waiting
	case o.Way == Local:
		return LocalOnly
	default:
		return NotReceiving
	}
}
