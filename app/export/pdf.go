package export

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"io"
	"strings"
)

// pdf writes a document of drawings. It has no text in it and no fonts, only
// outlines, so that any letter that some font here has can be printed.
type pdf struct {
	w       io.Writer
	at      int64   // how much is written
	offsets []int64 // of the objects, whose numbers begin with 1
	err     error   // the first

	pages []int
	forms []int // drawings that pages use, by their place
}

// The numbers of the objects that come last, but are named before.
const (
	pdfCatalog = 1 + iota
	pdfPages
	pdfResources
	pdfFixed = pdfResources
)

func newPDF(w io.Writer) *pdf {
	p := &pdf{w: w, offsets: make([]int64, pdfFixed)}
	p.print("%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
	return p
}

func (p *pdf) print(text string) {
	if p.err == nil {
		_, p.err = io.WriteString(p.w, text)
		p.at += int64(len(text))
	}
}

// object writes one and gives its number; number 0 is a new one.
func (p *pdf) object(number int, text string) int {
	if number == 0 {
		p.offsets = append(p.offsets, 0)
		number = len(p.offsets)
	}
	p.offsets[number-1] = p.at
	p.print(fmt.Sprintf("%d 0 obj\n%s\nendobj\n", number, text))
	return number
}

// stream writes an object with content.
func (p *pdf) stream(entries string, content []byte) int {
	var b bytes.Buffer
	z := zlib.NewWriter(&b)
	_, _ = z.Write(content) // into memory
	_ = z.Close()
	return p.object(0, fmt.Sprintf("<<%s/Filter/FlateDecode/Length %d>>\nstream\n%s\nendstream", entries, b.Len(), b.Bytes()))
}

// form writes a drawing that pages may use as often as they like, and gives its
// name.
func (p *pdf) form(box [4]int, content []byte) string {
	number := p.stream(fmt.Sprintf("/Type/XObject/Subtype/Form/BBox[%d %d %d %d]/Resources<<>>", box[0], box[1], box[2], box[3]), content)
	p.forms = append(p.forms, number)
	return fmt.Sprintf("/F%d", len(p.forms)-1)
}

// page writes a page of a size in points.
func (p *pdf) page(width, height float64, content []byte) {
	drawing := p.stream("", content)
	p.pages = append(p.pages, p.object(0, fmt.Sprintf("<</Type/Page/Parent %d 0 R/MediaBox[0 0 %.2f %.2f]/Resources %d 0 R/Contents %d 0 R>>",
		pdfPages, width, height, pdfResources, drawing)))
}

func (p *pdf) end() error {
	var kids, forms strings.Builder
	for _, number := range p.pages {
		fmt.Fprintf(&kids, "%d 0 R ", number)
	}
	for n, number := range p.forms {
		fmt.Fprintf(&forms, "/F%d %d 0 R ", n, number)
	}
	p.object(pdfCatalog, fmt.Sprintf("<</Type/Catalog/Pages %d 0 R>>", pdfPages))
	p.object(pdfPages, fmt.Sprintf("<</Type/Pages/Count %d/Kids[%s]>>", len(p.pages), kids.String()))
	p.object(pdfResources, "<</XObject<<"+forms.String()+">>>>")
	from := p.at
	p.print(fmt.Sprintf("xref\n0 %d\n0000000000 65535 f \n", len(p.offsets)+1))
	for _, offset := range p.offsets {
		p.print(fmt.Sprintf("%010d 00000 n \n", offset))
	}
	p.print(fmt.Sprintf("trailer\n<</Size %d/Root %d 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(p.offsets)+1, pdfCatalog, from))
	return p.err
}
