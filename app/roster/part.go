package roster

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"
)

// part is a part of a workbook that is being read. It fails where there is more of
// it than anybody writes by hand, and soon after nobody waits for it any more.
type part struct {
	*workbook
	packed io.Reader
	xml    *xml.Decoder
	depth  int
	size   int // bytes since the last token
}

// each hands the elements of a part over.
func (w *workbook) each(name string, do func(*part, xml.StartElement) error) error {
	file := w.parts[strings.ToLower(name)]
	if file == nil {
		return nil
	}
	open, err := file.Open()
	if err != nil {
		return err
	}
	defer open.Close()
	p := &part{workbook: w, packed: open}
	p.xml = xml.NewDecoder(p)
	p.xml.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil }
	for {
		token, err := p.token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if start, is := token.(xml.StartElement); is {
			if err := do(p, start); err != nil {
				return err
			}
		}
	}
}

// Read unpacks what comes next.
func (p *part) Read(b []byte) (int, error) {
	if err := p.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := p.packed.Read(b)
	p.left -= int64(n)
	if p.size += n; p.left < 0 || p.size > maxToken {
		return 0, ErrTooLarge
	}
	return n, err
}

// token gives the next tag or text, which is valid until the next is asked for.
func (p *part) token() (xml.Token, error) {
	p.size = 0
	token, err := p.xml.Token()
	switch token.(type) {
	case xml.StartElement:
		if p.depth++; p.depth > maxDepth {
			return nil, ErrBroken
		}
	case xml.EndElement:
		p.depth--
	}
	return token, err
}
