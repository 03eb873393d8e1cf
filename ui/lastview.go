package ui

import (
	"encoding/json"

	"fyne.io/fyne/v2"

	"passdesk/store"
	"passdesk/ui/model"
)

// viewKey is where the view that was looked at last stands among the preferences.
const viewKey = "view"

// lastView is how the reader has left the list. What was searched for is not
// kept, nor a template: what is missing would be missed.
type lastView struct {
	View      string `json:"view"`
	By        string `json:"by,omitempty"`
	Ascending bool   `json:"ascending,omitempty"`
}

// orderNames tell the orders apart for good.
var orderNames = map[store.OrderBy]string{
	store.ByReceived: "received", store.ByName: "name", store.ByContact: "contact", store.ByTemplate: "template",
	store.ByStatus: "status", store.ByHandover: "handover", store.ByValidity: "validity",
}

// loadView reads how the list was left. What cannot be read is as if it had
// never been written.
func loadView(p fyne.Preferences) (q model.Query) {
	var last lastView
	_ = json.Unmarshal([]byte(p.String(viewKey)), &last)
	for view, name := range shapeNames {
		if name == last.View && view != model.Everything {
			q.View = view
		}
	}
	for by, name := range orderNames {
		if name == last.By {
			q.Order = store.Order{By: by, Ascending: last.Ascending}
		}
	}
	return q
}

func saveView(p fyne.Preferences, q model.Query) {
	if q.View == model.Everything {
		q.View = model.Issuances
	}
	data, err := json.Marshal(lastView{shapeNames[q.View], orderNames[q.Order.By], q.Order.Ascending})
	if err != nil {
		panic(err) // it is made of words
	}
	p.SetString(viewKey, string(data))
}
