package ui

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"passdesk/store"
	"passdesk/ui/model"
)

const listBarHeight float32 = 28

// listBar stands below the list: how many rows there are or are selected, what
// came in today, and who is waiting for a pass, or how many causes the failures have. A
// click on that leads to them. What is wrong with the filter stands in its place.
type listBar struct {
	widget.BaseWidget
	onAside      func()
	ground, rule *panel
	count        *ink
	today        *ink
	hours        *spark // what came in, in each of the last hours
	aside        *ink
	problem      *ink
}

func newListBar(onAside func()) *listBar {
	b := &listBar{
		onAside: onAside, ground: newPanel(colorSurface, 0), rule: newRule(),
		count: newInk("", colorMuted, idSize, fyne.TextStyle{}), aside: newInk("", colorMuted, idSize, fyne.TextStyle{}),
		today: newInk("", colorMuted, idSize, fyne.TextStyle{}), hours: newSpark(len(store.Today{}.Hours)),
		problem: newInk("", colorWarning, idSize, fyne.TextStyle{}),
	}
	b.problem.trim = true
	b.ExtendBaseWidget(b)
	return b
}

// showCount tells how many rows there are, or how many of them are selected.
func (b *listBar) showCount(rows, selected int, part bool) {
	words, tone := text("list.rows", values{"N": figure(rows)}), colorMuted
	switch {
	case selected > 1:
		words, tone = text("list.selected", values{"N": figure(selected), "All": figure(rows)}), colorText
	case part:
		words = text("list.rows_part", values{"N": figure(rows)})
	case rows == 0:
		words = ""
	case rows == 1:
		words = text("list.row")
	}
	b.count.write(words, tone)
	if b.problem.words != "" {
		b.arrange(b.Size())
	}
}

// showProblem says what is wrong with the filter; "" for nothing.
func (b *listBar) showProblem(words string) {
	if b.problem.words != words {
		b.problem.write(words, colorWarning)
		b.arrange(b.Size())
	}
}

// showAside tells what stands beside the number of rows.
func (b *listBar) showAside(words string) {
	if b.aside.words != words {
		b.aside.write(words, colorMuted)
		b.arrange(b.Size())
	}
}

// showToday tells what came in today, and draws when.
func (b *listBar) showToday(t store.Today) {
	words := ""
	if t.Issued+t.Failed > 0 {
		words = text("today.line", values{"Issued": figure(t.Issued), "Failed": figure(t.Failed)})
	}
	b.hours.show(t.Hours[:])
	if b.today.words != words {
		b.today.write(words, colorMuted)
	}
	b.arrange(b.Size())
}

// waitingText tells who is waiting, and for how long.
func waitingText(w store.Waiting, now time.Time) string {
	if w.Count == 0 {
		return ""
	}
	people := counted("waiting.people", w.Count)
	var since string
	switch a := model.AgeOf(w.Oldest, now); a.Unit {
	case model.Minutes:
		since = counted("waiting.minutes", a.N)
	case model.Hours:
		since = counted("waiting.hours", a.N)
	case model.Days:
		since = counted("waiting.days", a.N)
	default:
		return people
	}
	if w.Count == 1 {
		return text("waiting.one_since", values{"People": people, "Since": since})
	}
	return text("waiting.since", values{"People": people, "Since": since})
}

func (b *listBar) arrange(size fyne.Size) {
	b.ground.Resize(size)
	place(b.rule, 0, 0, size.Width, 1)
	width := b.aside.width()
	b.problem.Hidden = b.problem.words == ""
	b.aside.Hidden = width+b.count.width()+6*grid > size.Width || !b.problem.Hidden
	left := listInset
	if b.count.words != "" {
		left += b.count.width() + 3*grid
	}
	place(b.problem, left, 0, size.Width-listInset-left, size.Height)
	place(b.count, listInset, 0, size.Width-2*listInset, size.Height)
	place(b.aside, size.Width-listInset-width, 0, width, size.Height)
	b.arrangeToday(left, size.Width-listInset-width-3*grid, size.Height)
}

// arrangeToday puts what came in today between the others, as far as there is room.
func (b *listBar) arrangeToday(left, right, height float32) {
	width, bars := b.today.width(), b.hours.MinSize()
	b.today.Hidden = b.today.words == "" || !b.problem.Hidden || width > right-left
	b.hours.Hidden = b.today.Hidden || width+grid+bars.Width > right-left
	place(b.today, left, 0, width, height)
	place(b.hours, left+width+grid, float32(int((height-bars.Height)/2)), bars.Width, bars.Height)
}

// MinSize implements fyne.CanvasObject.
func (b *listBar) MinSize() fyne.Size { return fyne.NewSize(120, listBarHeight) }

// Tapped implements fyne.Tappable.
func (b *listBar) Tapped(ev *fyne.PointEvent) {
	if b.aside.Visible() && b.aside.words != "" && ev.Position.X >= b.aside.Position().X {
		b.onAside()
	}
}

// Cursor implements desktop.Cursorable.
func (b *listBar) Cursor() desktop.Cursor { return desktop.DefaultCursor }

// CreateRenderer implements fyne.Widget.
func (b *listBar) CreateRenderer() fyne.WidgetRenderer {
	objects := []fyne.CanvasObject{b.ground, b.rule, b.count, b.today, b.hours, b.aside, b.problem}
	return &ownRenderer{objects: objects, layout: b.arrange, refresh: func() { b.arrange(b.Size()); refreshAll(objects) }, minimum: b.MinSize}
}

// over puts a list above its bar.
type over struct{}

// MinSize implements fyne.Layout.
func (over) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return objects[0].MinSize().AddWidthHeight(0, listBarHeight)
}

// Layout implements fyne.Layout.
func (over) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	place(objects[0], 0, 0, size.Width, size.Height-listBarHeight)
	place(objects[1], 0, size.Height-listBarHeight, size.Width, listBarHeight)
}
