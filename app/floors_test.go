package main

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// floors says which of our packages each may import: the table that keeps
// imports pointing down. Tests may use what stands beside or below them.
var floors = map[string][]string{
	"assets":                {},
	"assets/say":            {},
	"store/secret":          {},
	"store/vault":           {"store/secret"},
	"store":                 {"store/vault"},
	"app/tunnel":            {"store/secret", "assets/say"},
	"app/tunnel/tunneltest": {},
	"app/crossmint":         {"store", "store/secret", "assets/say"},
	"app/crossmint/api":     {"store/secret"},
	"ui/model":              {"store", "assets/say"},
	"app/webhook":           {"app/crossmint", "store", "store/secret"},
	"app/export":            {"store", "assets/say"},
	"app/radar":             {"store"},
	"app/roster":            {"store", "ui/model"},
	"app/shift":             {"app/radar", "store"},
	"app/tracker":           {"app/crossmint", "app/crossmint/api", "store", "assets/say"},
	"ui":                    {"ui/model", "store", "store/secret", "assets", "assets/say"},
	"app/simulator":         {"app/webhook", "app/crossmint"},
	"app/simulator/standin": {"app/simulator", "app/crossmint"},
	"app/doctor":            {"app/webhook", "assets/say"},
	"app/way":               {"app/doctor", "app/tunnel", "assets/say"},
	"app":                   {"app/simulator", "app/simulator/standin", "app/tracker", "app/crossmint/api", "app/way", "app/doctor", "app/webhook", "app/export", "app/radar", "app/roster", "app/shift", "app/crossmint", "app/tunnel", "ui", "ui/model", "store", "store/vault", "store/secret", "assets", "assets/say"},
}

// Some packages stay free of what is heavy or belongs elsewhere.
var barred = map[string][]string{
	"ui/model":          {"fyne.io/"},
	"store":             {"fyne.io/", "golang.ngrok.com/", "net/http"},
	"app/webhook":       {"fyne.io/", "golang.ngrok.com/", "modernc.org/"},
	"app/crossmint":     {"fyne.io/", "golang.ngrok.com/", "modernc.org/"},
	"app/crossmint/api": {"fyne.io/", "golang.ngrok.com/", "modernc.org/"},
	"app/doctor":        {"fyne.io/", "golang.ngrok.com/", "modernc.org/"},
	"app/way":           {"fyne.io/", "golang.ngrok.com/", "modernc.org/"},
	"app/export":        {"fyne.io/", "golang.ngrok.com/", "modernc.org/"},
	"app/radar":         {"fyne.io/", "golang.ngrok.com/", "modernc.org/", "net/http"},
	"app/roster":        {"fyne.io/", "golang.ngrok.com/", "modernc.org/", "net/http"},
	"app/shift":         {"fyne.io/", "golang.ngrok.com/", "modernc.org/", "net/http"},
	"app/tunnel":        {"fyne.io/", "modernc.org/"},
	"app":               {"golang.ngrok.com/", "modernc.org/"},
}

func TestImportsPointDown(t *testing.T) {
	seen := map[string]bool{}
	err := filepath.WalkDir("..", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && strings.HasPrefix(d.Name(), ".") && name != ".." {
			return filepath.SkipDir
		}
		if path.Ext(name) != ".go" || strings.HasSuffix(name, "_test.go") {
			return nil
		}
		dir, err := filepath.Rel("..", filepath.Dir(name))
		if err != nil {
			return err
		}
		pkg := filepath.ToSlash(dir)
		allowed, known := floors[pkg]
		if !known {
			t.Errorf("package %s stands on no floor", pkg)
			return nil
		}
		seen[pkg] = true
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		for _, spec := range file.Imports {
			imported, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				return err
			}
			if ours, ok := strings.CutPrefix(imported, "passdesk/"); ok && !slices.Contains(allowed, ours) {
				t.Errorf("%s imports %s, which is not below it", name, ours)
			}
			for _, prefix := range barred[pkg] {
				if strings.HasPrefix(imported, prefix) {
					t.Errorf("%s imports %s, which has no place there", name, imported)
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for pkg := range floors {
		if !seen[pkg] {
			t.Errorf("no package %s", pkg)
		}
	}
}

func TestTopLevelHoldsNothingElse(t *testing.T) {
	want := []string{"FyneApp.toml", "README.md", "app", "assets", "go.mod", "go.sum", "store", "ui"}
	entries, err := filepath.Glob("../*")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range entries {
		if name := filepath.Base(e); !strings.HasPrefix(name, ".") && name != "passdesk" && name != "passdesk.exe" {
			got = append(got, name)
		}
	}
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Errorf("top level: %v, want %v", got, want)
	}
}
