package ui

// keepDraft keeps what is being written on a sheet, which written gives, from being
// thrown away by Esc alone: the first one says so, and so does the next one if the
// writing has gone on since.
func keepDraft(s *sheet, why *said, written func() string) {
	before := written()
	warned := before
	s.onLeave = func() bool {
		now := written()
		if now == before || now == warned {
			return true
		}
		warned = now
		why.show(text("note.leave"), colorWarningSoft)
		s.rearrange()
		return false
	}
}
