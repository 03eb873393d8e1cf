package ui

// draft keeps what is being written on a sheet from being thrown away by Esc alone:
// the first one says so.
type draft struct {
	said    *said
	written func() string
	before  string
	warned  bool
}

// keepDraft watches over what written gives, from now on.
func keepDraft(s *sheet, why *said, written func() string) {
	d := &draft{said: why, written: written, before: written()}
	s.onLeave = func() bool {
		if d.warned || d.written() == d.before {
			return true
		}
		d.warned = true
		d.said.show(text("note.leave"), colorWarningSoft)
		s.rearrange()
		return false
	}
}
