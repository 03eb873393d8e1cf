package export

import (
	"encoding/csv"
	"io"
	"strings"

	"passdesk/store"
)

// csvLines writes the header and gives what writes a record.
func csvLines(w io.Writer, columns []column) func(*store.Issuance) error {
	out := csv.NewWriter(w)
	cells := make([]string, len(columns))
	for n, c := range columns {
		cells[n] = c.name
	}
	err := out.Write(cells)
	return func(i *store.Issuance) error {
		if err != nil {
			return err
		}
		for n, c := range columns {
			cells[n] = harmless(c.text(i))
		}
		if err := out.Write(cells); err != nil {
			return err
		}
		out.Flush() // into the buffer below
		return out.Error()
	}
}

// harmless keeps a spreadsheet from taking a cell for a formula. What people
// are called comes from outside, and "=cmd|…" has been somebody's name.
func harmless(cell string) string {
	if cell != "" && strings.IndexByte("=+-@\t\r", cell[0]) >= 0 {
		return "'" + cell
	}
	return cell
}
