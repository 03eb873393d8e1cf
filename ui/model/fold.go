package model

import "strings"

// continued marks a line that belongs to the one above it.
const continued = "↳ "

// Fold breaks lines of more than so many letters, and marks what goes on. It
// gives that many lines at most, and whether that is all of the text. Both
// numbers are greater than 0.
func Fold(text string, columns, lines int) (folded string, whole bool) {
	var out []string
	for line := range strings.SplitSeq(text, "\n") {
		for mark := ""; mark == "" || line != ""; mark = continued {
			if len(out) == lines {
				return strings.Join(out, "\n"), false
			}
			head, tail := splitAfter(line, columns)
			out, line = append(out, mark+head), tail
		}
	}
	return strings.Join(out, "\n"), true
}

// splitAfter cuts a line after so many letters.
func splitAfter(line string, letters int) (head, tail string) {
	for at := range line {
		if letters == 0 {
			return line[:at], line[at:]
		}
		letters--
	}
	return line, ""
}
