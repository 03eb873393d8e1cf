package crossmint

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// maxPretty bounds what Pretty returns, in bytes, but for its closing note.
const maxPretty = 1 << 20

// masked stands in place of a key.
const masked = "…"

// Pretty shows a body to people: indented, with keys in the order and numbers
// in the digits in which they were sent, and "…" in place of encryption keys.
// What is not JSON is shown as text, and what is not even UTF-8 as a hex dump.
// Characters that steer a terminal or turn the direction of writing are shown
// as \u escapes. At most 1 MiB is shown; then a note says so.
func Pretty(body []byte) string {
	v, rest, ok := firstValue(body)
	p := printer{limit: maxPretty, indent: "  "}
	if ok {
		p.cursor = cursor{text: v}
		p.value(0)
		if len(bytes.TrimSpace(rest)) > 0 {
			p.print("\n")
		}
	}
	p.print(plainText(prefix(string(rest), maxPretty+utf8.UTFMax)))
	if p.full || len(rest) > maxPretty {
		return p.out.String() + fmt.Sprintf("\n… Only the first 1 MiB is shown. The body has %d bytes.", len(body))
	}
	return p.out.String()
}

// compact writes JSON on one line with keys masked, bounded far above what a
// column takes.
func compact(v value) string {
	p := printer{cursor: cursor{text: v}, limit: 8 * maxError}
	p.value(0)
	return p.out.String()
}

// printer writes JSON anew, token by token, until the limit is reached.
type printer struct {
	cursor
	out    strings.Builder
	indent string // "" for one line
	limit  int    // bytes
	full   bool   // the limit was reached
	hid    bool   // a key was masked
}

// print writes text, as much as the limit allows.
func (p *printer) print(text string) {
	if p.full {
		return
	}
	room := p.limit - p.out.Len()
	if len(text) > room {
		text = prefix(text, room)
		p.full = true
	}
	p.out.WriteString(text)
	if p.full {
		p.at = len(p.text) // which ends every loop
	}
}

// value writes the next value. The depth is that of valid JSON, see value.
func (p *printer) value(depth int) {
	switch token := p.next(); token.kind() {
	case '{', '[':
		p.print(string(token))
		p.inside(token.kind() == '{', depth+1)
		p.print(string(p.next()))
	case '"':
		p.quoted(token)
	default:
		p.print(string(token))
	}
}

// inside writes what stands between two brackets.
func (p *printer) inside(object bool, depth int) {
	empty := true
	for ; p.more(); empty = false {
		if !empty {
			p.print(",")
		}
		p.line(depth)
		hide := false
		if object {
			key := p.next()
			hide = namesKey(unquote(key))
			p.quoted(key)
			p.print(":" + p.indent[:min(1, len(p.indent))])
		}
		if b := p.peek(); hide && b != 'n' {
			p.skip()
			p.print(`"` + masked + `"`)
			p.hid = true
			continue
		}
		p.value(depth)
	}
	if !empty {
		p.line(depth - 1)
	}
}

func (p *printer) line(depth int) {
	if p.indent == "" {
		return
	}
	p.print("\n")
	for range depth {
		p.print(p.indent)
	}
}

// quoted writes a string as it was sent, unless it holds JSON text with a key
// in it, which is written anew with the key masked.
func (p *printer) quoted(token value) {
	if inner := token.unwrap(); inner.kind() != '"' {
		q := printer{cursor: cursor{text: inner}, limit: p.limit}
		q.value(0)
		if q.hid { // a key beyond the limit is beyond it in the token too
			token, _ = json.Marshal(q.out.String()) // a string always marshals
			p.hid = true
		}
	}
	p.print(visible(string(token)))
}

// namesKey tells the names under which an encryption key may stand.
func namesKey(name string) bool {
	switch name = fold(name); name {
	case "privatekey", "secretkey", "encryptionkey":
		return true
	}
	return strings.HasSuffix(name, "secret")
}

// keyInText finds in text that is not JSON what looks like a key after its
// name, as in the first half of a body that was cut off.
var keyInText = regexp.MustCompile(`(?i)((?:secret|(?:private|encryption|secret)[_-]?key)[\\"' \t\r\n]*[:=]\s*)(\\*"(?:[^"\\]|\\.)*"?|[^\s"]+)`)

// plainText makes what is not JSON safe to look at.
func plainText(text string) string {
	text = keyInText.ReplaceAllString(text, "${1}"+masked)
	if !utf8.ValidString(text) {
		return hex.Dump([]byte(text[:min(len(text), maxPretty/4)]))
	}
	return visible(strings.ReplaceAll(text, "\r\n", "\n"))
}

// escape writes a character as JSON may, with what stands for it in UTF-16.
func escape(r rune) string {
	if high, low := utf16.EncodeRune(r); high != unicode.ReplacementChar {
		return fmt.Sprintf(`\u%04x\u%04x`, high, low)
	}
	return fmt.Sprintf(`\u%04x`, r)
}

// visible replaces characters that are not seen but do something by their
// escapes, and bytes that are not UTF-8 by U+FFFD.
func visible(text string) string {
	if !utf8.ValidString(text) {
		text = strings.ToValidUTF8(text, string(utf8.RuneError))
	}
	acts := func(r rune) bool {
		return unicode.IsControl(r) && r != '\n' && r != '\t' || turnsText(r) || r == '\u2028' || r == '\u2029' || unseen(r)
	}
	if !strings.ContainsFunc(text, acts) {
		return text
	}
	var b strings.Builder
	for _, r := range text {
		if acts(r) {
			b.WriteString(escape(r))
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}
