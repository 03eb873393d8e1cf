package say

import (
	"encoding/json"
	"errors"
	"fmt"
	"testing"
)

func TestSentencesPrintInEnglish(t *testing.T) {
	full := Sentence("The disk is full.")
	for got, want := range map[Sentence]string{
		"":   "",
		full: "The disk is full.",
		Sentence("It is {{.By}} ahead of {{.Whose}}.").With("By", Sentence("{{.N}} hours").With("N", 3)).With("Whose", "ours"): "It is 3 hours ahead of ours.",
		Sentence("Nothing was changed.").Then(full):                                "Nothing was changed. The disk is full.",
		Sentence("").Then(full).Then(""):                                           "The disk is full.",
		Sentence("A.").Then(Sentence("{{.B}}").With("B", "{{.First}}")).Then("C."): "A. {{.First}} C.",
		Plain("a\x00b\x01c\x02d\x03e"):                                             "a\x00b\x01c\x02d\x03e",
		Plain(""):                                                                  "",
		Of(errors.New("EOF")):                                                      "EOF",
		Of(full):                                                                   "The disk is full.",
		Of(nil):                                                                    "",
		Sentence("{{.A}} {{.A}}").With("A", "x"):                                   "x x",
		Sentence("{{.A}}").With("A", Plain("\x00A\x01y").Then(Plain("\x03b"))): "\x00A\x01y \x03b",
		Sentence("never filled: {{.A}}").With("B", 1):                          "never filled: {{.A}}",
		"\x00nothing that With has written":                                    "",
	} {
		if got.String() != want || got.Error() != want || fmt.Sprint(got) != want || fmt.Sprintf("%v %s", got, got) != want+" "+want {
			t.Errorf("%q, want %q", got.String(), want)
		}
	}
}

func TestSentencesAreMarshalledInEnglish(t *testing.T) {
	line, err := json.Marshal(map[string]any{"message": Sentence("It answers {{.Status}}.").With("Status", 502)})
	if err != nil || string(line) != `{"message":"It answers 502."}` {
		t.Errorf("%s, %v", line, err)
	}
}

func TestSentencesAreCompared(t *testing.T) {
	one := Sentence("A {{.N}}").With("N", 1)
	if one != Sentence("A {{.N}}").With("N", 1) || one == Sentence("A {{.N}}").With("N", 2) {
		t.Error("what is the same is not, or what is not is")
	}
	if !errors.Is(error(one), one) {
		t.Error("an error is not itself")
	}
}

// FuzzSentence: what fills a blank comes out as it went in, however deep.
func FuzzSentence(f *testing.F) {
	f.Add("plain", "x")
	f.Add("\x00N\x01v\x02\x03", "\x03a\x03")
	f.Fuzz(func(t *testing.T, a, b string) {
		s := Plain(a)
		for range 3 {
			s = Sentence("{{.Deep}}|{{.B}}").With("Deep", s).With("B", b)
		}
		if got, want := s.String(), a+"|"+b+"|"+b+"|"+b; got != want {
			t.Errorf("%q, want %q", got, want)
		}
	})
}
