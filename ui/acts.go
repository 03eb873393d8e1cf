package ui

import (
	"context"
	"path/filepath"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"passdesk/assets/say"
	"passdesk/store"
	"passdesk/ui/model"
)

// actsPage is how many entries of the log are read at a time.
const actsPage = 100

// actTexts say what somebody did.
var actTexts = map[store.ActKind]string{
	store.ActBegan:       "acts.began",
	store.ActOpened:      "acts.opened",
	store.ActLocked:      "acts.locked",
	store.ActCopied:      "acts.copied",
	store.ActHandover:    "acts.handover",
	store.ActExported:    "acts.exported",
	store.ActCodeMade:    "acts.code_made",
	store.ActCodeUsed:    "acts.code_used",
	store.ActKeysRenewed: "acts.keys_renewed",
	store.ActKeyRevealed: "acts.key_revealed",
	store.ActErased:      "acts.erased",
	store.ActBackedUp:    "acts.backed_up",
	store.ActRestored:    "acts.restored",
	store.ActSettingsSet: "acts.settings_set",
	store.ActPromoted:    "acts.promoted",
	store.ActDismissed:   "acts.dismissed",
	store.ActGapTicked:   "acts.gap_ticked",
	store.ActNoted:       "acts.noted",
	store.ActRevocation:  "acts.revocation",
	store.ActRosterSet:   "acts.roster_set",
}

// actText is what an act was, in words. A kind from a newer version stands
// for itself.
func actText(kind string) string {
	if key, known := actTexts[store.ActKind(kind)]; known {
		return text(key)
	}
	return text("acts.unknown", values{"Kind": kind})
}

// actsScreen shows the log of acts.
type actsScreen struct {
	desk    *Desk
	sheet   *sheet
	said    *said
	list    *actList
	check   *push
	acts    []model.Act
	whole   bool // there are no older ones
	reading bool
}

// openActs shows the log of acts.
func (d *Desk) openActs() {
	a := &actsScreen{desk: d, sheet: newSheet(d, text("acts.title")), said: newSaid()}
	a.sheet.wide = sheetWide
	a.list = newActList(a.row, d.options.Now)
	a.check = newPush(text("acts.check"), a.verify)
	save := newPush(text("acts.save"), a.export)
	leave := newMainPush(text("menu.close"), a.sheet.close)
	a.said.show(text("safety.reading"), colorGround)
	a.sheet.fill(
		paragraph(text("acts.why"), quietLook), gap(8), a.said.box,
		container.New(high{actsHeight(d.window.Canvas().Size().Height)}, a.list))
	a.sheet.buttons(a.check, save, layout.NewSpacer(), leave)
	a.sheet.show(a.list)
	a.more()
}

// actsHeight is how high the list is in a window: whole entries.
func actsHeight(window float32) float32 {
	const row = actHeight + 4 // Fyne leaves a gap below each
	return max(float32(int((window-280)/row)), 4) * row
}

// row gives an entry to draw, and has older ones read in time.
func (a *actsScreen) row(n int) model.Act {
	if n >= len(a.acts)-actsPage/4 {
		a.more()
	}
	return a.acts[n]
}

// more reads the next page of older entries.
func (a *actsScreen) more() {
	if a.reading || a.whole {
		return
	}
	a.reading = true
	before := int64(0)
	if n := len(a.acts); n > 0 {
		before = a.acts[n-1].ID
	}
	ask(a.sheet, func(ctx context.Context) ([]model.Act, error) {
		return a.desk.safe.keeper.Acts(ctx, before, actsPage)
	}, a.take)
}

func (a *actsScreen) take(page []model.Act, err error) {
	a.reading = false
	if err != nil {
		a.whole = true // nobody asks again and again
		a.tell(sentence(say.Of(err)), colorDangerSoft)
		return
	}
	first := len(a.acts) == 0
	a.acts = append(a.acts, page...)
	a.whole = len(page) < actsPage || page[len(page)-1].ID <= 1
	if first {
		a.tell("", colorGround)
	}
	if len(a.acts) == 0 {
		a.tell(text("acts.none"), colorGround)
	}
	a.list.show(len(a.acts))
}

func (a *actsScreen) tell(words string, ground fyne.ThemeColorName) {
	a.said.show(words, ground)
	a.sheet.rearrange()
}

// verify proves that the log is whole.
func (a *actsScreen) verify() {
	a.check.enable(false)
	a.tell(text("acts.checking"), colorGround)
	ask(a.sheet, a.desk.safe.keeper.VerifyActs, func(n int64, err error) {
		a.check.enable(true)
		a.sheet.focus(a.check)
		if err != nil {
			a.tell(sentence(say.Of(err)), colorDangerSoft)
			return
		}
		a.tell(counted("acts.whole", int(n)), colorSuccessSoft)
	})
}

// export writes the log to a file.
func (a *actsScreen) export() {
	name := text("acts.file", values{"Date": a.desk.options.Now().Format("2006-01-02")})
	a.desk.files.save(name, func(path string) {
		ask(a.sheet, failing(func(ctx context.Context) error { return a.desk.safe.keeper.ExportActs(ctx, path) }), func(_ struct{}, err error) {
			if err != nil {
				a.tell(sentence(say.Of(err)), colorDangerSoft)
				return
			}
			a.tell(text("acts.saved", values{"File": filepath.Base(path)}), colorSuccessSoft)
		})
	})
}

// high gives one object a height that it does not ask for itself.
type high struct{ least float32 }

// MinSize implements fyne.Layout.
func (h high) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(0, h.least) }

// Layout implements fyne.Layout.
func (h high) Layout(objects []fyne.CanvasObject, size fyne.Size) { objects[0].Resize(size) }
