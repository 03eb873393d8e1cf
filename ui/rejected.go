package ui

import (
	"context"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"passdesk/assets/say"
	"passdesk/ui/model"
)

// rejectedScreen shows the requests that were turned away, and lets those in
// that turn out to be genuine.
type rejectedScreen struct {
	desk  *Desk
	sheet *sheet
	list  *pickList
	about *fyne.Container
	said  *said
	all   []model.Rejection
	again *push
	clear *push
	letIn *push           // the picked one; nil for one that cannot be
	drop  *push           // the picked one
	shown model.Rejection // the picked one as it is drawn
	fresh bool            // nothing is shown yet
}

// openRejected shows the requests that were turned away.
func (d *Desk) openRejected() {
	r := &rejectedScreen{desk: d, sheet: newSheet(d, text("rejected.title")), about: container.New(stacked{}), said: newSaid(), fresh: true}
	r.sheet.wide = sheetWide
	r.list = newPickList(r.line, []float32{140, 0, 60, 130}, r.showPicked)
	r.again = newPush(text("rejected.again"), r.recheck)
	r.clear = newSurePush(d.options.After, text("rejected.clear"), text("rejected.clear_sure"), r.forgetAll)
	leave := newMainPush(text("menu.close"), r.sheet.close)
	r.sheet.fill(paragraph(text("rejected.why"), quietLook), gap(12), paragraph(text("safety.reading"), quietLook), r.said.box)
	r.sheet.buttons(r.again, r.clear, layout.NewSpacer(), leave)
	r.sheet.show(leave)
	r.read()
	d.way.watch(r.sheet, r.read)
}

func (r *rejectedScreen) read() { ask(r.sheet, r.desk.way.receiver.Rejections, r.take) }

func (r *rejectedScreen) take(all []model.Rejection, err error) {
	if err != nil {
		r.tell(sentence(say.Of(err)), colorDangerSoft)
		return
	}
	picked := r.pick(all)
	r.all = all
	r.again.enable(len(all) > 0)
	r.clear.enable(slices.ContainsFunc(all, func(one model.Rejection) bool { return !one.Genuine }))
	if len(all) == 0 {
		r.fresh = true
		r.list.show(0, -1)
		r.sheet.fill(append([]fyne.CanvasObject{r.said.box}, card(colorSuccessSoft, signed("✓", text("rejected.none"), colorSuccess))...)...)
		r.sheet.settle()
		return
	}
	r.list.give(len(all), r.most())
	if r.fresh {
		r.sheet.fill(paragraph(text("rejected.why"), quietLook), gap(10), r.list.room, gap(10), r.said.box, r.about)
	}
	r.list.show(len(all), picked)
	if r.fresh || r.all[picked] != r.shown {
		r.showPicked()
	}
	if r.fresh {
		r.sheet.focus(r.list)
	}
	r.fresh = false
}

func (r *rejectedScreen) most() int {
	return max(int((r.desk.window.Canvas().Size().Height-480)/(pickHeight+4)), 3)
}

// pick is where the picked one stands by now, or what has moved up into its
// place; at first it is the newest genuine one.
func (r *rejectedScreen) pick(next []model.Rejection) int {
	old := r.list.picked
	if old >= 0 && old < len(r.all) {
		for n, one := range next {
			if one.ID == r.all[old].ID {
				return n
			}
		}
		return min(old, len(next)-1)
	}
	for n, one := range next {
		if one.Genuine {
			return n
		}
	}
	return min(0, len(next)-1)
}

func (r *rejectedScreen) line(n int) pickLine {
	one := r.all[n]
	l := pickLine{sign: "✕", tone: colorMuted, soft: colorIdle}
	state := text("rejected.kept_out")
	if one.Genuine {
		l.sign, l.tone, l.soft, state = "!", colorWarning, colorWarningSoft, text("rejected.genuine")
	}
	times := ""
	if one.Count > 1 {
		times = text("rejected.times", values{"N": figure(one.Count)})
	}
	l.words = []string{dates().Moment(one.Last, r.desk.options.Now()), why(one), times, state}
	return l
}

// showPicked says what is known about the picked one and what to do.
func (r *rejectedScreen) showPicked() {
	n := r.list.picked
	if n < 0 || n >= len(r.all) {
		return
	}
	focused := r.desk.window.Canvas().Focused()
	held := focused != nil && within(r.about, focused)
	r.shown = r.all[n]
	r.about.Objects = r.words(r.shown)
	r.sheet.rearrange()
	if held {
		r.sheet.focus(r.list) // what had the keyboard has been drawn anew
	}
}

func (r *rejectedScreen) tell(words string, ground fyne.ThemeColorName) {
	r.said.show(words, ground)
	r.sheet.rearrange()
}

// recheck looks at all of them with the secrets that are known by now.
func (r *rejectedScreen) recheck() {
	r.again.enable(false)
	r.tell(text("rejected.checking"), colorGround)
	ask(r.sheet, r.desk.way.receiver.Recheck, func(n int, err error) {
		r.again.enable(true)
		r.sheet.focus(r.again)
		switch {
		case err != nil:
			r.tell(sentence(say.Of(err)), colorDangerSoft)
		case n == 0:
			r.tell(text("rejected.in_none"), colorGround)
		default:
			r.tell(counted("rejected.in", n), colorSuccessSoft)
		}
		r.desk.way.read()
	})
}

// admit puts a genuine one among the deliveries.
func (r *rejectedScreen) admit(id int64) {
	r.letIn.enable(false)
	r.change(func(ctx context.Context) error { return r.desk.way.receiver.LetIn(ctx, id) }, text("rejected.let_in_done"))
}

func (r *rejectedScreen) forget(ids ...int64) {
	r.change(func(ctx context.Context) error { return r.desk.way.receiver.Dismiss(ctx, ids...) }, counted("rejected.forgotten", len(ids)))
}

// forgetAll forgets those that are in the list and not genuine.
func (r *rejectedScreen) forgetAll() {
	var ids []int64
	for _, one := range r.all {
		if !one.Genuine {
			ids = append(ids, one.ID)
		}
	}
	r.forget(ids...)
}

func (r *rejectedScreen) change(do func(context.Context) error, done string) {
	ask(r.sheet, failing(do), func(_ struct{}, err error) {
		if err != nil {
			r.tell(sentence(say.Of(err)), colorDangerSoft)
			r.showPicked()
		} else {
			r.tell(done, colorSuccessSoft)
		}
		r.desk.way.read() // and the list after it
	})
}
