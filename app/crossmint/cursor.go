package crossmint

import "bytes"

// cursor reads along the tokens of a JSON text.
type cursor struct {
	text []byte
	at   int
}

// peek returns the first byte of the next token, 0 at the end. Commas and
// colons are passed over like blanks: in valid text they say nothing that the
// brackets do not.
func (c *cursor) peek() byte {
	for ; c.at < len(c.text); c.at++ {
		switch b := c.text[c.at]; b {
		case ' ', '\t', '\r', '\n', ',', ':':
		default:
			return b
		}
	}
	return 0
}

// more says whether the array or object at hand goes on.
func (c *cursor) more() bool {
	b := c.peek()
	return b != 0 && b != ']' && b != '}'
}

// next returns the next token: a bracket, a string or a literal; nil at the
// end.
func (c *cursor) next() value {
	first := c.peek()
	start := c.at
	switch first {
	case 0:
		c.at = len(c.text) // a NUL ends invalid text
		return nil
	case '{', '}', '[', ']':
		c.at++
	case '"':
		c.at = start + quotedLen(c.text[start:])
	default:
		c.at = start + literalLen(c.text[start:])
	}
	return c.text[start:c.at:c.at]
}

// skip returns the whole next value.
func (c *cursor) skip() value {
	if b := c.peek(); b != '{' && b != '[' {
		return c.next()
	}
	start, depth := c.at, 0
	for c.at < len(c.text) {
		switch c.text[c.at] {
		case '"':
			c.at += quotedLen(c.text[c.at:])
			continue
		case '{', '[':
			depth++
		case '}', ']':
			depth--
		}
		c.at++
		if depth == 0 {
			break
		}
	}
	return c.text[start:c.at:c.at]
}

// quotedLen returns the length of the string that text starts with, quotes
// included.
func quotedLen(text []byte) int {
	for end := 1; ; {
		i := bytes.IndexByte(text[end:], '"')
		if i < 0 {
			return len(text)
		}
		end += i + 1
		escapes := 0
		for text[end-2-escapes] == '\\' {
			escapes++
		}
		if escapes%2 == 0 {
			return end
		}
	}
}

// literalLen returns the length of the number or word that text starts with.
func literalLen(text []byte) int {
	if i := bytes.IndexAny(text[1:], " \t\r\n,:{}[]\""); i >= 0 {
		return 1 + i
	}
	return len(text)
}
