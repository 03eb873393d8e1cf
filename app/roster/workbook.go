package roster

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"strconv"
	"strings"

	"passdesk/ui/model"
)

// What bounds a workbook, however well it is packed.
const (
	maxParts  = 160 << 20 // bytes of all parts that are read, unpacked
	maxText   = 64 << 20  // bytes of all texts that cells share
	maxShared = 2_000_000 // how many they are
	maxSheets = 50
)

// workbook is an XLSX file that is read. Of the format's many parts only those
// are looked at that hold texts.
type workbook struct {
	parts  map[string]*zip.File
	left   int64 // bytes that may still be unpacked
	shared []string
}

func readWorkbook(file []byte) ([]model.SheetRow, error) {
	archive, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		return nil, ErrBroken
	}
	w := workbook{parts: map[string]*zip.File{}, left: maxParts}
	for _, part := range archive.File {
		w.parts[strings.TrimPrefix(strings.ToLower(part.Name), "/")] = part
	}
	if w.parts["xl/workbook.xml"] == nil {
		return nil, ErrKind
	}
	sheets, err := w.sheets()
	if err == nil {
		err = w.readShared()
	}
	for _, name := range sheets {
		if err != nil {
			break
		}
		var s sheet
		if err = w.readSheet(name, &s); len(s.rows) > 0 && err == nil {
			return s.rows, nil
		}
	}
	if err != nil && !errors.Is(err, ErrTooLarge) {
		err = ErrBroken
	}
	return nil, err
}

// each hands the elements of a part over, and fails with ErrTooLarge where there
// is more of it than anybody writes by hand.
func (w *workbook) each(name string, do func(*xml.Decoder, xml.StartElement) error) error {
	part := w.parts[strings.ToLower(name)]
	if part == nil {
		return nil
	}
	open, err := part.Open()
	if err != nil {
		return err
	}
	defer open.Close()
	in := &io.LimitedReader{R: open, N: w.left}
	defer func() { w.left = in.N }()
	d := xml.NewDecoder(in)
	d.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil }
	for {
		token, err := d.Token()
		switch {
		case in.N <= 0:
			return ErrTooLarge
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		}
		if start, is := token.(xml.StartElement); is {
			if err := do(d, start); err != nil {
				return err
			}
		}
	}
}

func attribute(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// sheets names the parts of the sheets in their order, visible ones first.
func (w *workbook) sheets() (names []string, err error) {
	targets := map[string]string{}
	err = w.each("xl/_rels/workbook.xml.rels", func(_ *xml.Decoder, e xml.StartElement) error {
		if e.Name.Local == "Relationship" && len(targets) < 10*maxSheets {
			targets[attribute(e, "Id")] = attribute(e, "Target")
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	var hidden []string
	err = w.each("xl/workbook.xml", func(_ *xml.Decoder, e xml.StartElement) error {
		if e.Name.Local != "sheet" {
			return nil
		}
		var name string
		for _, a := range e.Attr {
			if a.Name.Local == "id" { // r:id; the sheet's own number is sheetId
				name = targets[a.Value]
			}
		}
		if !strings.HasPrefix(name, "/") {
			name = "/xl/" + name
		}
		name = strings.TrimPrefix(path.Clean(name), "/")
		if state := attribute(e, "state"); state != "" && state != "visible" {
			hidden = append(hidden, name)
		} else {
			names = append(names, name)
		}
		return nil
	})
	names = append(names, hidden...)
	return names[:min(len(names), maxSheets)], err
}

// readShared reads the texts that cells share.
func (w *workbook) readShared() error {
	size := 0
	return w.each("xl/sharedStrings.xml", func(d *xml.Decoder, e xml.StartElement) error {
		if e.Name.Local != "si" {
			return nil
		}
		text, err := texts(d, e)
		if err != nil {
			return err
		}
		if size += len(text); size > maxText || len(w.shared) >= maxShared {
			return ErrTooLarge
		}
		w.shared = append(w.shared, text)
		return nil
	})
}

// texts gives what stands in the t elements within an element, but not in how it
// is pronounced.
func texts(d *xml.Decoder, within xml.StartElement) (string, error) {
	var text strings.Builder
	depth, inText, spoken := 1, false, 0
	for depth > 0 {
		token, err := d.Token()
		if err != nil {
			return "", err
		}
		switch token := token.(type) {
		case xml.StartElement:
			depth++
			inText = token.Name.Local == "t"
			if token.Name.Local == "rPh" || spoken > 0 {
				spoken++
			}
		case xml.EndElement:
			depth--
			inText = false
			if spoken > 0 {
				spoken--
			}
		case xml.CharData:
			if inText && spoken == 0 && text.Len() < 4*maxCell {
				text.Write(token)
			}
		}
	}
	return unescaped(text.String()), nil
}

// unescaped puts letters in place of their numbers: _x000D_ is a line's end.
func unescaped(text string) string {
	for at := 0; ; {
		n := strings.Index(text[at:], "_x")
		if n < 0 {
			return text
		}
		at += n
		if len(text) < at+7 || text[at+6] != '_' {
			at += 2
			continue
		}
		code, err := strconv.ParseUint(text[at+2:at+6], 16, 16)
		if err != nil {
			at += 2
			continue
		}
		letter := string(rune(code))
		text = text[:at] + letter + text[at+7:]
		at += len(letter)
	}
}
