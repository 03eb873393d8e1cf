package export

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"
)

// Message is what people are written, with gaps for what differs: {{name}},
// {{template}} and {{link}}.
type Message struct{ Subject, Text string }

var gap = regexp.MustCompile(`\{\{\s*([^{}]*?)\s*\}\}`)

// longestMessage bounds what is read as a message.
const longestMessage = 64 << 10

// ParseMessage reads a message whose first line says its subject, as in
// "Subject: Your {{template}}", and whose text follows an empty line.
func ParseMessage(text string) (m Message, err error) {
	if len(text) > longestMessage {
		return m, fmt.Errorf("the message is longer than %d KB", longestMessage>>10)
	}
	text = strings.ReplaceAll(strings.TrimPrefix(text, byteOrderMark), "\r\n", "\n")
	first, rest, _ := strings.Cut(text, "\n")
	name, subject, found := strings.Cut(first, ":")
	if !found || !strings.EqualFold(strings.TrimSpace(name), "subject") {
		return m, fmt.Errorf("the message must begin with a line like %q", "Subject: "+DefaultMessage.Subject)
	}
	m = Message{Subject: strings.TrimSpace(subject), Text: strings.TrimLeft(rest, "\n")}
	return m, m.Check()
}

// Check says in a sentence what keeps people from being written this.
func (m Message) Check() error {
	if len(m.Subject)+len(m.Text) > longestMessage {
		return fmt.Errorf("the message is longer than %d KB", longestMessage>>10)
	}
	for _, found := range gap.FindAllStringSubmatch(m.Subject+"\n"+m.Text, -1) {
		switch found[1] {
		case "name", "template", "link":
		default:
			return fmt.Errorf("the message asks for %s, but there are only {{name}}, {{template}} and {{link}}", found[0])
		}
	}
	if !strings.Contains(gap.ReplaceAllString(m.Text, "{{$1}}"), "{{link}}") {
		return fmt.Errorf("the message has no {{link}}, so nobody who gets it could open their pass")
	}
	return nil
}

// filled is the message to one person. The values are not looked through for
// gaps again, and put no line into the subject.
func (m Message) filled(p pass) (subject, text string) {
	fill := func(text string) string {
		return gap.ReplaceAllStringFunc(text, func(found string) string {
			switch gap.FindStringSubmatch(found)[1] {
			case "name":
				return p.greeted()
			case "template":
				return p.Template
			}
			return p.Link
		})
	}
	return oneLine(fill(m.Subject)), fill(m.Text)
}

// oneLine makes spaces of what would end a line.
func oneLine(text string) string {
	return strings.Join(strings.FieldsFunc(text, func(r rune) bool { return unicode.IsControl(r) || r == '\u2028' || r == '\u2029' }), " ")
}
