package roster

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"passdesk/ui/model"
)

// readText reads a file of lines whose cells are parted by commas, semicolons,
// tabs or bars.
func readText(file []byte) ([]model.SheetRow, error) {
	text, err := decoded(file)
	if err != nil {
		return nil, err
	}
	head := 0
	comma := delimiter(text)
	if first, rest, _ := strings.Cut(text, "\n"); len(first) < 8 { // as Excel is told what parts the cells
		if mark, is := strings.CutPrefix(strings.TrimSuffix(first, "\r"), "sep="); is && len(mark) == 1 && strings.Contains(delimiters, mark) {
			text, comma, head = rest, rune(mark[0]), 1
		}
	}
	in := csv.NewReader(strings.NewReader(text))
	in.Comma, in.FieldsPerRecord, in.LazyQuotes, in.ReuseRecord = comma, -1, true, false
	var s sheet
	for {
		cells, err := in.Read()
		if errors.Is(err, io.EOF) {
			return s.rows, nil
		}
		if err != nil {
			return nil, ErrKind
		}
		line, _ := in.FieldPos(0)
		if err := s.add(line+head, cells); err != nil {
			return nil, err
		}
	}
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
func delimiter(text string) rune {
	best, most := ',', 0
	for _, d := range delimiters {
		counts := perLine(text, d, 20)
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
