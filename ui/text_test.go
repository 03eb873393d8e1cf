package ui

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"passdesk/assets"
)

// TestTextsMatchTheCode holds the English texts and the code together: every
// literal that looks like a key has a text, and every text is used.
func TestTextsMatchTheCode(t *testing.T) {
	data, err := assets.Translations.ReadFile("translations/en.json")
	if err != nil {
		t.Fatal(err)
	}
	var texts map[string]any
	if err := json.Unmarshal(data, &texts); err != nil {
		t.Fatal(err)
	}
	areas := map[string]bool{}
	for key := range texts {
		area, _, _ := strings.Cut(key, ".")
		areas[area] = true
		if n := strings.Count(string(data), strconv.Quote(key)+":"); n != 1 {
			t.Errorf("the key %q stands %d times", key, n)
		}
	}
	used := literals(t)
	for literal := range used {
		area, name, dotted := strings.Cut(literal, ".")
		if dotted && areas[area] && name != "" && texts[literal] == nil {
			t.Errorf("%q is used and has no text", literal)
		}
	}
	for key := range texts {
		if !used[key] {
			t.Errorf("%q has a text and is not used", key)
		}
	}
}

// literals gives the string literals of the package, tests apart.
func literals(t *testing.T) map[string]bool {
	t.Helper()
	found := map[string]bool{}
	inspect(t, func(n ast.Node) {
		if s, ok := literal(n); ok {
			found[s] = true
		}
	})
	return found
}

// onButtons gives the keys of the texts that stand on buttons, ticks and in menus.
func onButtons(t *testing.T) map[string]bool {
	t.Helper()
	found := map[string]bool{}
	inspect(t, func(n ast.Node) {
		call, ok := n.(*ast.CallExpr)
		if !ok || !buttonMakers[name(call.Fun)] {
			return
		}
		for _, arg := range call.Args {
			if words, ok := arg.(*ast.CallExpr); ok && name(words.Fun) == "text" {
				if key, ok := literal(words.Args[0]); ok {
					found[key] = true
				}
			}
		}
	})
	return found
}

var buttonMakers = map[string]bool{
	"newPush": true, "newMainPush": true, "newSurePush": true, "newButton": true, "newCopyButton": true, "newChoice": true, "NewMenuItem": true,
}

// inspect walks the syntax of the package, tests apart.
func inspect(t *testing.T, visit func(ast.Node)) {
	t.Helper()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool { visit(n); return true })
	}
}

func literal(n ast.Node) (string, bool) {
	lit, ok := n.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return "", false
	}
	s, err := strconv.Unquote(lit.Value)
	return s, err == nil
}

func name(n ast.Expr) string {
	switch n := n.(type) {
	case *ast.Ident:
		return n.Name
	case *ast.SelectorExpr:
		return n.Sel.Name
	}
	return ""
}

func TestTextsFillTheirBlanks(t *testing.T) {
	loadTexts()
	for got, want := range map[string]string{
		text("toast.copied", values{"Name": "Ada Lovelace"}): "Copied Ada Lovelace’s link",
		counted("list.fresh", 1):                             "1 new",
		counted("list.fresh", 2):                             "2 new",
		counted("age.days", 1):                               "last event 1 day ago",
		counted("age.days", 3):                               "last event 3 days ago",
		text("toast.nolink", values{"Name": "<b>&\"x"}):      "<b>&\"x has no pass link to copy",
	} {
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

// TestLanguagesWithoutTexts: English words take English plurals, whatever the
// reader's language would count like.
func TestLanguagesWithoutTexts(t *testing.T) {
	for _, locale := range []string{"zh-CN", "zh-CN-Hans", "pl", "ru-RU", "ar-EG", "C", ""} {
		texts, err := newTexts(locale)
		if err != nil {
			t.Fatal(err)
		}
		for n, want := range map[int]string{1: "last event 1 day ago", 2: "last event 2 days ago", 5: "last event 5 days ago", 11: "last event 11 days ago"} {
			if got := texts.say("age.days", n, values{"N": n}); got != want {
				t.Errorf("%s: %q, want %q", locale, got, want)
			}
		}
	}
}

func TestATextThatIsNotThere(t *testing.T) {
	if got := loadTexts().say("no.such", nil, nil); got != "no.such" {
		t.Errorf("%q", got)
	}
}

func TestTextsWithoutBlanksAreWorkedOutOnce(t *testing.T) {
	text("copy.button")
	if n := testing.AllocsPerRun(100, func() { text("copy.button") }); n > 2 {
		t.Errorf("%v allocations for a text that every row shows", n)
	}
}
