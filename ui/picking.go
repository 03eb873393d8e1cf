package ui

import (
	"reflect"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// picking is a sheet with a list, and below it what there is to say about the entry
// that is picked.
type picking[T any] struct {
	desk  *Desk
	sheet *sheet
	list  *pickList
	about *fyne.Container
	said  *said
	kind  kindOf[T]

	all    []T
	shown  T    // the picked one as it is drawn
	drawn  bool // the list is
	unread bool // what is said is why it could not be read
}

// kindOf is what there is to know about what is listed.
type kindOf[T any] struct {
	why, none string                      // sentences: what the list is for, and that it is empty
	besides   float32                     // room in the window that the list leaves to the rest
	same      func(a, b T) bool           // whatever has become of it meanwhile
	first     func(T) bool                // is picked at first, if there is one; else the first of all
	words     func(T) []fyne.CanvasObject // about the picked one
	after     func(held fyne.Focusable)   // they were drawn, while this had the keyboard
}

// set gives the screen its sheet. That shows that the list is being read.
func (p *picking[T]) set(d *Desk, title string, list *pickList, kind kindOf[T]) {
	p.desk, p.sheet, p.list, p.kind = d, newSheet(d, title), list, kind
	p.about, p.said = container.New(stacked{}), newSaid()
	p.sheet.wide = sheetWide
	p.sheet.fill(paragraph(kind.why, quietLook), gap(12), paragraph(text("safety.reading"), quietLook), p.said.box)
}

func (p *picking[T]) tell(words string, ground fyne.ThemeColorName) {
	p.said.show(words, ground)
	p.sheet.rearrange()
}

// broken says why the list could not be read, until it can.
func (p *picking[T]) broken(words string) {
	p.unread = true
	p.tell(words, colorDangerSoft)
}

// give shows the list as it stands by now, and keeps the reader's place.
func (p *picking[T]) give(all []T) {
	if p.unread {
		p.unread = false
		p.tell("", colorGround)
	}
	picked := p.pick(all)
	p.all = all
	if len(all) == 0 {
		p.drawn = false
		p.list.show(0, -1)
		p.sheet.fill(append([]fyne.CanvasObject{p.said.box}, card(colorSuccessSoft, signed("✓", p.kind.none, colorSuccess))...)...)
		p.sheet.settle()
		return
	}
	p.list.give(len(all), max(int((p.desk.window.Canvas().Size().Height-p.kind.besides)/(pickHeight+4)), 3))
	fresh := !p.drawn
	if fresh {
		p.sheet.fill(paragraph(p.kind.why, quietLook), gap(10), p.list.room, gap(10), p.said.box, p.about)
	}
	p.list.show(len(all), picked)
	if fresh || !reflect.DeepEqual(all[picked], p.shown) {
		p.showPicked()
	}
	if fresh {
		p.sheet.focus(p.list)
	}
	p.drawn = true
}

// pick is where the picked one stands by now, or what has moved up into its place.
func (p *picking[T]) pick(next []T) int {
	if old, there := p.picked(); there {
		if n := slices.IndexFunc(next, func(one T) bool { return p.kind.same(one, old) }); n >= 0 {
			return n
		}
		return min(p.list.picked, len(next)-1)
	}
	return max(slices.IndexFunc(next, p.kind.first), min(0, len(next)-1))
}

func (p *picking[T]) picked() (one T, there bool) {
	if n := p.list.picked; n >= 0 && n < len(p.all) {
		return p.all[n], true
	}
	return one, false
}

// showPicked says what there is to say about the picked one.
func (p *picking[T]) showPicked() {
	one, there := p.picked()
	if !there {
		return
	}
	held := p.desk.window.Canvas().Focused()
	drawnAnew := held != nil && within(p.about, held)
	p.shown = one
	p.about.Objects = p.kind.words(one)
	p.sheet.rearrange()
	if drawnAnew {
		p.sheet.focus(p.list) // what had the keyboard is there no more
	}
	if p.kind.after != nil {
		p.kind.after(held)
	}
}
