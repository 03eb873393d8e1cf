package ui

import (
	"context"
	"slices"

	"fyne.io/fyne/v2/layout"

	"passdesk/assets/say"
	"passdesk/ui/model"
)

// rejectedScreen shows the requests that were turned away, and lets those in
// that turn out to be genuine.
type rejectedScreen struct {
	picking[model.Rejection]
	again *push
	clear *push
	letIn *push // the picked one; nil for one that cannot be
	drop  *push // the picked one
}

// openRejected shows the requests that were turned away.
func (d *Desk) openRejected() {
	r := &rejectedScreen{}
	r.set(d, text("rejected.title"), newPickList(r.line, []float32{140, 0, 60, 130}, r.showPicked), kindOf[model.Rejection]{
		why: text("rejected.why"), none: text("rejected.none"), besides: 480, words: r.words,
		same:  func(a, b model.Rejection) bool { return a.ID == b.ID },
		first: func(one model.Rejection) bool { return one.Genuine },
	})
	r.again = newPush(text("rejected.again"), r.recheck)
	r.clear = newSurePush(d.options.After, text("rejected.clear"), text("rejected.clear_sure"), r.forgetAll)
	leave := newMainPush(text("menu.close"), r.sheet.close)
	r.sheet.buttons(r.again, r.clear, layout.NewSpacer(), leave)
	r.sheet.show(leave)
	r.read()
	d.way.watch(r.sheet, r.read)
}

func (r *rejectedScreen) read() { ask(r.sheet, r.desk.way.receiver.Rejections, r.take) }

func (r *rejectedScreen) take(all []model.Rejection, err error) {
	if err != nil {
		r.broken(sentence(say.Of(err)))
		return
	}
	r.again.enable(len(all) > 0)
	r.clear.enable(slices.ContainsFunc(all, func(one model.Rejection) bool { return !one.Genuine }))
	r.give(all)
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
