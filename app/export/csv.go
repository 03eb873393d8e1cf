package export

import (
	"bufio"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// csvWriter writes a record a line. It puts lines together itself, because
// encoding/csv looks at every letter of every cell one by one, which takes as
// long as reading the records.
type csvWriter[T any] struct {
	out     *bufio.Writer
	columns []column[T]
	line    []byte
}

const byteOrderMark = "\ufeff"

func beginCSV[T any](out *bufio.Writer, columns []column[T], mark bool) (writer[T], error) {
	c := &csvWriter[T]{out: out, columns: columns}
	if mark {
		c.line = append(c.line, byteOrderMark...)
	}
	for n, column := range columns {
		c.line = appendCell(c.comma(n), column.name)
	}
	return c, c.flush()
}

func (c *csvWriter[T]) comma(n int) []byte {
	if n > 0 {
		return append(c.line, ',')
	}
	return c.line
}

func (c *csvWriter[T]) write(i *T) error {
	for n := range c.columns {
		column := &c.columns[n]
		c.line = c.comma(n)
		switch {
		case column.moment != nil:
			c.line = appendTime(c.line, column.moment(i))
		case column.flag != nil:
			c.line = strconv.AppendBool(c.line, column.flag(i))
		default:
			c.line = appendCell(c.line, harmless(column.text(i)))
		}
	}
	return c.flush()
}

func (c *csvWriter[T]) flush() error {
	_, err := c.out.Write(append(c.line, '\n'))
	c.line = c.line[:0]
	return err
}

func (c *csvWriter[T]) end() error { return nil }

// appendCell writes a cell, in quotes where it could be taken for more or less
// than one.
func appendCell(line []byte, cell string) []byte {
	if !needsQuotes(cell) {
		return append(line, cell...)
	}
	line = append(line, '"')
	for {
		n := strings.IndexByte(cell, '"')
		if n < 0 {
			return append(append(line, cell...), '"')
		}
		line = append(append(line, cell[:n]...), `""`...)
		cell = cell[n+1:]
	}
}

func needsQuotes(cell string) bool {
	if cell == "" {
		return false
	}
	for n := range len(cell) {
		switch cell[n] {
		case ',', ';', '\t', '"', '\r', '\n': // a semicolon or tab parts cells for some spreadsheets
			return true
		}
	}
	first, _ := utf8.DecodeRuneInString(cell)
	return unicode.IsSpace(first) || cell == `\.` // which ends the data for some databases
}

// harmless keeps a spreadsheet from taking a cell for a formula. What people
// are called comes from outside, and "=cmd|…" has been somebody's name.
func harmless(cell string) string {
	if cell != "" {
		switch cell[0] {
		case '=', '+', '-', '@', '\t', '\r':
			return "'" + cell
		}
	}
	return cell
}
