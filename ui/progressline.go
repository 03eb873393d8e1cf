package ui

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"passdesk/ui/model"
)

// progressLine shows how far something is, and how long it will still take.
type progressLine struct {
	box     *fyne.Container
	bar     *widget.ProgressBar
	waiting *widget.ProgressBarInfinite // while the share is not known
	words   *ink
	at      model.Progress
}

func newProgressLine() *progressLine {
	p := &progressLine{bar: widget.NewProgressBar(), waiting: newWaiting(), words: newInk("", colorMuted, idSize, fyne.TextStyle{})}
	p.words.trim = true
	p.bar.TextFormatter = func() string { return "" } // the words say more
	p.bar.Hide()
	p.box = container.New(stacked{}, container.NewStack(p.bar, p.waiting), gap(6), p.words)
	return p
}

func (p *progressLine) show(at model.Progress) {
	p.at = at
	p.words.write(progressWords(at), colorMuted)
	if at.Share > 0 {
		p.waiting.Stop()
		p.waiting.Hide()
		p.bar.Show()
		p.bar.SetValue(at.Share)
		return
	}
	p.bar.Hide()
	p.waiting.Show()
	p.waiting.Start()
}

// rest has nothing move any more.
func (p *progressLine) rest() { p.waiting.Stop() }

// progressWords say how much is written and how long the rest will take.
func progressWords(p model.Progress) string {
	if p.Records == 0 {
		return ""
	}
	so := counted("export.so_far", int(p.Records))
	switch {
	case p.Left <= 0:
		return so
	case p.Left < 90*time.Second:
		return counted("export.seconds", max(int(p.Left.Round(time.Second)/time.Second), 1), values{"So": so})
	default:
		return counted("export.minutes", int(p.Left.Round(time.Minute)/time.Minute), values{"So": so})
	}
}
