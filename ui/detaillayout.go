package ui

import (
	"image/color"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// detailLayout gives the raw delivery the lower half of the pane while it is
// open, so that no part scrolls inside another.
type detailLayout struct{ pane *detail }

// MinSize implements fyne.Layout.
func (detailLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(detailMin, 200) }

// Layout implements fyne.Layout.
func (l detailLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	hint, scroll, raw := objects[0], objects[1], objects[2]
	hint.Resize(size)
	low := float32(0)
	if !raw.(*fyne.Container).Hidden {
		low = raw.MinSize().Height
		if l.pane.raw.open {
			low = max(low, float32(int(size.Height/2)))
		}
	}
	place(scroll, 0, 0, size.Width, size.Height-low)
	place(raw, 0, size.Height-low, size.Width, low)
}

// paneInset is what the pane leaves free at both sides.
const paneInset float32 = 20

// halfway puts text that wraps in the middle of what there is.
type halfway struct{}

// MinSize implements fyne.Layout.
func (halfway) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.Size{} }

// Layout implements fyne.Layout.
func (halfway) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	width := size.Width - 2*paneInset
	objects[0].Resize(fyne.NewSize(width, 0)) // it knows its height only then
	height := objects[0].MinSize().Height
	place(objects[0], paneInset, (size.Height-height)/2, width, height)
}

// nameRoom is what a name may take up, in pixels of one line: about three lines
// in the narrowest pane. A sender may put a whole page there.
const nameRoom = 2.5 * (detailMin - 5*grid)

// within says whether f is drawn as a part of o.
func within(o fyne.CanvasObject, f fyne.Focusable) bool {
	switch o := o.(type) {
	case *fyne.Container:
		return slices.ContainsFunc(o.Objects, func(part fyne.CanvasObject) bool { return within(part, f) })
	case *fact:
		return o.copy != nil && within(o.copy, f)
	case *claim:
		return o.copy != nil && within(o.copy, f)
	case *blank:
		if o.ActionItem != nil && within(o.ActionItem, f) {
			return true
		}
	}
	return any(o) == any(f)
}

// gap is empty room in a column or a row.
func gap(side float32) fyne.CanvasObject {
	r := canvas.NewRectangle(color.Transparent)
	r.SetMinSize(fyne.NewSquareSize(side))
	return r
}

// look is how a paragraph is set.
type look struct {
	size       fyne.ThemeSizeName
	importance widget.Importance
	bold       bool
}

var (
	nameLook    = look{size: theme.SizeNameHeadingText, bold: true}
	plainLook   = look{size: theme.SizeNameText}
	quietLook   = look{size: theme.SizeNameText, importance: widget.LowImportance}
	warningLook = look{size: theme.SizeNameText, importance: widget.WarningImportance, bold: true}
	dangerLook  = look{size: theme.SizeNameText, importance: widget.DangerImportance, bold: true}
)

// paragraph is text that wraps, without the padding that a label brings along.
func paragraph(words string, l look) fyne.CanvasObject {
	label := widget.NewLabelWithStyle(words, fyne.TextAlignLeading, fyne.TextStyle{Bold: l.bold})
	label.Wrapping = fyne.TextWrapWord
	label.SizeName, label.Importance = l.size, l.importance
	pad := sizes[theme.SizeNameInnerPadding]
	return container.New(inset{left: -pad, right: -pad, top: -pad, bottom: -pad}, label)
}
