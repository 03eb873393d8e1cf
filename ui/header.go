package ui

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"passdesk/assets"
	"passdesk/ui/model"
)

const (
	headerHeight float32 = 56
	stateHeight  float32 = 26
	searchWidth  float32 = 240
	urlMin       float32 = 80
)

// header says whether deliveries come in, where to, and how long ago the last
// one was; it holds the search box.
type header struct {
	widget.BaseWidget
	connection model.Connection

	ground, rule *panel
	logo         *canvas.Image
	name         *ink
	demo         *tag // nil unless this is a demonstration
	state        *statePill
	url, age     *ink
	copyURL      *button
	search       *search
	menu         *button
}

// newHeader draws the header; onCopy is given the endpoint's address.
func newHeader(box *search, wait later, onCopy func(url string), demo bool) *header {
	h := &header{
		ground: newPanel(colorGround, 0), rule: newRule(), state: newStatePill(),
		logo: canvas.NewImageFromResource(fyne.NewStaticResource("icon.png", assets.Icon)),
		name: newInk(text("app.name"), colorText, titleSize, fyne.TextStyle{Bold: true}),
		url:  newInk("", colorText, textSize, fyne.TextStyle{}), age: newInk("", colorMuted, idSize, fyne.TextStyle{}),
		search: box,
	}
	h.logo.FillMode = canvas.ImageFillContain
	h.copyURL = newCopyButton("", wait, func() { onCopy(h.connection.URL) })
	h.copyURL.on = colorGround
	if demo {
		h.demo = newTag(text("header.demo"), colorWarning, colorWarningSoft)
	}
	h.ExtendBaseWidget(h)
	h.show(model.Connection{}, time.Time{})
	return h
}

// show tells how the way in stands. What to do about it stands in the notice.
func (h *header) show(c model.Connection, now time.Time) {
	h.connection = c
	h.state.show(c.State, stateText(c, now))
	tone := colorText
	if !c.Receives() {
		tone = colorMuted
	}
	h.url.write(c.URL, tone)
	h.arrange(h.Size())
}

// stateText is how the way in stands, in a few words.
func stateText(c model.Connection, now time.Time) string {
	if since := dates().Hour(c.Since, now); c.State == model.Down && since != "" {
		return text("state.down_since", values{"At": since})
	}
	return text(stateFaces[c.State].word)
}

// showLast tells how long ago the last event came in.
func (h *header) showLast(at, now time.Time) {
	words := ageText(at, now)
	if h.age.words == words {
		return
	}
	h.age.write(words, colorMuted)
	h.arrange(h.Size())
}

func ageText(at, now time.Time) string {
	switch a := model.AgeOf(at, now); a.Unit {
	case model.Ahead:
		return text("age.ahead", values{"At": dates().Hour(at, now)})
	case model.Instants:
		return text("age.now")
	case model.Seconds:
		return counted("age.seconds", a.N)
	case model.Minutes:
		return counted("age.minutes", a.N)
	case model.Hours:
		return counted("age.hours", a.N)
	case model.Days:
		return counted("age.days", a.N)
	default:
		return text("age.never")
	}
}

// arrange places everything. The search box and the state come first, then
// the address; the age takes what they leave.
func (h *header) arrange(size fyne.Size) {
	if size.Width == 0 {
		return
	}
	middle := func(o fyne.CanvasObject, x, width, height float32) {
		place(o, x, (size.Height-height)/2, width, height)
	}
	h.ground.Resize(size)
	place(h.rule, 0, size.Height-1, size.Width, 1)
	middle(h.logo, 2*grid, 24, 24)
	middle(h.name, 6*grid, h.name.width()+2, 24)
	if h.demo != nil {
		middle(h.demo, 6*grid+h.name.width()+grid, h.demo.MinSize().Width, h.demo.MinSize().Height)
	}
	box := min(searchWidth, size.Width/4)
	right := size.Width - 2*grid - box
	middle(h.menu, size.Width-grid-buttonHeight, buttonHeight, buttonHeight)
	right -= buttonHeight
	middle(h.search, right, box, h.search.MinSize().Height)
	left := sideWidth + 2*grid
	right -= 2 * grid
	age := h.age.width()
	pill := min(h.state.MinSize().Width, right-left)
	room := right - left - pill - age
	h.age.Hidden = room < 2*grid || (h.connection.URL != "" && room < urlMin+buttonHeight+5*grid)
	if !h.age.Hidden {
		right -= age
		middle(h.age, right, age, 20)
		right -= 3 * grid
	}
	middle(h.state, left, pill, stateHeight)
	h.arrangeURL(left+pill+12, right, size.Height)
}

// arrangeURL shows the address where there is room to recognise it, however
// the way in stands: it may be what has to be registered next.
func (h *header) arrangeURL(left, right, height float32) {
	room := right - left - buttonHeight
	hidden := h.connection.URL == "" || room < urlMin
	h.url.Hidden, h.copyURL.Hidden = hidden, hidden
	if hidden {
		return
	}
	width := min(h.url.width(), room)
	place(h.url, left, (height-20)/2, width, 20)
	place(h.copyURL, left+width+2, (height-buttonHeight)/2, buttonHeight, buttonHeight)
	h.url.Refresh()
}

// MinSize implements fyne.CanvasObject.
func (h *header) MinSize() fyne.Size { return fyne.NewSize(640, headerHeight) }

// CreateRenderer implements fyne.Widget.
func (h *header) CreateRenderer() fyne.WidgetRenderer {
	objects := []fyne.CanvasObject{h.ground, h.rule, h.logo, h.name, h.state, h.url, h.copyURL, h.age, h.search, h.menu}
	if h.demo != nil {
		objects = append(objects, h.demo)
	}
	return &ownRenderer{objects: objects, layout: h.arrange, refresh: func() { h.arrange(h.Size()); refreshAll(objects) }, minimum: h.MinSize}
}

// refreshAll has objects drawn anew, as after a change of theme.
func refreshAll(objects []fyne.CanvasObject) {
	for _, o := range objects {
		o.Refresh()
	}
}
