package model

// Retention says how long records are kept. The zero value keeps all for ever.
type Retention struct {
	Months int // 0 for ever
	// SoleCopies has those go as well of which this may be the only copy in the
	// world.
	SoleCopies bool
}

// Terms are the numbers of months that are offered.
var Terms = []int{0, 6, 12, 24, 60, 120}

// Old counts the records that are older than some term.
type Old struct {
	Records int
	Sole    int // those of which this may be the only copy in the world
}

// Going is how many of them a retention has go.
func (o Old) Going(r Retention) int {
	switch {
	case r.Months == 0:
		return 0
	case r.SoleCopies:
		return o.Records
	default:
		return o.Records - o.Sole
	}
}

// Endangers tells that sole copies go by it which would have stayed before.
func (r Retention) Endangers(before Retention) bool {
	if r.Months == 0 || !r.SoleCopies {
		return false
	}
	return before.Months == 0 || !before.SoleCopies || r.Months < before.Months
}
