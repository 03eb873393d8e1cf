package ui

import (
	"encoding/json"
	"slices"

	"fyne.io/fyne/v2"

	"passdesk/ui/model"
)

// shape is how a reader wants the columns of a list, as far as that differs
// from how they are made. Columns that it does not know are left alone.
type shape struct {
	Order  []string           `json:"order,omitempty"`
	Hidden []string           `json:"hidden,omitempty"`
	Widths map[string]float32 `json:"widths,omitempty"`
}

// columnMin is the least width that a reader can give a column.
const columnMin float32 = 36

// of gives columns the shape.
func (s shape) of(columns []column) []column {
	shaped := make([]column, 0, len(columns))
	for _, c := range columns {
		if slices.Contains(s.Hidden, c.name) && !c.needed {
			continue
		}
		if w := s.Widths[c.name]; w >= columnMin {
			c.set = w
		}
		shaped = append(shaped, c)
	}
	if len(s.Order) == 0 {
		return shaped
	}
	slices.SortStableFunc(shaped, func(a, b column) int { return s.rank(a.name) - s.rank(b.name) })
	return shaped
}

// rank is where a column stands; those that nobody has moved stand last.
func (s shape) rank(name string) int {
	if n := slices.Index(s.Order, name); n >= 0 {
		return n
	}
	return len(s.Order)
}

// toggle hides a column or shows it again.
func (s shape) toggle(name string) shape {
	hidden := slices.Clone(s.Hidden)
	if n := slices.Index(hidden, name); n >= 0 {
		s.Hidden = slices.Delete(hidden, n, n+1)
	} else {
		s.Hidden = append(hidden, name)
	}
	return s
}

// widen gives a column a width.
func (s shape) widen(name string, width float32) shape {
	widths := map[string]float32{name: max(width, columnMin)}
	for other, w := range s.Widths {
		if other != name {
			widths[other] = w
		}
	}
	s.Widths = widths
	return s
}

// move puts a column where another one stands.
func (s shape) move(columns []column, name, to string) shape {
	var names []string
	for _, c := range (shape{Order: s.Order}).of(columns) {
		names = append(names, c.name)
	}
	from, at := slices.Index(names, name), slices.Index(names, to)
	if from < 0 || at < 0 {
		return s
	}
	s.Order = slices.Insert(slices.Delete(names, from, from+1), at, name)
	return s
}

// shapesKey is where the shapes of all lists stand among the preferences.
const shapesKey = "columns"

// loadShapes reads how the reader has left the columns. What cannot be read is
// as if it had never been written.
func loadShapes(p fyne.Preferences) map[model.View]shape {
	named := map[string]shape{}
	_ = json.Unmarshal([]byte(p.String(shapesKey)), &named)
	shapes := map[model.View]shape{}
	for view, name := range shapeNames {
		if s, ok := named[name]; ok {
			shapes[view] = s
		}
	}
	return shapes
}

func saveShapes(p fyne.Preferences, shapes map[model.View]shape) {
	named := map[string]shape{}
	for view, s := range shapes {
		named[shapeNames[view]] = s
	}
	data, err := json.Marshal(named)
	if err != nil {
		panic(err) // it is made of words and numbers
	}
	p.SetString(shapesKey, string(data))
}

// shapeNames tell the lists apart for good.
var shapeNames = map[model.View]string{
	model.Issuances: "issuances", model.ToHandOver: "to-hand-over", model.Failures: "failures",
	model.Pending: "pending", model.Others: "others", model.Everything: "template",
}
