package export

import (
	"bytes"
	"fmt"
	"strings"
	"unicode"

	"github.com/go-text/typesetting/di"
	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/fontscan"
	"github.com/go-text/typesetting/language"
	"github.com/go-text/typesetting/shaping"
	"golang.org/x/image/math/fixed"
)

// Lettering sets text in the scripts of the world, joined and ordered as they
// are. What its own fonts lack it takes from those of the computer. It is for one
// goroutine.
type Lettering struct {
	own     []*font.Face
	system  *fontscan.FontMap // nil for none
	shaper  shaping.HarfbuzzShaper
	parts   shaping.Segmenter
	wrapper shaping.LineWrapper
}

// NewLettering takes fonts in TrueType's or OpenType's form, the best first. The
// computer's are looked for when a folder for their index is named, which takes
// seconds for the first time.
func NewLettering(fonts [][]byte, index string) (*Lettering, error) {
	l := new(Lettering)
	for _, data := range fonts {
		face, err := font.ParseTTF(bytes.NewReader(data))
		if err != nil {
			return nil, fmt.Errorf("font: %w", err)
		}
		l.own = append(l.own, face)
	}
	if len(l.own) == 0 {
		return nil, fmt.Errorf("font: there is none")
	}
	if index != "" {
		system := fontscan.NewFontMap(silence{})
		if system.UseSystemFonts(index) == nil { // without them some letters are missing, which is said
			system.SetQuery(fontscan.Query{Families: []string{fontscan.SansSerif}})
			l.system = system
		}
	}
	return l, nil
}

// silence keeps what is the matter with the computer's fonts to itself.
type silence struct{}

func (silence) Printf(string, ...any) {}

// ResolveFace gives the font for a letter.
func (l *Lettering) ResolveFace(r rune) *font.Face {
	for _, face := range l.own {
		if _, has := face.NominalGlyph(r); has {
			return face
		}
	}
	if l.system != nil {
		if face := l.system.ResolveFace(r); face != nil {
			if glyph, has := face.NominalGlyph(r); has {
				if _, drawn := face.GlyphData(glyph).(font.GlyphOutline); drawn {
					return face
				}
			}
		}
	}
	return l.own[0]
}

// SetScript helps to choose among the computer's fonts.
func (l *Lettering) SetScript(s language.Script) {
	if l.system != nil {
		l.system.SetScript(s)
	}
}

// em is the size that text is set in; drawing scales it.
const em = 1000

// set gives text in at most so many lines of a width in points, at a size in
// points. It tells whether every letter could be drawn.
func (l *Lettering) set(text string, size, width float64, lines int) (found []shaping.Line, whole bool) {
	paragraph := []rune(oneLine(text))
	if len(paragraph) == 0 {
		return nil, true
	}
	if len(paragraph) > 300 { // more than fits any card
		paragraph = paragraph[:300]
	}
	input := shaping.Input{
		Text: paragraph, RunEnd: len(paragraph), Direction: directionOf(paragraph), Size: fixed.I(em), Language: language.NewLanguage("en"),
	}
	var runs []shaping.Output
	whole = true
	for _, part := range l.parts.Split(input, l) {
		run := l.shaper.Shape(part)
		for _, g := range run.Glyphs {
			whole = whole && g.GlyphID != 0
		}
		runs = append(runs, run)
	}
	config := shaping.WrapConfig{
		Direction: input.Direction, TruncateAfterLines: lines, BreakPolicy: shaping.WhenNecessary,
		Truncator: l.shaper.Shape(shaping.Input{
			Text: []rune("…"), RunEnd: 1, Direction: input.Direction, Face: l.own[0], Size: fixed.I(em), Script: language.Common, Language: input.Language,
		}),
	}
	found, cut := l.wrapper.WrapParagraph(config, int(width/size*em), paragraph, shaping.NewSliceIterator(runs))
	return found, whole && cut == 0
}

// directionOf is that of the first letter that has one.
func directionOf(text []rune) di.Direction {
	for _, r := range text {
		switch {
		case unicode.In(r, unicode.Arabic, unicode.Hebrew, unicode.Syriac, unicode.Thaana, unicode.Nko):
			return di.DirectionRTL
		case unicode.IsLetter(r):
			return di.DirectionLTR
		}
	}
	return di.DirectionLTR
}

// outline draws a glyph in the language of PDF, in the font's units.
func outline(face *font.Face, glyph font.GID) (drawing []byte, is bool) {
	shape, is := face.GlyphData(glyph).(font.GlyphOutline)
	if !is {
		return nil, false
	}
	var b strings.Builder
	var x, y float32
	for n, s := range shape.Segments {
		a := s.Args
		switch len(s.ArgsSlice()) {
		case 1:
			if s.Op == 0 && n > 0 { // a part begins: the one before is closed
				b.WriteString("h\n")
			}
			fmt.Fprintf(&b, "%g %g %c\n", a[0].X, a[0].Y, "ml"[min(int(s.Op), 1)])
			x, y = a[0].X, a[0].Y
		case 2: // a quadratic curve, which PDF writes as a cubic one
			fmt.Fprintf(&b, "%g %g %g %g %g %g c\n", x+(a[0].X-x)*2/3, y+(a[0].Y-y)*2/3,
				a[1].X+(a[0].X-a[1].X)*2/3, a[1].Y+(a[0].Y-a[1].Y)*2/3, a[1].X, a[1].Y)
			x, y = a[1].X, a[1].Y
		case 3:
			fmt.Fprintf(&b, "%g %g %g %g %g %g c\n", a[0].X, a[0].Y, a[1].X, a[1].Y, a[2].X, a[2].Y)
			x, y = a[2].X, a[2].Y
		}
	}
	if b.Len() > 0 {
		b.WriteString("h f\n")
	}
	return []byte(b.String()), true
}

// points is a length in set text at a size.
func points(length fixed.Int26_6, size float64) float64 { return float64(length) / 64 / em * size }
