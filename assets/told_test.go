package assets_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"go/ast"
	"go/constant"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"passdesk/assets"
)

// program is the program's packages as the compiler sees them.
type program struct {
	fset     *token.FileSet
	packages []listed
	compiled map[string]string // the export data of every package, by its path
}

// listed is a package as go list has it.
type listed struct {
	Dir, ImportPath, Export string
	GoFiles                 []string
	Standard, DepOnly       bool
}

func loadProgram(t *testing.T) *program {
	t.Helper()
	list := exec.Command("go", "list", "-export", "-deps", "-json=Dir,ImportPath,Export,GoFiles,Standard,DepOnly", "-tags", "ci", "passdesk/...")
	list.Stderr = os.Stderr
	out, err := list.Output()
	if err != nil {
		t.Fatal(err)
	}
	p := &program{fset: token.NewFileSet(), compiled: map[string]string{}}
	for in := json.NewDecoder(bytes.NewReader(out)); ; {
		var one listed
		if err := in.Decode(&one); errors.Is(err, io.EOF) {
			return p
		} else if err != nil {
			t.Fatal(err)
		}
		p.compiled[one.ImportPath] = one.Export
		if !one.DepOnly {
			p.packages = append(p.packages, one)
		}
	}
}

// check gives the syntax of a package and what it means.
func (p *program) check(t *testing.T, one listed) ([]*ast.File, *types.Info) {
	t.Helper()
	var files []*ast.File
	for _, name := range one.GoFiles {
		file, err := parser.ParseFile(p.fset, filepath.Join(one.Dir, name), nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, file)
	}
	info := &types.Info{Types: map[ast.Expr]types.TypeAndValue{}}
	open := func(path string) (io.ReadCloser, error) { return os.Open(p.compiled[path]) }
	config := types.Config{Importer: importer.ForCompiler(p.fset, "gc", open)}
	if _, err := config.Check(one.ImportPath, p.fset, files, info); err != nil {
		t.Fatal(err)
	}
	return files, info
}

// sentences gives every sentence that the program can say, with a place where it
// is said, and complains of those put together with +.
func (p *program) sentences(t *testing.T) map[string]token.Position {
	t.Helper()
	found := map[string]token.Position{}
	for _, one := range p.packages {
		if one.ImportPath == "passdesk/assets/say" {
			continue
		}
		files, info := p.check(t, one)
		for _, file := range files {
			ast.Inspect(file, func(n ast.Node) bool {
				expr, is := n.(ast.Expr)
				if !is || !isSentence(info.Types[expr]) {
					return true
				}
				if value := info.Types[expr].Value; value != nil {
					found[constant.StringVal(value)] = p.fset.Position(expr.Pos())
					return false // its parts are none
				}
				if sum, is := expr.(*ast.BinaryExpr); is && sum.Op == token.ADD {
					t.Errorf("%v: sentences are put together by Then and With", p.fset.Position(expr.Pos()))
				}
				return true
			})
		}
	}
	delete(found, "")
	return found
}

func isSentence(tv types.TypeAndValue) bool {
	named, is := types.Unalias(tv.Type).(*types.Named)
	return tv.IsValue() && is && named.Obj().Name() == "Sentence" && named.Obj().Pkg().Path() == "passdesk/assets/say"
}

// TestSentences holds the translations and what the program can say together:
// every language has every sentence and none that nobody says, and all fill the
// same blanks.
func TestSentences(t *testing.T) {
	told := loadProgram(t).sentences(t)
	if len(told) < 200 {
		t.Errorf("only %d sentences found", len(told))
	}
	files, err := assets.Translations.ReadDir("translations")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		data, err := assets.Translations.ReadFile("translations/" + f.Name())
		if err != nil {
			t.Fatal(err)
		}
		var texts map[string]any
		if err := json.Unmarshal(data, &texts); err != nil {
			t.Fatal(err)
		}
		for english, at := range told {
			if texts[english] == nil && f.Name() != "en.json" {
				t.Errorf("%s lacks what %v says: %q", f.Name(), at, english)
			}
		}
		for english, words := range texts {
			if isKey(english) {
				continue
			}
			if _, said := told[english]; !said {
				t.Errorf("%s has what nobody says: %q", f.Name(), english)
			}
			if words, _ := words.(string); words == "" || blanks(words) != blanks(english) {
				t.Errorf("%s: %q has other blanks than %q", f.Name(), words, english)
			}
		}
	}
}

// isKey tells the keys of the window's own texts, as in "area.name", from
// sentences.
func isKey(s string) bool {
	area, name, dotted := strings.Cut(s, ".")
	return dotted && name != "" && strings.Trim(area, "abcdefghijklmnopqrstuvwxyz") == ""
}

func blanks(words string) string {
	found := regexp.MustCompile(`{{[^}]*}}`).FindAllString(words, -1)
	slices.Sort(found)
	return strings.Join(found, " ")
}
