package model

import (
	"time"

	"passdesk/assets/say"
)

// Safety is how safe the records are from being lost.
type Safety struct {
	// Custodian names who keeps the key to the records: "keychain",
	// "passdesk.key" for a file beside them, "environment"; "" while it is
	// missing.
	Custodian string
	// Code tells that there is a recovery code, which opens the records when
	// the key is lost.
	Code bool
	// Backup is when the newest backup was made, as far as is known; zero for
	// never.
	Backup time.Time
	// Waiting counts the credentials that are in no backup.
	Waiting int64
	// Plan says when backups are made by themselves.
	Plan BackupPlan
	// Trouble says, in sentences for staff, why the last planned backup could
	// not be made; "" when it could.
	Trouble say.Sentence
	// Retention says how long records are kept.
	Retention Retention
	// Unerased says, in sentences for staff, why old records could not be
	// erased; "" when they could.
	Unerased say.Sentence
}

// Due tells that it is time to ask for a backup.
func (s Safety) Due() bool { return s.Waiting > 0 && s.Waiting >= int64(s.Plan.Limit()) }

// BackupPlan says when backups are made without being asked.
type BackupPlan struct {
	Folder string        // where they go; "" makes none
	Every  time.Duration // how old the newest may be
	Keep   int           // how many are kept, the oldest go first; 0 keeps all
	// Nag is how many credentials may be in no backup before staff are told; 0
	// is DefaultNag.
	Nag int
}

// DefaultNag is how many credentials may be in no backup where nobody has
// said otherwise.
const DefaultNag = 50

// Limit is how many credentials may be in no backup.
func (p BackupPlan) Limit() int {
	if p.Nag <= 0 {
		return DefaultNag
	}
	return p.Nag
}

// Act is an entry of the log of acts as staff read it.
type Act struct {
	ID   int64 // 0 for one that waits to be entered
	At   time.Time
	Kind string // as store.ActKind has it
	// About is whom it was about, "" for nobody or somebody erased.
	About string
	// Detail is the rest in words, "" for nothing.
	Detail say.Sentence
}

// Person is what is kept about one subject.
type Person struct {
	Name    string  // "" when no record has one
	Contact string  // likewise
	IDs     []int64 // of the issuances
	// Sole counts the credentials among them of which this may be the only
	// copy in the world.
	Sole int
	// Lists are the lists of expected people that the person stands on.
	Lists []string
	// Templates are what the person was issued, each once.
	Templates []string
}
