package roster

import (
	"unicode"
	"unicode/utf8"

	"passdesk/store"
)

// contactKey is a contact as it is looked for.
func contactKey(contact string) string {
	key := store.Fold(contact)
	if len(key) > 1<<10 { // as far as a glimpse goes
		key = key[:1<<10]
	}
	return key
}

// nameKey is a name as it is looked for: folded, its words parted by one space.
func nameKey(name string) string {
	folded := store.Fold(name)
	if len(folded) > 1<<10 {
		folded = folded[:1<<10]
	}
	return string(appendNameKey(nil, []byte(folded)))
}

// appendNameKey writes the key of a folded name behind b. Apostrophes go, so that
// O'Brien is Obrien; all else that is no letter parts words.
func appendNameKey(b, folded []byte) []byte {
	start, space := len(b), false
	for n := 0; n < len(folded); {
		c := folded[n]
		if c < utf8.RuneSelf {
			n++
			switch {
			case c >= 'a' && c <= 'z' || c >= '0' && c <= '9':
				if space && len(b) > start {
					b = append(b, ' ')
				}
				b, space = append(b, c), false
			case c != '\'' && c != '`':
				space = true
			}
			continue
		}
		r, size := utf8.DecodeRune(folded[n:])
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r):
			if space && len(b) > start {
				b = append(b, ' ')
			}
			b, space = append(b, folded[n:n+size]...), false
		case r != '’' && r != 'ʼ' && r != '´':
			space = true
		}
		n += size
	}
	return b
}
