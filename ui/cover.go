package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/layout"
)

// cover has a sheet take up the whole window, so that nothing of it is to be
// seen, and its one part all the room there is.
func (s *sheet) cover() {
	s.whole = true
	s.body.Layout = layout.NewStackLayout()
	s.title.line.Alignment = fyne.TextAlignCenter
	s.ground.CornerRadius, s.ground.StrokeWidth = 0, 0
}

func (s *sheet) arrangeWhole(size fyne.Size) {
	const title float32 = 24
	foot := s.foot.MinSize().Height
	inner := size.Width - 2*sheetInset
	s.ground.Resize(size)
	place(s.title, sheetInset, 2*grid, inner, title)
	top, low := 2*grid+title+grid, size.Height-sheetInset-foot
	place(s.scroll, sheetInset-bodyInset, top, bodyInset+inner+sheetInset/2, low-top-grid)
	place(s.foot, sheetInset, low, inner, foot)
}
