package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/widget"

	"passdesk/ui/model"
)

// emptyFace is what stands in place of the rows: a sign, what is the case, and
// what to do next.
type emptyFace struct {
	sign        string
	title, next string // keys
	tone, soft  fyne.ThemeColorName
}

var emptyFaces = map[model.Empty]emptyFace{
	model.Unreadable:   {"✕", "empty.unreadable.title", "empty.unreadable.next", colorDanger, colorDangerSoft},
	model.NothingFound: {"⌕", "empty.search.title", "empty.search.next", colorMuted, colorIdle},
	model.NoFailures:   {"✓", "empty.failures.title", "empty.failures.next", colorSuccess, colorSuccessSoft},
	model.NobodyWaits:  {"✓", "empty.waits.title", "empty.waits.next", colorSuccess, colorSuccessSoft},
	model.NoOthers:     {"◆", "empty.others.title", "empty.others.next", colorMuted, colorIdle},
	model.DemoStarting: {"◌", "empty.demo.title", "empty.demo.next", colorAccent, colorAccentSoft},
	model.ToSetUp:      {"○", "empty.setup.title", "empty.setup.next", colorAccent, colorAccentSoft},
	model.NotReceiving: {"○", "empty.offline.title", "empty.offline.next", colorWarning, colorWarningSoft},
	model.LocalOnly:    {"◐", "empty.local.title", "empty.local.next", colorAccent, colorAccentSoft},
	model.Waiting:      {"●", "empty.waiting.title", "empty.waiting.next", colorSuccess, colorSuccessSoft},
}

// emptyState covers a list without rows and says why there are none.
type emptyState struct {
	box   *fyne.Container
	disc  *panel
	sign  *ink
	title *widget.Label
	next  *widget.Label
	setUp *fyne.Container // leads to the assistant
}

const (
	emptyWidth float32 = 320
	discSide   float32 = 48
	// searchShown is how much is said of what was searched for, in characters.
	searchShown = 200
)

func newEmptyState(onSetUp func()) *emptyState {
	e := &emptyState{
		disc: newPanel(colorIdle, discSide/2), sign: newInk("", colorMuted, 24, monospace),
		title: centred(true), next: centred(false),
	}
	e.setUp = container.New(inset{top: 16}, container.NewCenter(newMainPush(text("menu.setup"), onSetUp)))
	disc := container.NewStack(container.NewGridWrap(fyne.NewSquareSize(discSide), e.disc), container.NewCenter(e.sign))
	words := container.New(layout.NewCustomPaddedVBoxLayout(0), container.NewCenter(disc), e.title, e.next, e.setUp)
	e.box = container.NewStack(newPanel(colorSurface, 0), container.New(narrow{}, words))
	e.box.Hide()
	return e
}

func centred(bold bool) *widget.Label {
	l := widget.NewLabelWithStyle("", fyne.TextAlignCenter, fyne.TextStyle{Bold: bold})
	l.Wrapping = fyne.TextWrapWord
	if bold {
		l.SizeName = "subHeadingText"
	} else {
		l.Importance = widget.LowImportance
	}
	return l
}

// show says why there are no rows; with NotEmpty it goes away.
func (e *emptyState) show(why model.Empty, search string) {
	face, ok := emptyFaces[why]
	if !ok {
		e.box.Hide()
		return
	}
	e.disc.fill(face.soft)
	e.sign.write(face.sign, face.tone)
	e.title.SetText(text(face.title, values{"Search": clip(search, searchShown)}))
	e.next.SetText(text(face.next))
	e.setUp.Hidden = why != model.ToSetUp
	e.box.Show()
	e.box.Refresh()
}

// narrow centres a block of text of a readable width.
type narrow struct{}

// MinSize implements fyne.Layout.
func (narrow) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(200, 160) }

// Layout implements fyne.Layout.
func (narrow) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	width := min(emptyWidth, size.Width-2*grid)
	for _, o := range objects {
		o.Resize(fyne.NewSize(width, o.MinSize().Height))
		height := o.MinSize().Height // wrapped text knows its height only now
		place(o, float32(int((size.Width-width)/2)), float32(int((size.Height-height)*2/5)), width, height)
	}
}
