package model

// Worry is what staff should be told about the safety of the records.
type Worry uint8

// The worries, the most pressing one last.
const (
	NoWorry  Worry = iota
	NoCode         // a lost key would take the records along
	Unsaved        // too many credentials are in no backup
	PlanFell       // the planned backups are not made
)

// Worry is the most pressing worry of those that nobody has put off. There is
// none without credentials: nothing can be lost yet.
func (s Safety) Worry(credentials int, putOff func(Worry) bool) Worry {
	if credentials == 0 {
		return NoWorry
	}
	for _, w := range []struct {
		worry  Worry
		stands bool
	}{{PlanFell, s.Trouble != ""}, {Unsaved, s.Due()}, {NoCode, !s.Code}} {
		if w.stands && !putOff(w.worry) {
			return w.worry
		}
	}
	return NoWorry
}
