package export

import (
	"bytes"
	"encoding/json"
	"io"
	"strconv"

	"passdesk/store"
)

// ndjsonLines gives what writes a record as one line, its keys in the order
// of the columns.
func ndjsonLines(w io.Writer, columns []column) func(*store.Issuance) error {
	var line bytes.Buffer
	text := json.NewEncoder(&line)
	text.SetEscapeHTML(false) // links stay as they are
	return func(i *store.Issuance) error {
		line.Reset()
		for n, c := range columns {
			line.WriteString(separator(n))
			line.WriteString(`"` + c.name + `":`)
			if c.flag != nil {
				line.WriteString(strconv.FormatBool(c.flag(i)))
				continue
			}
			if err := text.Encode(c.value(i)); err != nil {
				return err
			}
			line.Truncate(line.Len() - 1) // Encode ends with a line break
		}
		line.WriteString("}\n")
		_, err := w.Write(line.Bytes())
		return err
	}
}

func separator(n int) string {
	if n == 0 {
		return "{"
	}
	return ","
}
