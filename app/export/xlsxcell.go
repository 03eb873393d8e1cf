package export

import (
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode/utf16"
	"unicode/utf8"
)

// The days that a spreadsheet's calendar has right: it counts from 1900, and
// takes that year for a leap year.
var (
	firstDay = time.Date(1900, 3, 1, 0, 0, 0, 0, time.UTC)
	lastDay  = time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC)
)

func datable(t time.Time) bool { return !t.Before(firstDay) && t.Before(lastDay) }

// appendSerial writes a time as a spreadsheet counts it, in days, to the
// millisecond.
func appendSerial(b []byte, t time.Time) []byte {
	const day, digits = 24 * 60 * 60 * 1000, 1e10
	const epoch = 25569 // 1 January 1970
	ms := t.UnixMilli()
	days := ms / day
	if ms%day < 0 {
		days--
	}
	b = strconv.AppendInt(b, days+epoch, 10)
	part := ((ms-days*day)*digits + day/2) / day
	if part == 0 {
		return b
	}
	b = append(b, '.')
	for unit := int64(digits / 10); unit > part; unit /= 10 {
		b = append(b, '0')
	}
	b = strconv.AppendInt(b, part, 10)
	for b[len(b)-1] == '0' {
		b = b[:len(b)-1]
	}
	return b
}

// longestLink is what Excel bears in an address; one that is longer, or none,
// has it say that the file needs repair.
const longestLink = 2079

func linkable(text string) bool {
	if len(text) > longestLink || !strings.HasPrefix(text, "https://") && !strings.HasPrefix(text, "http://") {
		return false
	}
	for n := range len(text) {
		if c := text[n]; c <= ' ' || c >= utf8.RuneSelf-1 || strings.IndexByte("\"<>\\^`{|}", c) >= 0 {
			return false
		}
	}
	u, err := url.Parse(text)
	return err == nil && u.Host != ""
}

// longestCell is how much a cell holds, counted as UTF-16.
const longestCell = 32_767

// bounded cuts a text that a cell cannot hold and says so in it.
func bounded(text string) string {
	if len(text) <= longestCell {
		return text
	}
	long := 0
	for _, r := range text {
		long += max(1, utf16.RuneLen(r))
	}
	if long <= longestCell {
		return text
	}
	const room = 100 // for the note
	kept := 0
	for n, r := range text {
		if kept += max(1, utf16.RuneLen(r)); kept > longestCell-room {
			return text[:n] + "… [cut here: " + strconv.Itoa(long) + " characters do not fit a cell; CSV and JSON have them all]"
		}
	}
	return text
}

// appendXML writes a text into XML 1.0. What that cannot hold, and what is no
// text, becomes U+FFFD. Spreadsheets take _x0041_ for an A, so such an underline
// is written as they would.
func appendXML(b []byte, text string) []byte {
	start := 0
	for n := 0; n < len(text); {
		c := text[n]
		instead, size := "", 1
		switch {
		case c >= utf8.RuneSelf:
			var r rune
			if r, size = utf8.DecodeRuneInString(text[n:]); r == utf8.RuneError || r == 0xfffe || r == 0xffff {
				instead = "\ufffd"
			}
		case c == '&':
			instead = "&amp;"
		case c == '<':
			instead = "&lt;"
		case c == '>':
			instead = "&gt;"
		case c == '"':
			instead = "&quot;"
		case c == '\r':
			instead = "_x000D_"
		case c < ' ' && c != '\t' && c != '\n':
			instead = "\ufffd"
		case c == '_' && escapes(text[n:]):
			instead = "_x005F_"
		}
		if instead != "" {
			b = append(append(b, text[start:n]...), instead...)
			start = n + size
		}
		n += size
	}
	return append(b, text[start:]...)
}

// escapes tells whether a text starts as a spreadsheet writes a letter by its
// number.
func escapes(text string) bool {
	if len(text) < 7 || text[1] != 'x' || text[6] != '_' {
		return false
	}
	for n := 2; n < 6; n++ {
		if strings.IndexByte("0123456789abcdefABCDEF", text[n]) < 0 {
			return false
		}
	}
	return true
}
