package model

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestLinesOfACredential(t *testing.T) {
	for _, c := range []struct{ path, want string }{
		{"credentialSubject.name", "Name"},
		{"credentialSubject.degree.name", "Degree · name"},
		{"credentialSubject.dateOfBirth", "Date of birth"},
		{"credentialSubject.date_of-birth", "Date of birth"},
		{"credentialSubject.studentID", "Student ID"},
		{"credentialSubject.GPAScore", "GPA score"},
		{"credentialSubject.level3Grade", "Level3 grade"},
		{"credentialSubject.courses[0].title", "Courses 1 · title"},
		{"credentialSubject.grid[0][11]", "Grid 1 12"},
		{"credentialSubject.odd[x]", "Odd[x]"},
		{"credentialSubject.odd]", "Odd]"},
		{"credentialSubject.öffnung", "Öffnung"},
		{"credentialSubject.名前", "名前"},
		{"credentialSubject.___", "___"},
		{"credentialSubject.https://schema.org/name", "https://schema.org/name"},
		{"credentialSubject[0].name", "Name"},
		{"credentialSubject[1].name", "2 · Name"},
		{"credentialSubject.degree.id", "Degree · id"},
		// What people need not read keeps its path.
		{"credentialSubject.id", ""},
		{"credentialSubject[1].id", ""},
		{"credentialSubject", ""},
		{"credentialSubject[0]", ""},
		{"credentialSubjects.name", ""},
		{"issuer.id", ""},
		{"@context[0]", ""},
		{"type[1]", ""},
	} {
		subject, itself := Credential{Fields: []Field{{c.path, "value"}}}.Lines()
		if c.want == "" {
			if len(subject) > 0 || len(itself) != 1 || itself[0] != (Line{c.path, "value"}) {
				t.Errorf("%s: %v, %v", c.path, subject, itself)
			}
		} else if len(itself) > 0 || len(subject) != 1 || subject[0] != (Line{c.want, "value"}) {
			t.Errorf("%s: %v, %v; want %q", c.path, subject, itself, c.want)
		}
	}
}

func TestLinesKeepTheirOrder(t *testing.T) {
	subject, itself := Credential{Fields: []Field{
		{"id", "1"}, {"credentialSubject.b", "2"}, {"issuer", "3"}, {"credentialSubject.a", "4"}, {"validFrom", "5"},
	}}.Lines()
	var got strings.Builder
	for _, l := range append(subject, itself...) {
		got.WriteString(l.Value)
	}
	if got.String() != "24135" {
		t.Errorf("the order is %s", got.String())
	}
}

func TestElide(t *testing.T) {
	for _, c := range []struct {
		text string
		n    int
		want string
	}{{"äbcdef", 6, "äbcdef"}, {"äbcdefg", 6, "äbc…efg"}, {"abcdef", 3, "ab…f"}, {"", 3, ""}} {
		if got := Elide(c.text, c.n); got != c.want {
			t.Errorf("%q to %d: %q, want %q", c.text, c.n, got, c.want)
		}
	}
}

// FuzzLines holds that every field is in one place, with a label to read.
func FuzzLines(f *testing.F) {
	for _, path := range []string{"credentialSubject.a[0].bC", "credentialSubject[9].x", "credentialSubject..", "a]b[", "credentialSubject.[0]"} {
		f.Add(path)
	}
	f.Fuzz(func(t *testing.T, path string) {
		subject, itself := Credential{Fields: []Field{{path, "v"}}}.Lines()
		lines := append(subject, itself...)
		if len(lines) != 1 || lines[0].Value != "v" {
			t.Fatalf("%q: %v", path, lines)
		}
		if path != "" && lines[0].Label == "" || utf8.ValidString(path) && !utf8.ValidString(lines[0].Label) {
			t.Fatalf("%q: label %q", path, lines[0].Label)
		}
	})
}
