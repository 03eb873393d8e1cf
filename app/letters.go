package main

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"passdesk/app/export"
	"passdesk/store"
	"passdesk/ui/model"
)

// letterLanguages are those of the messages to people, as they are offered.
var letterLanguages = []string{"en", "de", "es", "fr", "pt"}

// lettersSetting is the name under which the messages that staff wrote are kept.
const lettersSetting = "messages"

// keptLetters are those messages: where there is none the default stands.
type keptLetters struct {
	Used string                    `json:"used,omitempty"` // the language; "" for the desk's
	Own  map[string]export.Message `json:"own,omitempty"`
}

// mailer has the reader's mail program write to people.
type mailer struct{ *program }

func (m mailer) kept(ctx context.Context) (k keptLetters, err error) {
	kept, err := m.store.Setting(ctx, lettersSetting)
	if err == nil && kept != nil {
		err = json.Unmarshal(kept, &k)
	}
	if err != nil {
		return keptLetters{}, said("The messages cannot be read.", err)
	}
	return k, nil
}

func (k keptLetters) in(language string) export.Message {
	if own, is := k.Own[language]; is {
		return own
	}
	return export.MessageIn(language)
}

// Letters gives the message of each language.
func (m mailer) Letters(ctx context.Context) (model.Letters, error) {
	k, err := m.kept(ctx)
	if err != nil {
		return model.Letters{}, err
	}
	all := model.Letters{Used: k.Used}
	for _, language := range letterLanguages {
		byDefault := export.MessageIn(language)
		all.All = append(all.All, model.Letter{
			Language: language, Message: model.Message(k.in(language)), Default: model.Message(byDefault),
		})
	}
	return all, nil
}

// KeepLetters keeps them.
func (m mailer) KeepLetters(ctx context.Context, l model.Letters) error {
	k := keptLetters{Used: l.Used, Own: map[string]export.Message{}}
	for _, letter := range l.All {
		if letter.Message == letter.Default {
			continue
		}
		own := export.Message(letter.Message)
		if err := own.Check(); err != nil {
			return sentence("Nothing was changed: " + err.Error() + ".")
		}
		k.Own[letter.Language] = own
	}
	kept, err := json.Marshal(k)
	if err == nil {
		err = m.store.Set(ctx, lettersSetting, kept)
	}
	return said("The messages were not changed.", err)
}

// MailTo gives the address that opens the message to the person of an issuance. It
// is in the log of acts that the link left.
func (m mailer) MailTo(ctx context.Context, id int64, language string) (string, error) {
	i, err := m.store.Issuance(ctx, id)
	if err != nil {
		return "", said("No message was opened.", err)
	}
	k, err := m.kept(ctx)
	if err != nil {
		return "", err
	}
	if k.Used != "" {
		language = k.Used
	}
	if i.Status != store.Succeeded || i.SupersededBy != "" || !i.Unrevoked() {
		return "", sentence("No message was opened: this is no credential that anybody should be sent by now. Look at its row again.")
	}
	address, err := k.in(language).MailTo(i)
	if err == nil {
		err = m.store.MarkCopied(ctx, time.Now(), id) // before the link leaves
		return address, said("No message was opened.", err)
	}
	switch {
	case errors.Is(err, export.ErrNoAddress):
		return "", sentence("No message was opened: the contact is no mail address. Copy the link and send it in another way.")
	case errors.Is(err, export.ErrNoLink):
		return "", sentence("No message was opened: there is no pass link to write about.")
	case errors.Is(err, export.ErrLongMessage):
		return "", sentence("No message was opened, for this one is too long to be handed over to a mail program. Shorten the message, or copy the link and send it yourself.")
	}
	return address, err
}
