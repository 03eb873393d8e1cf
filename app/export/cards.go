package export

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/go-text/typesetting/di"
	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/shaping"
	"rsc.io/qr"
)

// Paper is a size of paper in points.
type Paper struct{ width, height float64 }

// The papers.
var (
	A4     = Paper{595.28, 841.89}
	Letter = Paper{612, 792}
)

const (
	cardColumns, cardRows = 2, 4
	cardsOnPage           = cardColumns * cardRows
	pageMargin            = 42.0
	cardMargin            = 14.0
)

// cards draws passes onto pages that are printed and cut: name, template and QR
// code, eight to a page.
type cards struct {
	doc     *pdf
	letters *Lettering
	paper   Paper
	glyphs  map[glyphKey]string // the drawings' names, "" for one that has none
	page    bytes.Buffer
	count   int // on the page
}

type glyphKey struct {
	font  *font.Font
	glyph font.GID
}

var errNoLettering = errors.New("cards need fonts")

func newCards(w io.Writer, l *Lettering, paper Paper) *cards {
	if paper == (Paper{}) {
		paper = A4
	}
	c := &cards{doc: newPDF(w), letters: l, paper: paper, glyphs: map[glyphKey]string{}}
	if l == nil {
		c.doc.err = errNoLettering
		return c
	}
	return c
}

// add draws a card and tells whether all of its name is on it. Where it is not
// the contact stands below, for the card to find its person.
func (c *cards) add(p pass) (whole bool, err error) {
	if c.doc.err != nil {
		return false, c.doc.err
	}
	if c.count == 0 {
		c.marks()
	}
	width, height := c.size()
	left := pageMargin + float64(c.count%cardColumns)*width
	top := c.paper.height - pageMargin - float64(c.count/cardColumns)*height
	c.count++

	side := min(height-2*cardMargin, width*0.45)
	c.code(p.code, left+width-cardMargin-side, top-(height+side)/2, side)
	column := width - 3*cardMargin - side
	x, y := left+cardMargin, top-cardMargin-16
	y, whole = c.text(cmp.Or(p.Name, p.Contact), x, y, 14, column, 3)
	y, _ = c.text(p.Template, x, y-4, 10, column, 2)
	if p.Name != "" && !whole {
		c.text(p.Contact, x, y-4, 8, column, 2)
	}
	if c.count == cardsOnPage {
		c.endPage()
	}
	return whole, c.doc.err
}

func (c *cards) size() (width, height float64) {
	return (c.paper.width - 2*pageMargin) / cardColumns, (c.paper.height - 2*pageMargin) / cardRows
}

// marks draws where to cut: in the margins, and where four cards meet.
func (c *cards) marks() {
	const long, off, cross = 16, 6, 5
	width, height := c.size()
	c.page.WriteString("0.3 w\n")
	line := func(x1, y1, x2, y2 float64) { fmt.Fprintf(&c.page, "%.2f %.2f m %.2f %.2f l S\n", x1, y1, x2, y2) }
	low, high := pageMargin, c.paper.height-pageMargin
	first, last := pageMargin, c.paper.width-pageMargin
	for n := range cardColumns + 1 {
		x := first + float64(n)*width
		line(x, low-off, x, low-off-long)
		line(x, high+off, x, high+off+long)
	}
	for n := range cardRows + 1 {
		y := low + float64(n)*height
		line(first-off, y, first-off-long, y)
		line(last+off, y, last+off+long, y)
		for m := 1; m < cardColumns && n > 0 && n < cardRows; m++ {
			x := first + float64(m)*width
			line(x-cross, y, x+cross, y)
			line(x, y-cross, x, y+cross)
		}
	}
}

// code draws a QR code with its quiet zone into a square.
func (c *cards) code(code *qr.Code, x, y, side float64) {
	if code == nil {
		return
	}
	module := side / float64(code.Size+2*quietZone)
	fmt.Fprintf(&c.page, "q %.5f 0 0 %.5f %.3f %.3f cm\n", module, module, x, y)
	for row := range code.Size {
		for from := 0; from < code.Size; from++ {
			to := from
			for to < code.Size && code.Black(to, row) {
				to++
			}
			if to > from {
				fmt.Fprintf(&c.page, "%d %d %d 1 re\n", quietZone+from, quietZone+code.Size-1-row, to-from)
				from = to
			}
		}
	}
	c.page.WriteString("f Q\n")
}

// text draws text below y, which is the first line's foot, and gives the foot of
// what may follow.
func (c *cards) text(text string, x, y, size, width float64, most int) (next float64, whole bool) {
	lines, whole := c.letters.set(text, size, width, most)
	for _, line := range lines {
		slices.SortFunc(line, func(a, b shaping.Output) int { return cmp.Compare(a.VisualIndex, b.VisualIndex) })
		at := x
		if directionOf([]rune(text)) == di.DirectionRTL {
			var long float64
			for _, run := range line {
				long += points(run.Advance, size)
			}
			at = x + width - long
		}
		for _, run := range line {
			at = c.run(run, at, y, size)
		}
		y -= size * 1.3
	}
	return y, whole
}

func (c *cards) run(run shaping.Output, x, y, size float64) float64 {
	for _, g := range run.Glyphs {
		if name := c.glyph(run.Face, g.GlyphID); name != "" {
			scale := size / float64(run.Face.Upem())
			fmt.Fprintf(&c.page, "q %.6f 0 0 %.6f %.3f %.3f cm %s Do Q\n", scale, scale,
				x+points(g.XOffset, size), y+points(g.YOffset, size), name)
		}
		x += points(g.Advance, size)
	}
	return x
}

// glyph gives the name of a glyph's drawing.
func (c *cards) glyph(face *font.Face, glyph font.GID) string {
	key := glyphKey{face.Font, glyph}
	name, known := c.glyphs[key]
	if !known {
		if drawing, is := outline(face, glyph); is && len(drawing) > 0 {
			wide := 4 * int(face.Upem())
			name = c.doc.form([4]int{-wide, -wide, wide, wide}, drawing)
		}
		c.glyphs[key] = name
	}
	return name
}

func (c *cards) endPage() {
	c.doc.page(c.paper.width, c.paper.height, c.page.Bytes())
	c.page.Reset()
	c.count = 0
}

func (c *cards) end() error {
	if c.doc.err == nil && (c.count > 0 || len(c.doc.pages) == 0) {
		c.endPage() // a document has a page
	}
	return c.doc.end()
}
