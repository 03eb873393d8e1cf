// Package roster reads lists of expected people out of files, and holds them
// against the issuances that are kept.
package roster

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"unicode"
	"unicode/utf8"

	"passdesk/store"
	"passdesk/ui/model"
)

// What bounds a file that is read.
const (
	maxFile    = 64 << 20 // bytes
	maxRows    = store.MaxExpected + 1000
	maxColumns = 200
	maxCell    = 1000 // bytes of a cell that are kept; names and ids are shorter
)

// The reasons why a file is not read. They are words for whoever chose it.
var (
	ErrTooLarge  = fmt.Errorf("the file is too large: at most %d MB, %d rows and %d columns are read", maxFile>>20, maxRows, maxColumns)
	ErrEmpty     = errors.New("there is nothing in the file")
	ErrProtected = errors.New("the file is protected by a password, or an Excel file of the old kind: save it as .xlsx without a password, or as CSV")
	ErrKind      = errors.New("this is neither a CSV file nor an Excel workbook (.xlsx): save it as one of them")
	ErrBroken    = errors.New("the workbook is damaged: open it in a spreadsheet program and save it again")
)

// Open reads a file and guesses what its columns are. What the file's name ends
// with is not looked at.
func Open(ctx context.Context, path string) (model.RosterFile, error) {
	read := model.RosterFile{File: path}
	file, err := os.Open(path)
	if err != nil {
		return read, err
	}
	defer file.Close()
	text, err := io.ReadAll(io.LimitReader(file, maxFile+1))
	if err != nil {
		return read, err
	}
	if read.Rows, err = Read(ctx, text); err != nil {
		return read, err
	}
	read.Columns = Guess(read.Rows)
	return read, nil
}

// Read reads the rows of a CSV file or of the first sheet of a workbook that has
// any, without those that are empty. All have the same number of cells, which are
// valid UTF-8 on one line without space around it. It fails with one of the
// errors of this package, or soon with that of ctx once it is done.
func Read(ctx context.Context, file []byte) (rows []model.SheetRow, err error) {
	switch {
	case len(file) > maxFile:
		return nil, ErrTooLarge
	case bytes.HasPrefix(file, []byte("PK\x03\x04")):
		rows, err = readWorkbook(ctx, file)
	case bytes.HasPrefix(file, []byte("\xd0\xcf\x11\xe0")):
		return nil, ErrProtected
	case bytes.HasPrefix(file, []byte("%PDF")), bytes.HasPrefix(file, []byte("{\\rtf")):
		return nil, ErrKind
	default:
		rows, err = readText(ctx, file)
	}
	if err == nil && len(rows) == 0 {
		err = ErrEmpty
	}
	if err != nil {
		return nil, err
	}
	return even(rows), nil
}

// even gives all rows the same number of cells, as many as the fullest has.
func even(rows []model.SheetRow) []model.SheetRow {
	width := 0
	for _, r := range rows {
		width = max(width, len(r.Cells))
	}
	for n := range rows {
		for len(rows[n].Cells) < width {
			rows[n].Cells = append(rows[n].Cells, "")
		}
	}
	return rows
}

// sheet collects rows within the bounds.
type sheet struct{ rows []model.SheetRow }

// add takes a row of tidy cells over, unless there is nothing in it.
func (s *sheet) add(number int, cells []string) error {
	last := -1
	for n := range cells {
		if cells[n] != "" {
			last = n
		}
	}
	switch {
	case last < 0:
		return nil
	case last >= maxColumns, len(s.rows) >= maxRows:
		return ErrTooLarge
	}
	s.rows = append(s.rows, model.SheetRow{Number: number, Cells: cells[:last+1]})
	return nil
}

// tidy puts a cell on one line, without what cannot be seen.
func tidy(cell string) string {
	plain := true
	for n := range len(cell) {
		plain = plain && cell[n] > ' ' && cell[n] < utf8.RuneSelf-1
	}
	if !plain {
		cell = strings.Map(func(r rune) rune {
			if unicode.IsSpace(r) {
				return ' '
			}
			if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) {
				return -1
			}
			return r
		}, strings.ToValidUTF8(cell, "\ufffd"))
		cell = strings.Join(strings.Fields(cell), " ")
	}
	if len(cell) > maxCell {
		cell = strings.TrimSpace(strings.ToValidUTF8(cell[:maxCell], ""))
	}
	return cell
}
