package roster

import (
	"encoding/xml"
	"strconv"
	"strings"
)

// lastRow is the last that a sheet has. Rows that say to be behind it are counted
// on from the one before.
const lastRow = 1 << 20

// readSheet reads the rows of a sheet.
func (w *workbook) readSheet(name string, s *sheet) error {
	number, column := 0, 0
	var cells []string
	err := w.each(name, func(p *part, e xml.StartElement) error {
		switch e.Name.Local {
		case "row":
			if err := s.add(number, cells); err != nil {
				return err
			}
			cells, column = nil, 0
			if n, err := strconv.Atoi(attribute(e, "r")); err == nil && n > number && n <= lastRow {
				number = n
			} else {
				number++
			}
		case "c":
			if at := columnOf(attribute(e, "r")); at >= 0 {
				column = at
			}
			text, err := p.cell(e)
			if err != nil {
				return err
			}
			if text != "" && column >= maxColumns {
				return ErrTooLarge
			}
			if text != "" {
				for len(cells) <= column {
					cells = append(cells, "")
				}
				cells[column] = text
			}
			column++
		}
		return nil
	})
	if err != nil {
		return err
	}
	return s.add(number, cells)
}

// columnOf reads the letters of a place such as C7; -1 when there are none.
func columnOf(place string) int {
	n := 0
	for at := 0; at < len(place) && place[at] >= 'A' && place[at] <= 'Z'; at++ {
		if n = 26*n + int(place[at]-'A') + 1; n > 1<<20 {
			return maxColumns
		}
	}
	return n - 1
}

// cell gives what the cell that has begun shows, but for how numbers are formatted.
func (p *part) cell(e xml.StartElement) (string, error) {
	kind := attribute(e, "t")
	if kind == "inlineStr" {
		text, err := texts(p)
		return tidy(text), err
	}
	var value []byte
	for depth, inValue := 1, false; depth > 0; {
		token, err := p.token()
		if err != nil {
			return "", err
		}
		switch token := token.(type) {
		case xml.StartElement:
			depth++
			inValue = depth == 2 && token.Name.Local == "v"
		case xml.EndElement:
			depth--
			inValue = false
		case xml.CharData:
			if inValue { // more would only be cut off later
				value = append(value, token[:min(len(token), 4*maxCell-len(value))]...)
			}
		}
	}
	return p.shown(kind, string(value)), nil
}

// shown gives the tidy text of a value.
func (w *workbook) shown(kind, value string) string {
	switch kind {
	case "s":
		if n, err := strconv.Atoi(value); err == nil && n >= 0 && n < len(w.shared) {
			return w.shared[n]
		}
		return ""
	case "str":
		return tidy(unescaped(value))
	case "b", "e":
		return ""
	}
	// Numbers of people are written in full, not as 1.2E+7.
	if f, err := strconv.ParseFloat(value, 64); err == nil && strings.ContainsAny(value, "eE.") {
		return strconv.FormatFloat(f, 'f', -1, 64)
	}
	return tidy(value)
}
