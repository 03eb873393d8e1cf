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

// keysScreen holds the API keys with which Crossmint can be asked, and leads to
// what is asked about.
type keysScreen struct {
	desk   *Desk
	sheet  *sheet
	rows   *fyne.Container
	shown  []model.APIKey
	doomed string // the environment whose key is about to be removed
	field  *secretField
	keep   *push
	said   *said
}

// openKeys shows the API keys.
func (d *Desk) openKeys() {
	k := &keysScreen{desk: d, sheet: newSheet(d, text("ask.title")), rows: container.New(stacked{}), said: newSaid()}
	k.sheet.wide = 600
	k.field = newSecretField(text("ask.hint"))
	k.keep = newPush(text("setup.secret_keep"), k.submit)
	leave := newMainPush(text("menu.close"), k.sheet.close)
	k.sheet.fill(
		paragraph(text("ask.why"), plainLook), gap(12), k.rows,
		labelled(text("ask.add"), container.NewBorder(nil, nil, nil, container.New(inset{left: 8}, container.NewCenter(k.keep)), k.field.entry)),
		k.said.box, paragraph(text("ask.where"), quietLook), gap(4))
	k.sheet.buttons(newPush(text("ask.watched"), d.openWatched), layout.NewSpacer(), leave)
	k.sheet.onEnter = func() {
		if k.field.entry.Text == "" {
			k.sheet.close()
			return
		}
		k.submit()
	}
	k.sheet.onClose = k.field.clear
	k.sheet.show(k.field.entry)
	if d.asks.known {
		k.draw()
	}
	d.asks.watch(k.sheet, k.renew)
	d.asks.read()
}

// renew shows the keys that are known. Rows that have not changed stay, with the
// keyboard where it is.
func (k *keysScreen) renew() {
	switch {
	case !k.desk.asks.known:
		k.tell(sentence(say.Of(k.desk.asks.err)), colorDangerSoft)
	case len(k.rows.Objects) == 0 || !slices.Equal(k.shown, k.desk.asks.value):
		k.draw()
		k.sheet.rearrange()
	}
}

func (k *keysScreen) draw() {
	k.shown = k.desk.asks.value
	k.rows.Objects = nil
	for _, one := range k.shown {
		k.rows.Add(k.row(one))
		if one.Trouble != "" {
			k.rows.Objects = append(k.rows.Objects, card(colorWarningSoft, paragraph(sentence(one.Trouble), plainLook))...)
		}
		k.rows.Add(newRule())
	}
	if len(k.shown) == 0 {
		k.rows.Add(paragraph(text("ask.none"), plainLook))
	}
	k.rows.Add(gap(12))
	k.sheet.rearrange()
}

// row shows one key, without the key.
func (k *keysScreen) row(one model.APIKey) fyne.CanvasObject {
	name := newInk(environmentText(one.Environment), colorText, textSize, fyne.TextStyle{Bold: true})
	name.trim = true
	about := text("ask.masked", values{"Project": one.Project})
	var right fyne.CanvasObject
	switch {
	case one.Fixed:
		right = newInk(text("setup.secret_fixed"), colorMuted, idSize, fyne.TextStyle{})
	case one.Environment == k.doomed:
		gone := newButton("✕", text("setup.remove_now"), func() { k.drop(one.Environment) })
		gone.strong = true
		right = container.NewHBox(newButton("○", text("setup.remove_not"), func() { k.doom("") }), gone)
		about = text("ask.remove_why")
	default:
		right = newButton("✕", text("setup.remove"), func() { k.doom(one.Environment) })
	}
	words := newInk(about, colorMuted, idSize, fyne.TextStyle{})
	words.trim = true
	sign := newInk("✓", colorSuccess, textSize, monospace)
	if one.Trouble != "" {
		sign.write("!", colorWarning)
	}
	middle := container.NewBorder(nil, nil, newNamed(name), nil, words)
	row := container.NewBorder(nil, nil, container.New(inset{right: 8}, container.NewCenter(sign)), right, middle)
	return container.New(inset{top: 3, bottom: 3}, row)
}

// environmentText is an environment as staff call it.
func environmentText(name string) string {
	switch name {
	case staging:
		return text("setup.staging")
	case production:
		return text("setup.production")
	}
	return name
}

// doom asks whether a key shall really be removed; "" thinks better of it.
func (k *keysScreen) doom(environment string) {
	k.doomed = environment
	k.draw()
	for n := range k.rows.Objects {
		if b := firstButton(k.rows.Objects[n]); b != nil && environment != "" && b.(*button).words == text("setup.remove_not") {
			k.sheet.focus(b)
			return
		}
	}
	k.sheet.focus(k.field.entry)
}

func (k *keysScreen) tell(words string, ground fyne.ThemeColorName) {
	k.said.show(words, ground)
	k.sheet.rearrange()
	k.sheet.scroll.ScrollToBottom() // where it stands
}

// submit keeps the key. What is refused stays in the entry, to be mended.
func (k *keysScreen) submit() {
	if k.keep.Disabled() {
		return
	}
	written := k.field.secret()
	if written.IsZero() {
		k.tell(text("ask.missing"), colorDangerSoft)
		k.sheet.focus(k.field.entry)
		return
	}
	k.change(func(ctx context.Context) error { return k.desk.asks.asker.KeepKey(ctx, written) }, text("ask.kept"))
}

func (k *keysScreen) drop(environment string) {
	k.change(func(ctx context.Context) error { return k.desk.asks.asker.DropKey(ctx, environment) }, text("ask.removed"))
}

// change changes the keys and says what came of it.
func (k *keysScreen) change(do func(context.Context) error, done string) {
	k.keep.enable(false)
	ask(k.sheet, failing(do), func(_ struct{}, err error) {
		k.keep.enable(true)
		k.doom("")
		if err != nil {
			k.tell(sentence(say.Of(err)), colorDangerSoft)
		} else {
			k.field.clear()
			k.tell(done, colorSuccessSoft)
		}
		k.desk.asks.read()
	})
}
