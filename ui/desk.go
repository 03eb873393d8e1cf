package ui

import (
	"context"
	"sync"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"passdesk/store"
	"passdesk/store/secret"
	"passdesk/ui/model"
)

const typingPause = 120 * time.Millisecond

// Desk is the window with the list of issuances.
type Desk struct {
	app     fyne.App
	backend Backend
	window  fyne.Window
	options Options

	feed     *feed
	readings *readings
	pages    *pages
	hands    *hands
	tallies  *tallies
	reveals  *reveals
	loan     *loan

	header  *header
	search  *search
	notice  *notice
	sidebar *sidebar
	list    *list
	bar     *listBar
	empty   *emptyState
	detail  *detail
	toast   *toast
	chores  *chores
	wishes  *wishes
	outside *outside
	crier   *crier
	safe    *safekeeping  // nil without a Keeper
	way     *reception    // nil without a Receiver
	asks    *asking       // nil without an Asker
	export  *exportScreen // the one that is writing a file, even when it is closed; or nil
	looks   *looks
	putOff  map[model.Strip]time.Time
	files   files
	open    func(address string) error // in the program that the reader has for it; not on the UI thread
	sheets  []*sheet                   // that lie over the window, the top one last
	frame   *frame

	presents   *presenting // nil while no pass is shown to its person
	connection model.Connection
	query      model.Query // what the reader wants to see
	answer     answer      // what the list shows
	answered   bool        // the store has said something
	read       bool        // and could be read at least once
	unread     bool        // the selected row's details could not be
	retrying   bool        // they are asked for again in a while
	copies     int         // how many links have been copied; tells an old flash from the last
	today      time.Time
	undoable   *handing // what Ctrl+Z takes back; nil for nothing
	tally      tally
	failings   *failingsScreen // while it is open
	roster     *rosterScreen   // likewise
	handout    *handoutScreen  // the one that is making a folder, even when it is closed
}

// NewDesk makes the window, which is shown with Window().Show. It gives the app
// the desk's theme. It must be called on the UI thread; nothing is read from
// the backend before Run.
func NewDesk(a fyne.App, b Backend, o Options) *Desk {
	speak(o.Settings.Language)
	d := &Desk{app: a, backend: b, options: o.filled(), putOff: map[model.Strip]time.Time{}, open: opener(a)}
	d.wishes = newWishes(d)
	d.dress(o.Settings)
	d.feed = newFeed(b, d.options.Now, func(an answer, drawn func()) {
		d.options.RunOnUI(func() { defer drawn(); d.apply(an) })
	})
	d.readings = newReadings(b, func(id int64, full model.Detail, err error) {
		d.options.RunOnUI(func() { d.showDetail(id, full, err) })
	})
	d.pages = newPages(b, func(rows []store.Issuance, ids []int64, drawn func()) {
		d.options.RunOnUI(func() { defer drawn(); d.list.learn(rows, ids) })
	})
	d.hands = newHands(b, func(e errand) { d.options.RunOnUI(func() { d.handFailed(e) }) })
	d.tallies = &tallies{
		backend: b, now: d.options.Now, poke: make(chan struct{}, 1),
		deliver: func(t tally) { d.options.RunOnUI(func() { d.showTally(t) }) },
	}
	d.reveals = newReveals(b, func(w keyWish, key secret.Value[string], err error) {
		d.options.RunOnUI(func() { d.keyCame(w, key, err) })
	})
	d.loan = newLoan(a.Clipboard(), d.options.After)
	d.crier = newCrier(d)
	d.chores = newChores(d.options.RunOnUI)
	d.looks = newLooks(d)
	if k := o.Keeper; k != nil {
		d.safe = newSafekeeping(k, d.chores, d.options.Now, d.showNotice)
	}
	if r := o.Receiver; r != nil {
		d.way = newReception(r, d.chores, d.options.Now, d.standingRead)
	}
	if a := o.Asker; a != nil {
		d.asks = newAsking(a, d.chores, d.options.Now, d.keysRead)
	}
	d.buildParts()
	d.buildWindow()
	d.ask(loadView(a.Preferences()), 0)
	return d
}

func (d *Desk) buildParts() {
	now, wait := d.options.Now, d.options.After
	d.today = now()
	d.search = newSearch(d.searchFor, d.focusList)
	d.search.onExport, d.search.suggest, d.search.wait = d.openExport, d.suggest, wait
	d.search.onHints = d.showProblem
	d.header = newHeader(d.search, wait, d.copyEndpoint, d.options.Demo)
	d.header.menu = d.newMenuButton()
	if d.way != nil {
		d.header.state.onTap = d.openConnection
	}
	d.notice = newNotice(wait)
	d.sidebar = newSidebar(d.choose, d.chooseTemplate, d.openRejected)
	d.empty = newEmptyState(d.openSetup)
	d.toast = newToast(wait, d.settleFocus)
	d.list = newList(now)
	d.list.onSelect = d.selectionChanged
	d.list.unread = d.looks.unread
	d.list.shapes = loadShapes(d.app.Preferences())
	d.list.reshape()
	d.list.onCopy = func(i store.Issuance) { d.copyLink(i, model.LinkLine(i)) }
	d.list.onMissing = d.pages.ask
	d.list.onSight = d.feed.look
	d.list.onSort = d.sort
	d.list.onMenu = d.openRowMenu
	d.list.onColumns = d.openColumnMenu
	d.list.onShape = d.shapeChanged
	d.bar = newListBar(d.openAside)
	d.list.onOpen = d.openDetail
	d.list.onSettle = d.showEmpty
	d.list.onEscape = func() { d.search.SetText("") }
	d.detail = newDetail(now, wait, d.detailActs())
}

// detailActs are what the desk does for its pane.
func (d *Desk) detailActs() detailActs {
	acts := detailActs{
		copyLink: d.copyLink, copyText: d.copyText, key: d.wantKey, hand: d.handOne, show: d.present, visit: d.openPass,
		note: d.openNote, mail: d.mail, mails: d.canMail,
		alike: func(i store.Issuance) { d.chooseCause(store.Fingerprint(i.Error)) },
		heard: func(int64) hearsay { return hearsay{} },
	}
	if d.options.Exporter != nil {
		acts.save = d.savePass
	}
	if d.asks != nil {
		acts.verify, acts.revoke = d.verifyOnline, d.openRevoke
		acts.fetch = func(i store.Issuance) { d.openFetch([]int64{i.ID}) }
		acts.heard = func(id int64) hearsay { return d.asks.heard[id] }
	}
	return acts
}

func (d *Desk) buildWindow() {
	list := container.New(over{}, container.NewStack(d.list, d.empty.box), d.bar)
	d.frame = newFrame(d.header, d.notice.box, d.sidebar, list, d.detail.box)
	d.window = d.app.NewWindow(text("app.name"))
	d.window.SetPadded(false)
	d.files = newFiles(d.window)
	d.window.SetContent(container.NewStack(d.frame.box, d.search.hints.box, d.toast.box))
	d.window.SetOnClosed(d.closed)
	if d.options.End == nil {
		d.options.End = d.window.Close
	}
	d.outside = newOutside(d)
	larger := d.wishes.TextSize.Factor()
	d.window.Resize(fyne.NewSize(1200/larger, 680/larger)) // fits a laptop of 1366 by 768
	d.keys(d.window.Canvas())
	d.focusList()
}

// Window is the desk's window.
func (d *Desk) Window() fyne.Window { return d.window }

// SetConnection tells how the way in stands. Any goroutine may call it.
func (d *Desk) SetConnection(c model.Connection) {
	d.options.RunOnUI(func() { d.wayChanged(c) })
}

// Run keeps the window up to date until ctx ends. It blocks, must not be
// called on the UI thread and may be called once; the UI thread must be running
// or about to.
func (d *Desk) Run(ctx context.Context) {
	var loops sync.WaitGroup
	loops.Go(func() { d.feed.run(ctx) })
	loops.Go(func() { d.readings.run(ctx) })
	loops.Go(func() { d.pages.run(ctx) })
	loops.Go(func() { d.hands.run(ctx) })
	loops.Go(func() { d.tallies.run(ctx) })
	loops.Go(func() { d.reveals.run(ctx) })
	loops.Go(func() { d.chores.run(ctx) })
	loops.Go(func() { d.crier.run(ctx) })
	loops.Go(func() { d.tickEverySecond(ctx) })
	loops.Wait()
}

func (d *Desk) tickEverySecond(ctx context.Context) {
	ticker := time.NewTicker(time.Second)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			d.options.RunOnUI(d.tick)
		}
	}
}

// tick lets what is shown grow older.
func (d *Desk) tick() {
	now := d.options.Now()
	if d.read {
		d.header.showLast(d.answer.latest, now)
	}
	d.showAside()
	if !model.SameDay(d.today, now) {
		d.today = now
		d.bar.showToday(store.Today{}) // until something comes in
		d.header.show(d.connection, now)
		d.list.sync()
		d.showNotice()
	}
	d.keepLook()
	d.comeBack() // whatever has happened to the tray
	d.list.settle()
	d.outside.show()
	d.cry()
	if d.safe != nil {
		d.safe.look()
	}
	if d.way != nil {
		d.way.look()
	}
	if d.asks != nil {
		d.asks.look()
	}
}
