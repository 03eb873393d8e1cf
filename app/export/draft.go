package export

import (
	"bytes"
	"fmt"
	"mime"
	"mime/quotedprintable"
	"net/mail"
	"strings"
	"time"
	"unicode/utf8"
)

// addressOf gives the mail address that a contact is, if it is one.
func addressOf(contact string) (string, bool) {
	contact = strings.TrimSpace(contact)
	a, err := mail.ParseAddress(contact)
	if err != nil || a.Address != contact || len(contact) > 254 || strings.IndexFunc(contact, func(r rune) bool { return r <= ' ' || r >= utf8.RuneSelf-1 }) >= 0 {
		return "", false
	}
	return contact, true
}

// draft is a message to one person as mail programs open it for sending. The
// sender is for the mail program to fill in where none is given.
func draft(m Message, p pass, to, from string, at time.Time) ([]byte, error) {
	subject, text := m.filled(p)
	var b bytes.Buffer
	b.WriteString("X-Unsent: 1\r\n")
	if from != "" {
		a, err := mail.ParseAddress(from)
		if err != nil {
			return nil, fmt.Errorf("%q is no mail address", from)
		}
		fmt.Fprintf(&b, "From: %s\r\n", folded(a.String()))
	}
	// A name that is too long for a header says less than the address.
	name := oneLine(p.Name)
	if utf8.RuneCountInString(name) > 200 {
		name = ""
	}
	recipient := mail.Address{Name: name, Address: to}
	fmt.Fprintf(&b, "To: %s\r\n", folded(recipient.String()))
	fmt.Fprintf(&b, "Subject: %s\r\n", folded(mime.QEncoding.Encode("utf-8", subject)))
	fmt.Fprintf(&b, "Date: %s\r\n", at.Format("Mon, 02 Jan 2006 15:04:05 -0700"))
	b.WriteString("MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n")
	q := quotedprintable.NewWriter(&b)
	_, err := q.Write([]byte(text))
	if err == nil {
		err = q.Close()
	}
	return b.Bytes(), err
}

// folded breaks a header's value so that no line is too long: between encoded
// words, or else between words.
func folded(value string) string {
	const long = 70
	var b strings.Builder
	width := 10 // the header's name
	for n, word := range strings.Split(value, " ") {
		switch {
		case n > 0 && width+1+len(word) > long:
			b.WriteString("\r\n ")
			width = 1
		case n > 0:
			b.WriteByte(' ')
			width++
		}
		b.WriteString(word)
		width += len(word)
	}
	return b.String()
}
