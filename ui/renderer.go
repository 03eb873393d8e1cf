package ui

import "fyne.io/fyne/v2"

// ownRenderer draws a small widget that places and paints its own objects.
type ownRenderer struct {
	objects []fyne.CanvasObject
	layout  func(fyne.Size)
	refresh func()
	minimum func() fyne.Size // nil for none
}

// Layout implements fyne.WidgetRenderer.
func (r *ownRenderer) Layout(size fyne.Size) { r.layout(size) }

// MinSize implements fyne.WidgetRenderer.
func (r *ownRenderer) MinSize() fyne.Size {
	if r.minimum == nil {
		return fyne.Size{}
	}
	return r.minimum()
}

// Refresh implements fyne.WidgetRenderer.
func (r *ownRenderer) Refresh() { r.refresh() }

// Objects implements fyne.WidgetRenderer.
func (r *ownRenderer) Objects() []fyne.CanvasObject { return r.objects }

// Destroy implements fyne.WidgetRenderer.
func (r *ownRenderer) Destroy() {}
