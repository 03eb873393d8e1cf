package model

// Empty says why a list shows no rows.
type Empty uint8

// The reasons, each of which the desk answers with what to do next.
const (
	NotEmpty     Empty = iota // there are rows, or nobody has looked yet
	Unreadable                // the store cannot be read
	NothingFound              // the search matches nothing
	NoFailures
	NoOthers
	DemoStarting // a demonstration whose first events are on their way
	NotReceiving // no issuances, and nothing can come in
	LocalOnly    // no issuances, and only this computer can send any
	Waiting      // no issuances yet, but the way in is open
)

// EmptyState tells what an answer of no rows means.
func EmptyState(q Query, rows int, err error, way State, demo bool) Empty {
	switch {
	case err != nil:
		return Unreadable
	case rows > 0:
		return NotEmpty
	case q.Search != "":
		return NothingFound
	case q.View == Failures:
		return NoFailures
	case q.View == Others:
		return NoOthers
	case demo:
		return DemoStarting
	case way == Online:
		return Waiting
	case way == Local:
		return LocalOnly
	default:
		return NotReceiving
	}
}
