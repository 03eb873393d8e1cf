package crossmint

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode"
)

const maxLinks = 64

// Link is a web address found in the pass.
type Link struct {
	URL  string // absolute, http or https, at most 4,096 bytes
	Path string // where it stood, as apple.url or links[0].href; "" for the pass itself
}

// googleWallet is what a signed pass is appended to (Google Wallet, "Add to
// Google Wallet" links).
const googleWallet = "https://pay.google.com/gp/v/save/"

var compactJWT = regexp.MustCompile(`^eyJ[\w-]+\.[\w-]+\.[\w-]+$`)

// readPass finds the links and files in data.pass, whose shape nobody documents: a
// string, or objects and arrays of any depth, also as JSON text in strings.
func readPass(v value) ([]Link, []PassFile) {
	r := passReader{cursor: cursor{text: v}}
	r.value(nil, false)
	return r.links, r.files
}

// passReader walks over a pass once, in the order of the text.
type passReader struct {
	cursor
	links []Link
	files []PassFile
}

// value reads the next value. The depth is that of valid JSON, see value.
func (r *passReader) value(path []byte, google bool) {
	switch token := r.next(); token.kind() {
	case '{':
		for r.more() {
			key := unquote(r.next())
			r.value(appendKey(path, key), google || strings.Contains(fold(key), "google"))
		}
		r.next()
	case '[':
		for i := 0; r.more(); i++ {
			r.value(appendIndex(path, i), google)
		}
		r.next()
	case '"':
		if inner := token.unwrap(); inner.kind() != '"' {
			outer := r.cursor
			r.cursor = cursor{text: inner}
			r.value(path, google)
			r.cursor = outer
			r.bound()
			return
		}
		if f, is := fileOf(token, path); is {
			if len(r.files) < maxPassFiles {
				r.files = append(r.files, f)
			}
			return
		}
		if len(token) > 6*maxURL { // escapes take up to six bytes for one
			return
		}
		if link, ok := linkOf(unquote(token), google); ok {
			r.add(Link{URL: link, Path: clean(string(path), maxName)})
		}
	}
}

func (r *passReader) add(link Link) {
	if slices.ContainsFunc(r.links, func(l Link) bool { return l.URL == link.URL }) {
		return
	}
	r.links = append(r.links, link)
	r.bound()
}

// bound ends the walk when there are enough links.
func (r *passReader) bound() {
	if len(r.links) == maxLinks {
		r.at = len(r.text) // which ends every loop above
	}
}

// linkOf returns text as a link when it is one, or when it is a signed pass
// under a key that names Google.
func linkOf(text string, google bool) (string, bool) {
	text = strings.TrimSpace(text)
	if google && compactJWT.MatchString(text) {
		text = googleWallet + text
	}
	if !hasPrefixFold(text, "http") {
		return "", false
	}
	text = strings.ReplaceAll(text, " ", "%20") // as browsers do
	if len(text) > maxURL || strings.ContainsFunc(text, breaksLink) {
		return "", false
	}
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" {
		return "", false
	}
	return text, true
}

func breaksLink(r rune) bool {
	return unicode.IsSpace(r) || unicode.IsControl(r) || turnsText(r)
}
