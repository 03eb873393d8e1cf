package roster

import (
	"bytes"
	"cmp"
	"context"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"passdesk/ui/model"
)

// readText reads a file of lines whose cells are parted by commas, semicolons,
// tabs or bars.
func readText(ctx context.Context, file []byte) ([]model.SheetRow, error) {
	text, err := decoded(file)
	if err != nil {
		return nil, err
	}
	line := 1
	comma := delimiter(text)
	if first, rest, _ := strings.Cut(text, "\n"); len(first) < 8 { // as Excel is told what parts the cells
		if mark, is := strings.CutPrefix(strings.TrimSuffix(first, "\r"), "sep="); is && len(mark) == 1 && strings.Contains(delimiters, mark) {
			text, comma, line = rest, mark[0], 2
		}
	}
	var s sheet
	for text != "" {
		cells, rest, err := row(text, comma)
		if err == nil {
			err = s.add(line, cells)
		}
		if err = cmp.Or(ctx.Err(), err); err != nil {
			return nil, err
		}
		line += strings.Count(text[:len(text)-len(rest)], "\n")
		text = rest
	}
	return s.rows, nil
}

// row takes the tidy cells of the first row off a text. What is empty to the right
// of all that is read is left out.
func row(text string, comma byte) (cells []string, rest string, err error) {
	for n, more := 0, true; more; n++ {
		var cell string
		cell, text = firstCell(text, comma)
		if more = text != "" && text[0] == comma; text != "" {
			text = text[1:]
		}
		switch cell = tidy(cell); {
		case n < maxColumns:
			cells = append(cells, cell)
		case cell != "":
			return nil, "", ErrTooLarge
		}
	}
	return cells, text, nil
}

// firstCell takes a cell off a text; the rest begins with what ended it. Quotes
// that do not go round the whole cell are letters like others, so that one that is
// stray does not make the lines behind it a part of its cell.
func firstCell(text string, comma byte) (cell, rest string) {
	if cell, rest, is := quoted(text, comma); is {
		return cell, rest
	}
	end := 0
	for end < len(text) && text[end] != comma && text[end] != '\n' {
		end++
	}
	return text[:end], text[end:]
}

// mostLines is how many lines a cell in quotes may have: behind one that is longer
// people would be lost, for its quote is rather one that was not closed.
const mostLines = 20

// quoted takes a cell in quotes off a text, if it begins with one; two quotes
// within are one.
func quoted(text string, comma byte) (cell, rest string, is bool) {
	if !strings.HasPrefix(text, `"`) {
		return "", "", false
	}
	lines := 1
	for at := 1; at < len(text); at++ {
		switch {
		case text[at] == '\n':
			if lines++; lines > mostLines {
				return "", "", false
			}
		case text[at] != '"':
		case strings.HasPrefix(text[at+1:], `"`):
			at++
		default:
			rest = strings.TrimLeft(text[at+1:], " \r")
			if rest != "" && rest[0] != comma && rest[0] != '\n' {
				return "", "", false
			}
			return strings.ReplaceAll(text[1:at], `""`, `"`), rest, true
		}
	}
	return "", "", false
}

// decoded gives the text of a file in whatever encoding spreadsheets use.
func decoded(file []byte) (string, error) {
	var from encoding.Encoding
	zeros := bytes.Count(file[:min(len(file), 4096)], []byte{0})
	switch {
	case bytes.HasPrefix(file, []byte("\xff\xfe")), bytes.HasPrefix(file, []byte("\xfe\xff")):
		from = unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM)
	case bytes.HasPrefix(file, []byte("\xef\xbb\xbf")):
		return string(file[3:]), nil
	case zeros == 0 && utf8.Valid(file):
		return string(file), nil
	case zeros == 0:
		from = charmap.Windows1252 // what Excel calls CSV
	case zeros < len(file[:min(len(file), 4096)])/4 || len(file) < 2:
		return "", ErrKind
	case file[0] == 0:
		from = unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)
	default:
		from = unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)
	}
	text, err := from.NewDecoder().Bytes(file)
	if err != nil || bytes.IndexByte(text, 0) >= 0 {
		return "", ErrKind
	}
	return string(text), nil
}

const delimiters = ",;\t|"

// delimiter is what parts the cells: what stands most evenly in the first lines,
// outside of quotes.
func delimiter(text string) byte {
	best, most := byte(','), 0
	for _, d := range []byte(delimiters) {
		counts := perLine(text, rune(d), 20)
		score := 0
		for _, n := range counts {
			if n > 0 && n == counts[len(counts)-1] {
				score += 2 // as many as in another line
			} else if n > 0 {
				score++
			}
		}
		if score > most {
			best, most = d, score
		}
	}
	return best
}

// perLine counts a letter outside of quotes in each of the first lines that have
// something in them.
func perLine(text string, wanted rune, lines int) (counts []int) {
	const far = 64 << 10 // where nobody looks any more
	n, filled, quoted := 0, false, false
	for _, r := range text[:min(len(text), far)] {
		switch {
		case r == '"':
			quoted, filled = !quoted, true
		case r == '\n' && !quoted:
			if filled {
				counts = append(counts, n)
			}
			if n, filled = 0, false; len(counts) == lines {
				return counts
			}
		case r == wanted && !quoted:
			n++
		case r != '\r' && r != ' ':
			filled = true
		}
	}
	if filled || len(counts) == 0 {
		counts = append(counts, n)
	}
	return counts
}
