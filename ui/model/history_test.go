package model_test

import (
	"slices"
	"testing"
	"time"

	"passdesk/store"
	"passdesk/ui/model"
)

func TestHistory(t *testing.T) {
	at := func(minute int) time.Time { return time.Date(2026, 6, 12, 10, minute, 0, 0, time.UTC) }
	moved := func(minute int, detail string) store.Act {
		return store.Act{At: at(minute), Kind: store.ActHandover, Issuance: 2, Detail: detail}
	}
	rows := []store.Issuance{
		{ID: 2, ReceivedAt: at(5), Status: store.Succeeded},
		{ID: 1, ReceivedAt: at(1), Status: store.Failed},
	}
	acts := []store.Act{
		moved(9, `{"from":"sent","to":"copied","undone":true}`),
		moved(8, `{"from":"copied","to":"sent"}`),
		{At: at(7), Kind: store.ActCopied, Issuance: 2},
		{At: at(6), Kind: store.ActCopied, Issuance: 2},
		{At: at(2), Kind: store.ActNoted, Issuance: 1},
	}
	want := []model.Happening{
		{At: at(9), Act: store.ActHandover, To: store.HandoverSent, Undone: true},
		{At: at(8), Act: store.ActHandover, To: store.HandoverSent},
		{At: at(7), Act: store.ActCopied},
		{At: at(5), Came: true, Status: store.Succeeded},
		{At: at(2), Act: store.ActNoted},
		{At: at(1), Came: true, Status: store.Failed},
	}
	if got := model.History(rows, acts); !slices.Equal(got, want) {
		t.Errorf("history:\n%+v\nwant\n%+v", got, want)
	}
	many := make([]store.Act, 0, 500)
	for n := range 500 {
		many = append(many, moved(n, `{"from":"new","to":"sent"}`))
	}
	if got := model.History(nil, many); len(got) != model.HistoryMost || !got[0].At.Equal(at(499)) {
		t.Errorf("%d are told of, from %v on", len(got), got[0].At)
	}
}
