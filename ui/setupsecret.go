package ui

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"passdesk/assets/say"
	"passdesk/ui/model"
)

// secretPage has the reader enter the signing secrets of the endpoints.
type secretPage struct {
	screen *setupScreen
	rows   *fyne.Container
	shown  []model.SigningSecret // as the rows show them
	doomed string                // the one that is about to be removed
	where  *choice
	other  *blank
	secret *secretField
	keep   *push
	said   *said
}

// otherEnvironment is the choice of a name of one's own.
const otherEnvironment = 2

func newSecretPage(s *setupScreen) *secretPage {
	p := &secretPage{screen: s, rows: container.New(stacked{}), said: newSaid()}
	p.where = newChoice(s.environment, text("setup.staging"), text("setup.production"), text("setup.other"))
	p.other = newBlank(text("setup.other_hint"), nil)
	p.other.Hidden = s.environment != otherEnvironment
	p.where.onTap = p.choose
	p.secret = newSecretField(text("setup.secret_hint"))
	p.keep = newMainPush(text("setup.secret_keep"), p.submit)
	return p
}

func (p *secretPage) parts() []fyne.CanvasObject {
	return []fyne.CanvasObject{
		paragraph(text("setup.secret_why"), plainLook), gap(12),
		p.rows,
		newCaption(text("setup.secret_of")), gap(2),
		container.New(inset{left: -bodyInset}, p.where.box), gap(4), p.other, gap(8),
		container.NewBorder(nil, nil, nil, container.New(inset{left: 8}, container.NewCenter(p.keep)), p.secret.entry), gap(8),
		p.said.box,
	}
}

func (p *secretPage) choose() {
	p.screen.environment = p.where.chosen
	p.other.Hidden = p.where.chosen != otherEnvironment
	p.screen.sheet.rearrange()
	if !p.other.Hidden {
		p.screen.sheet.focus(p.other)
	}
}

// renew shows the secrets that are known. Rows that have not changed stay, with
// the keyboard where it is.
func (p *secretPage) renew() {
	p.keep.weight = mainPush
	if p.screen.done(model.SecretStep) {
		p.keep.weight = plainPush
	}
	p.keep.Refresh()
	all := p.screen.desk.way.value.Setup.Secrets
	if sameSecrets(all, p.shown) && len(p.rows.Objects) > 0 {
		return
	}
	p.draw(all)
}

// environment is whose secret it is; "" while there is no name for it.
func (p *secretPage) environment() string {
	switch p.where.chosen {
	case otherEnvironment:
		return strings.TrimSpace(p.other.Text)
	case 1:
		return production
	default:
		return staging
	}
}

func (p *secretPage) first() fyne.Focusable {
	if p.screen.done(model.SecretStep) {
		return nil
	}
	return p.secret.entry
}

func (p *secretPage) enter() {
	if p.secret.entry.Text == "" && p.screen.done(model.SecretStep) {
		p.screen.forward()
		return
	}
	p.submit()
}

// submit keeps the secret. What is refused stays in the entry, to be mended.
func (p *secretPage) submit() {
	if p.keep.Disabled() {
		return
	}
	value, environment := p.secret.secret(), p.environment()
	switch {
	case environment == "":
		p.complain(text("setup.other_missing"), p.other)
		return
	case value.IsZero():
		p.complain(text("setup.secret_missing"), p.secret.entry)
		return
	}
	desk := p.screen.desk
	p.keep.enable(false)
	ask(p.screen.sheet, failing(func(ctx context.Context) error {
		return desk.way.receiver.KeepSecret(ctx, environment, value)
	}), func(_ struct{}, err error) {
		p.keep.enable(true)
		if err == nil {
			p.secret.clear()
		}
		p.tell(err, "setup.secret_kept")
		desk.way.read()
	})
}

// tell says what came of it and goes on: to the next step, or to the entry.
func (p *secretPage) tell(err error, done string) {
	if err != nil {
		p.complain(sentence(say.Of(err)), p.secret.entry)
		return
	}
	p.say(text(done), colorSuccessSoft)
	p.screen.sheet.focus(p.secret.entry)
}

func (p *secretPage) complain(words string, at fyne.Focusable) {
	p.say(words, colorDangerSoft)
	p.screen.sheet.focus(at)
}

// say says something below the entry, in sight.
func (p *secretPage) say(words string, ground fyne.ThemeColorName) {
	p.said.show(words, ground)
	p.screen.sheet.rearrange()
	p.screen.sheet.scroll.ScrollToBottom()
}

func (p *secretPage) clear() { p.secret.clear() }
