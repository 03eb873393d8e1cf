package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
)

const (
	sparkBar    float32 = 3
	sparkGap    float32 = 1
	sparkHeight float32 = 14
	sparkLeast  float32 = 1 // where nothing was
)

// spark draws numbers as small bars beside one another, the highest as high as
// there is room.
type spark struct {
	widget.BaseWidget
	numbers []int
	bars    []*canvas.Rectangle
	box     *fyne.Container
}

func newSpark(count int) *spark {
	s := &spark{numbers: make([]int, count), box: group()}
	for range count {
		bar := canvas.NewRectangle(nil)
		s.bars = append(s.bars, bar)
		s.box.Add(bar)
	}
	s.ExtendBaseWidget(s)
	return s
}

// show draws other numbers.
func (s *spark) show(numbers []int) {
	copy(s.numbers, numbers)
	s.paint()
}

func (s *spark) paint() {
	most := 1
	for _, n := range s.numbers {
		most = max(most, n)
	}
	for i, bar := range s.bars {
		height, tone := sparkLeast, colorLine
		if n := s.numbers[i]; n > 0 {
			height, tone = max(sparkHeight*float32(n)/float32(most), 2), colorAccent
		}
		fill(bar, tone)
		place(bar, float32(i)*(sparkBar+sparkGap), sparkHeight-height, sparkBar, height)
	}
}

// MinSize implements fyne.CanvasObject.
func (s *spark) MinSize() fyne.Size {
	return fyne.NewSize(float32(len(s.bars))*(sparkBar+sparkGap)-sparkGap, sparkHeight)
}

// CreateRenderer implements fyne.Widget.
func (s *spark) CreateRenderer() fyne.WidgetRenderer {
	return &ownRenderer{objects: []fyne.CanvasObject{s.box}, layout: func(fyne.Size) { s.paint() }, refresh: s.paint, minimum: s.MinSize}
}
