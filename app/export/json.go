package export

import (
	"bufio"
	"strconv"
	"unicode/utf8"
)

// jsonWriter writes records as objects of JSON, their keys in the order of the
// columns.
type jsonWriter[T any] struct {
	out     *bufio.Writer
	columns []column[T]
	keys    []string // with what stands around them
	text    []byte

	before, between, after, last string // the records
	count                        int64
}

// beginLines writes an object a line.
func beginLines[T any](out *bufio.Writer, columns []column[T]) *jsonWriter[T] {
	return beginJSON(out, columns, jsonWriter[T]{between: "\n", after: "\n"})
}

// beginArray writes one array, an object of which stands on a line.
func beginArray[T any](out *bufio.Writer, columns []column[T]) *jsonWriter[T] {
	return beginJSON(out, columns, jsonWriter[T]{before: "[\n", between: ",\n", after: "\n]\n", last: "[]\n"})
}

func beginJSON[T any](out *bufio.Writer, columns []column[T], j jsonWriter[T]) *jsonWriter[T] {
	j.out, j.columns = out, columns
	for n, c := range columns {
		j.keys = append(j.keys, separator(n)+`"`+c.name+`":`)
	}
	return &j
}

func separator(n int) string {
	if n == 0 {
		return "{"
	}
	return ","
}

func (j *jsonWriter[T]) write(i *T) error {
	if j.count == 0 {
		j.text = append(j.text[:0], j.before...)
	} else {
		j.text = append(j.text[:0], j.between...)
	}
	j.count++
	j.text = appendObject(j.text, j.keys, j.columns, i)
	_, err := j.out.Write(j.text)
	return err
}

func (j *jsonWriter[T]) end() error {
	last := j.after
	if j.count == 0 {
		last = j.last
	}
	_, err := j.out.WriteString(last)
	return err
}

func appendObject[T any](b []byte, keys []string, columns []column[T], i *T) []byte {
	for n := range columns {
		c := &columns[n]
		b = append(b, keys[n]...)
		switch {
		case c.flag != nil:
			b = strconv.AppendBool(b, c.flag(i))
		case c.moment != nil:
			b = append(appendTime(append(b, '"'), c.moment(i)), '"')
		default:
			b = appendJSON(b, c.text(i))
		}
	}
	return append(b, '}')
}

// appendJSON writes a text as encoding/json does with links left as they are,
// without the allocations of its encoder.
func appendJSON(b []byte, text string) []byte {
	const hex = "0123456789abcdef"
	b = append(b, '"')
	start := 0
	for n := 0; n < len(text); {
		c := text[n]
		if c >= ' ' && c != '"' && c != '\\' && c < utf8.RuneSelf {
			n++
			continue
		}
		if c >= utf8.RuneSelf {
			r, size := utf8.DecodeRuneInString(text[n:])
			switch {
			case r == utf8.RuneError && size == 1:
				b = append(append(b, text[start:n]...), `\ufffd`...)
				start = n + size
			case r == '\u2028', r == '\u2029': // line ends for JavaScript
				b = append(append(b, text[start:n]...), `\u202`...)
				b = append(b, hex[r&0xf])
				start = n + size
			}
			n += size
			continue
		}
		b = append(b, text[start:n]...)
		switch c {
		case '"', '\\':
			b = append(b, '\\', c)
		case '\b':
			b = append(b, `\b`...)
		case '\f':
			b = append(b, `\f`...)
		case '\n':
			b = append(b, `\n`...)
		case '\r':
			b = append(b, `\r`...)
		case '\t':
			b = append(b, `\t`...)
		default:
			b = append(b, `\u00`...)
			b = append(b, hex[c>>4], hex[c&0xf])
		}
		n++
		start = n
	}
	return append(append(b, text[start:]...), '"')
}
