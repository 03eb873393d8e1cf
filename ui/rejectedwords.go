package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"passdesk/ui/model"
)

// reasonTexts say why a request was turned away, and what to do about it.
var reasonTexts = [...]struct{ why, next string }{
	model.OtherReason:  {"rejected.other", "rejected.other_next"},
	model.WrongSecret:  {"rejected.secret", "rejected.secret_next"},
	model.BodyChanged:  {"rejected.changed", "rejected.changed_next"},
	model.NoSecret:     {"rejected.no_secret", "rejected.no_secret_next"},
	model.ClockOff:     {"rejected.clock", "rejected.clock_next"},
	model.NotSigned:    {"rejected.unsigned", "rejected.unsigned_next"},
	model.BadSignature: {"rejected.unreadable", "rejected.unreadable_next"},
	model.TooLarge:     {"rejected.large", "rejected.large_next"},
	model.Incomplete:   {"rejected.incomplete", "rejected.incomplete_next"},
}

// why is why a request was turned away.
func why(one model.Rejection) string {
	if one.Reason == model.ClockOff {
		if one.Off < 0 {
			return text("rejected.clock_behind", values{"By": lasting(one.Off)})
		}
		return text("rejected.clock_ahead", values{"By": lasting(one.Off)})
	}
	return text(reasonOf(one).why)
}

// next is what to do about it.
func next(one model.Rejection) string {
	switch {
	case one.Reason == model.ClockOff && !one.Genuine:
		return text("rejected.clock_gone")
	case one.Reason != model.ClockOff && one.Genuine:
		return text("rejected.genuine_next")
	}
	return text(reasonOf(one).next)
}

func reasonOf(one model.Rejection) struct{ why, next string } {
	if int(one.Reason) >= len(reasonTexts) {
		return reasonTexts[model.OtherReason]
	}
	return reasonTexts[one.Reason]
}

func (r *rejectedScreen) words(one model.Rejection) []fyne.CanvasObject {
	ground := colorGround
	if one.Genuine {
		ground = colorWarningSoft
	}
	row := r.acts(one)
	parts := append(card(ground, newBold(why(one)), paragraph(next(one), plainLook)), row, gap(10))
	add := func(label, value string) {
		if value != "" {
			parts = append(parts, newFact(label, value))
		}
	}
	if now := r.desk.options.Now(); one.Count > 1 {
		add(text("rejected.when"), text("rejected.between", values{"From": dates().Moment(one.At, now), "To": dates().Moment(one.Last, now), "N": figure(one.Count)}))
	}
	add(text("rejected.from"), one.From)
	add(text("detail.message"), one.MessageID)
	if one.Size > 0 {
		add(text("rejected.size"), bytesText(one.Size))
	}
	return append(parts, gap(4))
}

// acts are what can be done with one.
func (r *rejectedScreen) acts(one model.Rejection) fyne.CanvasObject {
	r.letIn = nil
	r.drop = newSurePush(r.desk.options.After, text("rejected.forget"), text("rejected.forget_sure"), func() { r.forget(one.ID) })
	if !one.Genuine {
		return container.NewHBox(r.drop)
	}
	r.letIn = newPush(text("rejected.let_in"), func() { r.admit(one.ID) })
	return container.NewHBox(r.letIn, gap(4), r.drop)
}

func newBold(words string) fyne.CanvasObject {
	return paragraph(words, look{size: plainLook.size, bold: true})
}
