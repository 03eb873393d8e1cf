package shift_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"passdesk/app/shift"
	"passdesk/store"
	"passdesk/store/vault"
)

var morning = time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)

func at(minutes int) time.Time { return morning.Add(time.Duration(minutes) * time.Minute) }

// folder holds a shift from 8:00 to 16:00 with something on either side of it.
func folder(t *testing.T) *store.Store {
	t.Helper()
	s, err := store.Open(t.TempDir(), vault.Custody{vault.Given(vault.NewKey())})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	for n, i := range []store.Issuance{
		{Status: store.Succeeded, SubjectName: "Ada Lovelace", Template: "Diploma <2026>", PassURL: "https://pass.example.org/1"},
		{Status: store.Failed, Error: "insufficient <b>funds</b>", Template: "Diploma <2026>"},
		{Status: store.Failed, Error: "insufficient <b>funds</b>"},
		{Status: store.Succeeded, SubjectName: "Alan Turing", PassURL: "https://pass.example.org/2"}, // after it
	} {
		d := store.Delivery{MessageID: fmt.Sprint("msg_", n), ReceivedAt: at(n * 180), SentAt: at(n * 180), Body: []byte("{}")}
		if _, err := s.Append(t.Context(), d, i); err != nil {
			t.Fatal(err)
		}
	}
	gaps := []store.Gap{
		{ID: 1, Began: at(-30), Ended: at(15), Cause: store.NotRunning},
		{ID: 2, Began: at(60), Ended: at(90), Cause: store.Asleep},
		{ID: 3, Began: at(80), Ended: at(100), Cause: store.NoWayIn},
		{ID: 4, Began: at(490), Ended: at(500), Cause: store.Asleep},
	}
	if err := s.Beat(t.Context(), at(505), gaps...); err != nil {
		t.Fatal(err)
	}
	for minute, detail := range map[int]string{30: `{"what":"a"}`, 40: `{"what":"b"}`, 600: `{"what":"c"}`} {
		if err := s.Record(t.Context(), store.Act{At: at(minute), Kind: store.ActExported, Detail: detail}); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

func gather(t *testing.T, s *store.Store, until, now time.Time) shift.Report {
	t.Helper()
	made, err := shift.Gather(t.Context(), s.Reader, morning, until, now, func(a store.Act) string { return "words for " + a.Detail })
	if err != nil {
		t.Fatal(err)
	}
	return made
}

func TestReport(t *testing.T) {
	s := folder(t)
	made := gather(t, s, at(480), at(505))
	if made.Issued != 1 || made.Failed != 2 || made.Deliveries != 3 || made.Waiting.New != 2 {
		t.Errorf("%+v", made.Tally)
	}
	if len(made.Offline) != 3 || made.Offline[0].ID != 1 || made.Deaf != 55*time.Minute || !made.Silent.IsZero() {
		t.Errorf("without receiving %v, %v, %v", made.Offline, made.Deaf, made.Silent)
	}
	if len(made.Exports) != 2 || len(made.Acts) != 1 || made.Acts[0] != (shift.Acts{Kind: store.ActExported, Count: 2}) {
		t.Errorf("%+v, %+v", made.Exports, made.Acts)
	}
	var text, page, object bytes.Buffer
	for _, write := range []func() error{
		func() error { return made.Text(&text, time.UTC) },
		func() error { return made.HTML(&page, time.UTC) },
		func() error { return made.JSON(&object) },
	} {
		if err := write(); err != nil {
			t.Fatal(err)
		}
	}
	for _, want := range []string{
		"Mon 2 Mar 2026 08:00 to Mon 2 Mar 2026 16:00 (UTC)", "      1  issued\n", "      2  failed\n", "      2  insufficient <b>funds</b>\n",
		"      1  Diploma <2026> (1 failed)\n", "Receiving: 55 min without", "the computer was asleep", "      2  exports\n", `words for {"what":"b"}`,
	} {
		if !strings.Contains(text.String(), want) {
			t.Errorf("no %q in\n%s", want, text.String())
		}
	}
	for _, want := range []string{"insufficient &lt;b&gt;funds", "@media print", "55 min without", `<td class="count">1</td><td>issued`} {
		if !strings.Contains(page.String(), want) {
			t.Errorf("no %q in\n%s", want, page.String())
		}
	}
	for _, not := range []string{"Ada", "pass.example.org", "<b>funds", "src=", "href="} {
		if strings.Contains(text.String(), not) && not != "<b>funds" || strings.Contains(page.String(), not) {
			t.Errorf("%q is in it", not)
		}
	}
	var got struct {
		Since    string
		Issued   int
		Failures []struct {
			Error string
			Count int
		}
		Offline []struct{ From, To, Cause string }
		Seconds float64 `json:"offline_seconds"`
	}
	if err := json.Unmarshal(object.Bytes(), &got); err != nil || got.Since != "2026-03-02T08:00:00Z" || got.Issued != 1 ||
		len(got.Failures) != 1 || got.Failures[0].Count != 2 || got.Seconds != 3300 ||
		len(got.Offline) != 3 || got.Offline[1].Cause != "asleep" || got.Offline[1].To != "2026-03-02T09:30:00Z" {
		t.Errorf("%v, %s", err, object.String())
	}
}

// TestReportSaysThatNobodyReceives: a process that is gone enters no gap.
func TestReportSaysThatNobodyReceives(t *testing.T) {
	s := folder(t)
	made := gather(t, s, at(600), at(545))
	if !made.Silent.Equal(at(505)) || made.Deaf != (55+10+40)*time.Minute {
		t.Errorf("silent since %v, deaf for %v", made.Silent, made.Deaf)
	}
	var text bytes.Buffer
	if err := made.Text(&text, time.UTC); err != nil || !strings.Contains(text.String(), "Since Mon 2 Mar 2026 16:25 Passdesk has not been running") {
		t.Errorf("%v, %s", err, text.String())
	}
	if made := gather(t, s, at(480), at(545)); !made.Silent.IsZero() {
		t.Errorf("after the shift: %v", made.Silent)
	}
}
