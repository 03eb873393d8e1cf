package export

import (
	"archive/zip"
	"bufio"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/klauspost/compress/flate"
)

const (
	// sheetRecords is how many records a sheet holds below its header.
	sheetRecords = 1<<20 - 1
	// sheetLinks is how many links Excel bears in a sheet. The links of records
	// beyond are there as text. Formulas would have no such limit, but they are
	// what this file promises not to have.
	sheetLinks = 65_530
)

// workbook writes a workbook straight into its archive, sheet after sheet:
// nothing of it waits in memory or in a temporary file but the links of the sheet
// that is being written.
type workbook[T any] struct {
	zip     *zip.Writer
	title   string // of the sheets
	columns []column[T]
	refs    []string // the columns' letters
	limit   int      // records in a sheet

	sheets []int // rows of those that are done
	sheet  *bufio.Writer
	rows   int // of sheet, with its header
	links  []sheetLink
	cells  []byte // of a row
}

// sheetLink is a cell of the only column with links.
type sheetLink struct {
	row    int
	target string
}

func beginXLSX[T any](out io.Writer, columns []column[T], title string, limit int) (writer[T], error) {
	w := &workbook[T]{zip: zip.NewWriter(out), title: title, columns: columns, limit: limit}
	w.zip.RegisterCompressor(zip.Deflate, func(to io.Writer) (io.WriteCloser, error) {
		return flate.NewWriter(to, flate.BestSpeed)
	})
	for n := range columns {
		w.refs = append(w.refs, letters(n))
	}
	for _, p := range fixedParts {
		if err := w.part(p.name, p.text); err != nil {
			return nil, err
		}
	}
	return w, w.beginSheet()
}

// letters names a column: A to Z, AA to ZZ.
func letters(n int) string {
	if n < 26 {
		return string(rune('A' + n))
	}
	return letters(n/26-1) + letters(n%26)
}

func (w *workbook[T]) part(name, text string) error {
	to, err := w.zip.Create(name)
	if err == nil {
		_, err = io.WriteString(to, text)
	}
	return err
}

func (w *workbook[T]) beginSheet() error {
	to, err := w.zip.Create(fmt.Sprintf("xl/worksheets/sheet%d.xml", len(w.sheets)+1))
	if err != nil {
		return err
	}
	w.sheet = bufio.NewWriterSize(to, 64<<10)
	w.rows, w.links = 1, w.links[:0]
	b := append(w.cells[:0], sheetHead...)
	for n, c := range w.columns {
		b = fmt.Appendf(b, `<col min="%d" max="%d" width="%g" customWidth="1"/>`, n+1, n+1, c.width)
	}
	b = append(b, `</cols><sheetData><row r="1">`...)
	for n, c := range w.columns {
		b = append(b, `<c r="`+w.refs[n]+`1" s="`+headerStyle+`" t="inlineStr"><is><t>`...)
		b = append(b, c.name+`</t></is></c>`...)
	}
	return w.put(append(b, `</row>`...))
}

func (w *workbook[T]) put(b []byte) error {
	w.cells = b
	_, err := w.sheet.Write(b)
	return err
}

// write writes a record's row. Empty cells are left out.
func (w *workbook[T]) write(i *T) error {
	if w.rows > w.limit {
		if err := errors.Join(w.endSheet(), w.beginSheet()); err != nil {
			return err
		}
	}
	w.rows++
	b := append(w.cells[:0], `<row r="`...)
	b = append(strconv.AppendInt(b, int64(w.rows), 10), `">`...)
	for n := range w.columns {
		c := &w.columns[n]
		switch {
		case c.moment != nil:
			b = w.appendMoment(b, n, i)
		case c.flag != nil:
			// A text as in CSV, for LibreOffice makes a formula of a truth value.
			b = append(w.appendRef(b, n), `" t="inlineStr"><is><t>`...)
			b = append(strconv.AppendBool(b, c.flag(i)), `</t></is></c>`...)
		default:
			b = w.appendText(b, n, i)
		}
	}
	return w.put(append(b, `</row>`...))
}

// appendRef begins a cell and leaves it within its first attribute.
func (w *workbook[T]) appendRef(b []byte, n int) []byte {
	b = append(append(b, `<c r="`...), w.refs[n]...)
	return strconv.AppendInt(b, int64(w.rows), 10)
}

func (w *workbook[T]) appendMoment(b []byte, n int, i *T) []byte {
	t := w.columns[n].moment(i)
	if t.IsZero() {
		return b
	}
	b = w.appendRef(b, n)
	if !datable(t) {
		b = append(b, `" t="inlineStr"><is><t>`...)
		return append(appendTime(b, t), `</t></is></c>`...)
	}
	b = append(b, `" s="`+momentStyle+`"><v>`...)
	return append(appendSerial(b, t), `</v></c>`...)
}

func (w *workbook[T]) appendText(b []byte, n int, i *T) []byte {
	text := w.columns[n].text(i)
	if text == "" {
		return b
	}
	b = w.appendRef(b, n)
	if w.columns[n].link && len(w.links) < sheetLinks && linkable(text) {
		w.links = append(w.links, sheetLink{w.rows, text})
		b = append(b, `" s="`+linkStyle...)
	}
	b = append(b, `" t="inlineStr"><is><t xml:space="preserve">`...)
	return append(appendXML(b, bounded(harmless(text))), `</t></is></c>`...)
}

func (w *workbook[T]) endSheet() error {
	b := append(w.cells[:0], `</sheetData>`...)
	b = fmt.Appendf(b, `<autoFilter ref="A1:%s%d"/>`, w.refs[len(w.refs)-1], w.rows)
	if len(w.links) > 0 {
		b = append(b, `<hyperlinks>`...)
		for n, l := range w.links {
			b = fmt.Appendf(b, `<hyperlink ref="%s%d" r:id="rId%d"/>`, w.linkColumn(), l.row, n+1)
		}
		b = append(b, `</hyperlinks>`...)
	}
	b = append(b, `<pageMargins left="0.5" right="0.5" top="0.5" bottom="0.5" header="0.3" footer="0.3"/>`+
		`<pageSetup orientation="landscape"/></worksheet>`...)
	if err := errors.Join(w.put(b), w.sheet.Flush()); err != nil {
		return err
	}
	w.sheets = append(w.sheets, w.rows)
	return w.endLinks()
}

func (w *workbook[T]) linkColumn() string {
	for n, c := range w.columns {
		if c.link {
			return w.refs[n]
		}
	}
	return ""
}

// endLinks writes where the links of the sheet lead.
func (w *workbook[T]) endLinks() error {
	if len(w.links) == 0 {
		return nil
	}
	b := append(w.cells[:0], relationsHead...)
	for n, l := range w.links {
		b = fmt.Appendf(b, `<Relationship Id="rId%d" Type="`+relationType+`hyperlink" Target="`, n+1)
		b = append(append(b, strings.ReplaceAll(l.target, "&", "&amp;")...), `" TargetMode="External"/>`...)
	}
	w.cells = append(b, `</Relationships>`...)
	to, err := w.zip.Create(fmt.Sprintf("xl/worksheets/_rels/sheet%d.xml.rels", len(w.sheets)))
	if err == nil {
		_, err = to.Write(w.cells)
	}
	return err
}

// end writes what names the sheets.
func (w *workbook[T]) end() error {
	if err := w.endSheet(); err != nil {
		return err
	}
	last := w.refs[len(w.refs)-1]
	types, book, names, relations := typesHead, bookHead, "", relationsHead
	for n, rows := range w.sheets {
		title := w.title
		if len(w.sheets) > 1 {
			title = fmt.Sprintf("%s %d", w.title, n+1)
		}
		types += fmt.Sprintf(`<Override PartName="/xl/worksheets/sheet%d.xml" ContentType="`+sheetType+`"/>`, n+1)
		book += fmt.Sprintf(`<sheet name="%s" sheetId="%d" r:id="rId%d"/>`, title, n+1, n+1)
		names += fmt.Sprintf(`<definedName name="_xlnm._FilterDatabase" localSheetId="%d" hidden="1">'%s'!$A$1:$%s$%d</definedName>`, n, title, last, rows)
		relations += fmt.Sprintf(`<Relationship Id="rId%d" Type="`+relationType+`worksheet" Target="worksheets/sheet%d.xml"/>`, n+1, n+1)
	}
	relations += fmt.Sprintf(`<Relationship Id="rId%d" Type="`+relationType+`styles" Target="styles.xml"/></Relationships>`, len(w.sheets)+1)
	return errors.Join(
		w.part("xl/_rels/workbook.xml.rels", relations),
		w.part("xl/workbook.xml", book+`</sheets><definedNames>`+names+`</definedNames></workbook>`),
		w.part("[Content_Types].xml", types+`</Types>`),
		w.zip.Close(),
	)
}
