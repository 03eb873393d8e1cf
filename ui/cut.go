package ui

import (
	"sort"
	"strings"

	"fyne.io/fyne/v2"
)

const ellipsis = "…"

// cutter shortens text to a width and remembers what it found: measuring is
// the dearest thing a list does.
type cutter struct {
	known  map[cutKey]string
	middle bool // keep the end too, as for addresses and ids
}

type cutKey struct {
	text  string
	width int
	size  float32
	style fyne.TextStyle
}

// The texts of a few thousand rows. Past it everything is forgotten at once,
// which costs one frame of measuring.
const maxCuts = 1 << 13

// cut gives text, or as much of it as fits into width with an ellipsis after it.
func (c *cutter) cut(text string, width, size float32, style fyne.TextStyle) string {
	if text == "" || width <= 0 {
		return ""
	}
	key := cutKey{text, int(width), size, style}
	if known, ok := c.known[key]; ok {
		return known
	}
	if c.known == nil || len(c.known) >= maxCuts {
		c.known = make(map[cutKey]string)
	}
	short := c.shorten(text, width, size, style)
	c.known[key] = short
	return short
}

// Nobody reads further in one line, and a sender may put a whole page there.
const maxLine = 512

func (c *cutter) shorten(text string, width, size float32, style fyne.TextStyle) string {
	letters := []rune(clip(text, maxLine))
	fits := func(s string) bool { return fyne.MeasureText(s, size, style).Width <= width }
	if whole := string(letters); fits(whole) {
		return whole
	}
	short := func(n int) string {
		tail := 0
		if c.middle {
			tail = n / 2
		}
		head := strings.TrimRight(string(letters[:n-tail]), " ")
		return head + ellipsis + string(letters[len(letters)-tail:])
	}
	return short(sort.Search(len(letters)-1, func(n int) bool { return !fits(short(n + 1)) }))
}

// clip gives text in one line, and no more than so many letters of it.
func clip(text string, most int) string {
	letters := []rune(strings.Join(strings.Fields(text), " "))
	if len(letters) <= most {
		return string(letters)
	}
	return strings.TrimRight(string(letters[:most]), " ") + ellipsis
}
