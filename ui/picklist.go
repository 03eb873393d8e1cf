package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"
)

const pickHeight float32 = 32

// pickList is the list of a sheet, of which one entry is picked: the sheet says
// more about it below.
type pickList struct {
	widget.List
	total  int
	picked int // -1 for none
	onPick func()
	edge   *panel          // above the list: tells whether it has the keyboard
	room   *fyne.Container // holds both
}

func newPickList(line func(n int) pickLine, widths []float32, onPick func()) *pickList {
	l := &pickList{picked: -1, onPick: onPick, edge: newRule()}
	l.Length = func() int { return l.total }
	l.CreateItem = func() fyne.CanvasObject { return newPickRow(widths) }
	l.UpdateItem = func(n widget.ListItemID, o fyne.CanvasObject) { o.(*pickRow).show(line(n)) }
	l.OnSelected = func(n widget.ListItemID) {
		l.Highlight(n)
		if l.picked != n {
			l.picked = n
			l.onPick()
		}
	}
	l.HideSeparators = true
	l.ExtendBaseWidget(l)
	l.room = container.New(stacked{}, l.edge, container.New(high{pickHeight}, l))
	return l
}

// give gives the list room for n entries, up to so many.
func (l *pickList) give(n, most int) {
	l.room.Objects[1].(*fyne.Container).Layout = high{float32(min(max(n, 1), most)) * (pickHeight + 4)}
}

// FocusGained implements fyne.Focusable.
func (l *pickList) FocusGained() {
	l.edge.fill(colorAccent)
	l.List.FocusGained()
}

// FocusLost implements fyne.Focusable.
func (l *pickList) FocusLost() {
	l.edge.fill(colorLine)
	l.List.FocusLost()
}

// show says how many entries there are by now, and which is picked.
func (l *pickList) show(total, picked int) {
	same := l.total == total && l.picked == picked
	l.total, l.picked = total, picked
	l.Refresh()
	if same {
		return // the reader may have scrolled elsewhere
	}
	if picked < 0 {
		l.UnselectAll()
		return
	}
	l.Select(picked)
	l.Highlight(picked)
}

// TypedKey implements fyne.Focusable.
func (l *pickList) TypedKey(ev *fyne.KeyEvent) {
	page := max(int(l.Size().Height/(pickHeight+4)), 1)
	switch ev.Name {
	case fyne.KeyUp:
		l.move(-1)
	case fyne.KeyDown:
		l.move(1)
	case fyne.KeyPageUp:
		l.move(-page)
	case fyne.KeyPageDown:
		l.move(page)
	case fyne.KeyHome:
		l.move(-l.total)
	case fyne.KeyEnd:
		l.move(l.total)
	default:
		passOn(l, ev)
	}
}

func (l *pickList) move(by int) {
	if l.total > 0 {
		l.Select(min(max(l.picked+by, 0), l.total-1))
	}
}

// pickLine is what a row shows: a sign, and words in its columns. The last
// column's words stand on a ground of their own.
type pickLine struct {
	sign       string
	words      []string
	tone, soft fyne.ThemeColorName // of the sign and the last words
}

// pickRow is one entry. A width of 0 takes what the others leave.
type pickRow struct {
	widget.BaseWidget
	widths []float32
	sign   *ink
	cells  []*ink
	pill   *panel
}

func newPickRow(widths []float32) *pickRow {
	r := &pickRow{widths: widths, sign: newInk("", colorMuted, textSize, fyne.TextStyle{Monospace: true, Bold: true}), pill: newPanel(colorIdle, pillHeight/2)}
	for range widths {
		cell := newInk("", colorText, textSize, fyne.TextStyle{})
		cell.trim = true
		r.cells = append(r.cells, cell)
	}
	r.cells[len(widths)-1].line.TextSize = idSize
	r.ExtendBaseWidget(r)
	return r
}

func (r *pickRow) show(l pickLine) {
	r.sign.write(l.sign, l.tone)
	for n, cell := range r.cells {
		tone := colorText
		switch n {
		case len(r.cells) - 1:
			tone = l.tone
		case 0:
			tone = colorMuted
		}
		cell.write(l.words[n], tone)
	}
	r.pill.fill(l.soft)
	r.arrange(r.Size())
}

func (r *pickRow) arrange(size fyne.Size) {
	const sign float32 = 24
	rest := size.Width - sign - grid
	for _, w := range r.widths {
		rest -= w
	}
	place(r.sign, grid, 0, sign-grid, size.Height)
	x := sign + grid/2
	for n, w := range r.widths {
		if w == 0 {
			w = max(rest, 0)
		}
		cell := r.cells[n]
		if n < len(r.widths)-1 {
			place(cell, x, 0, w-grid, size.Height)
			x += w
			continue
		}
		width := min(cell.width()+2*pillInset, w)
		place(r.pill, x+w-width, (size.Height-pillHeight)/2, width, pillHeight)
		place(cell, x+w-width+pillInset, 0, width-2*pillInset, size.Height)
		r.pill.Hidden = cell.words == ""
	}
}

// CreateRenderer implements fyne.Widget.
func (r *pickRow) CreateRenderer() fyne.WidgetRenderer {
	objects := []fyne.CanvasObject{r.sign, r.pill}
	for _, cell := range r.cells {
		objects = append(objects, cell)
	}
	return &ownRenderer{
		objects: objects, layout: r.arrange, refresh: func() { refreshAll(objects) },
		minimum: func() fyne.Size { return fyne.NewSize(400, pickHeight) },
	}
}
