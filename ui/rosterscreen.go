package ui

import (
	"context"
	"path/filepath"
	"slices"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"passdesk/assets/say"
	"passdesk/store"
	"passdesk/ui/model"
)

// rosterRest is the least time between two looks at a list, and to each look's
// own time it is added, so that a large one leaves time for the rest.
const rosterRest = 300 * time.Millisecond

// rosterScreen shows how a list of expected people stands, as long as it is open.
type rosterScreen struct {
	desk  *Desk
	sheet *sheet
	id    int64
	sum   *ink
	view  *choice // all, or a state
	list  *pickList
	about *fyne.Container
	said  *said
	show  *push

	known   bool
	stands  model.RosterStanding
	lines   []int                    // places of stands.Lines that are listed; strangers come behind all of those
	rows    map[int64]store.Issuance // that were read for what is picked
	drawn   rosterDrawn              // what about shows
	reading bool
	again   bool // something may have changed since
	resting bool
	broken  bool // what is said is why it could not be read
}

// openRoster shows how a list stands. onClose hears that it was closed.
func (d *Desk) openRoster(id int64, onClose func()) {
	r := &rosterScreen{desk: d, id: id, sheet: newSheet(d, text("roster.title")), said: newSaid(), about: container.New(stacked{}), rows: map[int64]store.Issuance{}}
	r.sheet.wide = 860
	r.sum = newInk("", colorText, titleSize, fyne.TextStyle{Bold: true})
	r.sum.trim = true
	r.list = newPickList(r.line, []float32{52, 0, 250, 120}, r.showPicked)
	r.show = newMainPush(text("roster.jump"), r.jump)
	r.show.enable(false)
	r.sheet.onEnter = r.jump
	leave := newPush(text("menu.close"), r.sheet.close)
	r.sheet.fill(paragraph(text("safety.reading"), quietLook), r.said.box)
	r.sheet.buttons(newPush(text("roster.export"), r.export), layout.NewSpacer(), leave, r.show)
	r.sheet.onClose = func() { d.roster = nil; onClose() }
	d.roster = r
	r.sheet.show(leave)
	r.read()
}

// changed has the list looked at again soon.
func (r *rosterScreen) changed() {
	if r.again = true; !r.resting && !r.reading {
		r.read()
	}
}

// read asks how the list stands by now.
func (r *rosterScreen) read() {
	if r.reading {
		r.again = true
		return
	}
	r.reading, r.again = true, false
	var took time.Duration
	ask(r.sheet, func(ctx context.Context) (model.RosterStanding, error) {
		began := time.Now()
		stands, err := r.desk.options.Rosters.Reconcile(ctx, r.id)
		took = time.Since(began)
		return stands, err
	}, func(stands model.RosterStanding, err error) {
		r.reading, r.resting = false, true
		r.take(stands, err)
		r.desk.options.After(rosterRest+took, func() {
			if r.resting = false; r.again && r.sheet.open {
				r.read()
			}
		})
	})
}

func (r *rosterScreen) take(stands model.RosterStanding, err error) {
	if err != nil {
		r.broken = true
		r.tell(sentence(say.Of(err)), colorDangerSoft)
		return
	}
	if r.broken {
		r.broken = false
		r.said.show("", colorGround)
	}
	first, picked := !r.known, r.picked()
	r.stands, r.known = stands, true
	r.sum.write(rosterSum(stands), colorText)
	r.showCounts()
	if first {
		r.sheet.title.write(stands.Name, colorText)
		r.sheet.fill(r.sum, gap(10), r.view.box, gap(8), r.list.room, gap(8), r.said.box, r.about)
	}
	r.showLines(picked)
	if first {
		r.sheet.focus(r.list)
	}
}

// rosterViews are what can be listed: all who were expected, or one state.
const rosterViews = int(model.RosterStates) + 1

// showCounts says behind each choice how many there are, and offers no more than
// there is.
func (r *rosterScreen) showCounts() {
	words := make([]string, rosterViews)
	for n := range words {
		count := len(r.stands.Lines)
		if n > 0 {
			count = r.stands.Counts[n-1]
		}
		words[n] = text("roster.view", values{"State": text(rosterViewTexts[n]), "N": figure(count)})
	}
	if r.view == nil {
		r.view = newChoice(0, words...)
		r.view.onTap = func() { r.showLines(rosterEntry{}) }
	}
	for n, b := range r.view.options {
		b.words = words[n]
		b.relabel(b.sign)
		b.Hidden = n > 0 && r.stands.Counts[n-1] == 0 && r.view.chosen != n
	}
	r.view.box.Refresh()
}

// showLines lists what is chosen, with the line picked that is about the same as
// one before, or the first.
func (r *rosterScreen) showLines(picked rosterEntry) {
	r.lines = r.lines[:0]
	state := model.RosterState(r.view.chosen - 1)
	for n := range r.stands.Lines {
		if r.view.chosen == 0 || r.stands.Lines[n].State == state {
			r.lines = append(r.lines, n)
		}
	}
	if r.view.chosen > 0 && state == model.RosterUnexpected {
		for n := range r.stands.Strangers {
			r.lines = append(r.lines, len(r.stands.Lines)+n)
		}
	}
	at := max(slices.IndexFunc(r.lines, func(place int) bool { return r.isAt(place, picked) }), min(0, len(r.lines)-1))
	most := max(int((r.desk.window.Canvas().Size().Height-470)/(pickHeight+4)), 4)
	r.list.give(most, most)
	r.list.show(len(r.lines), at)
	r.showPicked()
}

// rosterEntry is a line of the list: somebody who was expected, or a stranger.
type rosterEntry struct {
	line     model.RosterLine
	stranger store.Issuance // with an ID, it is one
}

// isAt tells that the line of a place is about the same as another. It looks at no
// more of it than that, for there may be tens of thousands.
func (r *rosterScreen) isAt(place int, other rosterEntry) bool {
	if n := place - len(r.stands.Lines); n >= 0 {
		return r.stands.Strangers[n].ID == other.stranger.ID
	}
	return other.stranger.ID == 0 && r.stands.Lines[place].Number == other.line.Number
}

func (r *rosterScreen) entry(n int) rosterEntry {
	at := r.lines[n]
	if at < len(r.stands.Lines) {
		return rosterEntry{line: r.stands.Lines[at]}
	}
	i := r.stands.Strangers[at-len(r.stands.Lines)]
	return rosterEntry{stranger: i, line: model.RosterLine{Name: i.SubjectName, Contact: i.SubjectContact, State: model.RosterUnexpected, Issuance: i.ID}}
}

// picked is the line that is picked; one without a number for none.
func (r *rosterScreen) picked() rosterEntry {
	if n := r.list.picked; n >= 0 && n < len(r.lines) && r.lines[n] < len(r.stands.Lines)+len(r.stands.Strangers) {
		return r.entry(n)
	}
	return rosterEntry{}
}

func (r *rosterScreen) tell(words string, ground fyne.ThemeColorName) {
	r.said.show(words, ground)
	r.sheet.rearrange()
}

// judge keeps what the reader says about an issuance, and looks again.
func (r *rosterScreen) judge(v store.Verdict) {
	ask(r.sheet, failing(func(ctx context.Context) error { return r.desk.options.Rosters.Judge(ctx, r.id, v) }), func(_ struct{}, err error) {
		if err != nil {
			r.tell(sentence(say.Of(err)), colorDangerSoft)
		}
		r.sheet.focus(r.list)
		r.read()
	})
}

// jump leads to the issuance of the picked line in the list of the desk.
func (r *rosterScreen) jump() {
	row, there := r.rows[counting(r.picked().line)]
	if !there {
		return
	}
	for top := r.desk.topSheet(); top != nil; top = r.desk.topSheet() {
		top.close()
	}
	r.desk.search.SetText(model.IssuanceSearch(row, r.desk.options.Now().Location()))
	r.desk.turn(model.Query{View: model.Everything, Search: r.desk.search.Text, Order: r.desk.query.Order})
	r.desk.focusList()
}

// counting is the issuance that says how it stands with somebody, or else the
// likeliest; 0 for none.
func counting(l model.RosterLine) int64 {
	if l.Issuance == 0 && len(l.Suggested) > 0 {
		return l.Suggested[0].Issuance
	}
	return l.Issuance
}

// export writes the list to a file.
func (r *rosterScreen) export() {
	r.desk.files.save(text("roster.file", values{"Name": fileName(r.stands.Name)}), func(path string) {
		r.tell(text("export.working", values{"File": filepath.Base(path)}), colorGround)
		ask(r.sheet, func(ctx context.Context) (int, error) {
			return r.desk.options.Rosters.ExportRoster(ctx, r.id, path)
		}, func(n int, err error) {
			if err != nil {
				r.tell(sentence(say.Of(err)), colorDangerSoft)
				return
			}
			r.tell(counted("roster.exported", n, values{"File": filepath.Base(path)}), colorSuccessSoft)
		})
	})
}
