package tracker

import (
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"passdesk/app/simulator/standin"
)

func serveStandin(t *testing.T, s *standin.Server) string {
	t.Helper()
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	return server.URL + "/api"
}

func TestListsOfIDs(t *testing.T) {
	for text, want := range map[string][]Wanted{
		"":                                   nil,
		"0b1c-22\n\n urn:uuid:1 \r\n0b1c-22": {{ActionID: "0b1c-22"}, {CredentialID: "urn:uuid:1"}},
		"\ufeff\"a-1\",\n'a-2'":              {{ActionID: "a-1"}, {ActionID: "a-2"}},
		`{"id":"i","onChain":{"status":"pending"},"credentialId":"urn:uuid:1","actionId":"a"}` + "\n" +
			`{"id":"urn:uuid:2"}` + "\n" + `{"id":"b"}`: {{"a", "urn:uuid:1"}, {CredentialID: "urn:uuid:2"}, {ActionID: "b"}},
		"[\n {\"actionId\": \"a\"},\n \"b\",\n {\"value\": {\"credentialId\": \"urn:uuid:3\"}}\n]\nc": {{ActionID: "a"}, {ActionID: "b"}, {CredentialID: "urn:uuid:3"}, {ActionID: "c"}},
		"{\n  \"actionId\": \"a\",\n  \"credentialId\": null\n}\n{\"actionId\":\"b\"}":                {{ActionID: "a"}, {ActionID: "b"}},
	} {
		got, unread, err := Read(strings.NewReader(text))
		if err != nil || !slices.Equal(got, want) || len(unread) > 0 {
			t.Errorf("%q: %v, %v, %v", text, got, unread, err)
		}
	}
	_, unread, err := Read(strings.NewReader("a\nnot an id\n{}\n{broken\n[1]\nurn:uuid:1"))
	if err != nil || !slices.Equal(unread, []int{2, 3, 4, 5}) {
		t.Errorf("%v, %v", unread, err)
	}
	for about, text := range map[string]string{
		"values without end": strings.Repeat("[\"a\",\n", 1<<20),
		"lists in lists":     strings.Repeat("[", 9000) + strings.Repeat("1,", 4<<20) + "0" + strings.Repeat("]", 9000),
		"objects in objects": strings.Repeat(`{"data":`, 9000) + `[` + strings.Repeat("1,", 4<<20) + "0]" + strings.Repeat("}", 9000),
	} { // which takes minutes and more when it goes wrong
		if got, unread, err := Read(strings.NewReader(text)); len(got) > 0 || len(unread) == 0 || err != nil {
			t.Errorf("%s: %d, %d, %v", about, len(got), len(unread), err)
		}
	}
	if _, _, err := Read(strings.NewReader(strings.Repeat("x", maxList+1))); err == nil {
		t.Error("it reads without end")
	}
}
