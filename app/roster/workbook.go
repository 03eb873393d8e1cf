package roster

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/xml"
	"errors"
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
	maxToken  = 1 << 20 // bytes of one tag, or of one text without tags
	maxDepth  = 64      // elements within one another
	maxFiles  = 10_000  // in the archive
)

// fileMark is what each file in an archive's directory begins with.
var fileMark = []byte("PK\x01\x02")

// workbook is an XLSX file that is read. Of the format's many parts only those
// are looked at that hold texts.
type workbook struct {
	ctx    context.Context // of the one call of Read that it lives in
	parts  map[string]*zip.File
	left   int64 // bytes that may still be unpacked
	shared []string
}

func readWorkbook(ctx context.Context, file []byte) ([]model.SheetRow, error) {
	if bytes.Count(file, fileMark) > maxFiles { // each is a piece of memory, however little it takes in the file
		return nil, ErrBroken
	}
	archive, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		return nil, ErrBroken
	}
	w := workbook{ctx: ctx, parts: map[string]*zip.File{}, left: maxParts}
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
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case err != nil && !errors.Is(err, ErrTooLarge):
		return nil, ErrBroken
	}
	return nil, err
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
	err = w.each("xl/_rels/workbook.xml.rels", func(_ *part, e xml.StartElement) error {
		if e.Name.Local == "Relationship" && len(targets) < 10*maxSheets {
			targets[attribute(e, "Id")] = attribute(e, "Target")
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	var hidden []string
	err = w.each("xl/workbook.xml", func(_ *part, e xml.StartElement) error {
		if e.Name.Local != "sheet" || len(names)+len(hidden) >= 10*maxSheets {
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
	return w.each("xl/sharedStrings.xml", func(p *part, e xml.StartElement) error {
		if e.Name.Local != "si" {
			return nil
		}
		text, err := texts(p)
		if err != nil {
			return err
		}
		text = tidy(text) // once, however many cells share it
		if size += len(text); size > maxText || len(w.shared) >= maxShared {
			return ErrTooLarge
		}
		w.shared = append(w.shared, text)
		return nil
	})
}

// texts gives what stands in the t elements within the element that has begun, but not in how it
// is pronounced.
func texts(p *part) (string, error) {
	var text strings.Builder
	depth, inText, spoken := 1, false, 0
	for depth > 0 {
		token, err := p.token()
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
			if inText && spoken == 0 {
				text.Write(token[:min(len(token), 4*maxCell-text.Len())])
			}
		}
	}
	return unescaped(text.String()), nil
}

// unescaped puts letters in place of their numbers: _x000D_ is a line's end.
func unescaped(text string) string {
	var plain strings.Builder
	for {
		before, after, found := strings.Cut(text, "_x")
		plain.WriteString(before)
		if !found {
			return plain.String()
		}
		if len(after) > 4 && after[4] == '_' {
			if code, err := strconv.ParseUint(after[:4], 16, 16); err == nil {
				plain.WriteRune(rune(code))
				text = after[5:]
				continue
			}
		}
		plain.WriteString("_x")
		text = after
	}
}
