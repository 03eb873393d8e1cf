package export

import (
	"errors"
	"net/url"
	"runtime"
	"strings"

	"passdesk/store"
)

// Why no message to one person can be opened.
var (
	ErrNoLink      = errors.New("there is no pass link to write about")
	ErrNoAddress   = errors.New("the contact is no mail address")
	ErrLongMessage = errors.New("the message is too long for a mail program to be handed over")
)

// longestMailTo is what a system hands over to a mail program, in bytes.
var longestMailTo = map[string]int{"windows": 2000}

// MailTo is an address by which the reader's mail program opens the message to
// the person of an issuance, for them to look at and send: RFC 6068. It fails
// with ErrNoLink, ErrNoAddress or ErrLongMessage.
func (m Message) MailTo(i store.Issuance) (string, error) {
	if i.PassURL == "" {
		return "", ErrNoLink
	}
	to, is := addressOf(i.SubjectContact)
	if !is {
		return "", ErrNoAddress
	}
	subject, text := m.filled(pass{Name: i.SubjectName, Contact: i.SubjectContact, Template: i.Template, Link: i.PassURL})
	written := "mailto:" + escaped(to) + "?subject=" + escaped(subject) + "&body=" + escaped(strings.ReplaceAll(text, "\n", "\r\n"))
	most, known := longestMailTo[runtime.GOOS]
	if !known {
		most = 16 << 10
	}
	if len(written) > most {
		return "", ErrLongMessage
	}
	return written, nil
}

// escaped leaves nothing that would end a part of the address.
func escaped(text string) string { return strings.ReplaceAll(url.QueryEscape(text), "+", "%20") }
