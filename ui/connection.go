package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
)

// connectionScreen shows how the way in stands and tests it.
type connectionScreen struct {
	desk    *Desk
	sheet   *sheet
	state   *fyne.Container
	address *addressField
	lights  *lights
	said    *said // what there is to say about the way in
	test    *push
	again   *push
}

// openConnection shows how the way in stands.
func (d *Desk) openConnection() {
	c := &connectionScreen{desk: d, sheet: newSheet(d, text("connection.title")), said: newSaid()}
	c.sheet.wide = 600
	c.state, c.address, c.lights = container.New(stacked{}), newAddressField(d), newLights(d)
	c.test = newMainPush(text("connection.test"), c.check)
	c.again = newPush(text("connection.again"), c.reconnect)
	c.sheet.fill(
		c.state, gap(14), c.said.box,
		newCaption(text("connection.address")), gap(4), c.address.box, gap(14),
		newRule(), gap(12), newCaption(text("connection.parts")), gap(4), c.lights.box)
	c.sheet.buttons(newPush(text("menu.setup"), d.openSetup), c.again, layout.NewSpacer(), newPush(text("menu.close"), c.sheet.close), c.test)
	c.sheet.onClose = c.lights.stop
	c.show()
	c.sheet.show(c.test)
	d.way.watch(c.sheet, c.update)
	d.way.read()
}

// update shows what is known by now.
func (c *connectionScreen) update() {
	c.show()
	c.sheet.rearrange()
}

func (c *connectionScreen) show() {
	way, now := c.desk.connection, c.desk.options.Now()
	pill := newStatePill()
	pill.show(way.State, text(stateFaces[way.State].word))
	row := container.NewHBox(pill)
	if since := dates().Hour(way.Since, now); since != "" {
		row.Add(gap(2))
		row.Add(newInk(text("connection.since", values{"At": since}), colorMuted, textSize, fyne.TextStyle{}))
	}
	c.state.Objects = []fyne.CanvasObject{row}
	c.address.show(way.URL)
	words := troubleText(way, false)
	if words == sentence(way.Checkup.Message) {
		words = "" // the lights say it
	}
	c.said.show(words, troubleGround(way, false))
	if err := c.desk.way.err; err != nil && words == "" {
		c.said.fail(err)
	}
	c.lights.show()
}

// check sends a test event through the whole way.
func (c *connectionScreen) check() {
	c.test.enable(false)
	c.test.say(text("connection.testing"))
	c.lights.test(c.sheet, func(error) {
		c.test.say(text("connection.test"))
		c.test.enable(true)
		c.sheet.focus(c.test)
	})
}

// reconnect opens the tunnel anew.
func (c *connectionScreen) reconnect() {
	c.again.enable(false)
	ask(c.sheet, failing(c.desk.way.receiver.Reconnect), func(_ struct{}, err error) {
		c.again.enable(true)
		c.sheet.focus(c.again)
		c.show()
		if err != nil {
			c.said.fail(err)
		}
		c.sheet.rearrange()
	})
}
