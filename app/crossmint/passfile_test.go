package crossmint

import (
	"archive/zip"
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

// archive is a small pass as Apple's are.
func archive(t testing.TB) []byte {
	var file bytes.Buffer
	w := zip.NewWriter(&file)
	part, err := w.Create("pass.json")
	if err == nil {
		_, err = part.Write([]byte(`{"formatVersion":1}`))
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

func TestPassFiles(t *testing.T) {
	file := archive(t)
	text := base64.StdEncoding.EncodeToString(file)
	link := `"https://pass.example.org/UEsDB"`
	quoted := func(v any) string {
		text, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	for name, c := range map[string]struct {
		pass  string
		paths string // of the files
		links int
	}{
		"alone":            {quoted(text), "[]", 0},
		"without padding":  {quoted(strings.TrimRight(text, "=")), "[]", 0},
		"for addresses":    {quoted(base64.URLEncoding.EncodeToString(file)), "[]", 0},
		"in lines":         {quoted(text[:40] + "\r\n" + text[40:] + "\n"), "[]", 0},
		"slashes escaped":  {strings.ReplaceAll(quoted(text), "/", `\/`), "[]", 0},
		"a data address":   {quoted("data:application/vnd.apple.pkpass;base64," + text), "[]", 0},
		"beside a link":    {fmt.Sprintf(`{"url":%s,"apple":{"file":%s}}`, link, quoted(text)), "[apple.file]", 1},
		"JSON in a string": {quoted(fmt.Sprintf(`{"apple":%s}`, quoted(text))), "[apple]", 0},
		"a link like one":  {link, "", 1},
		"some other file":  {quoted(base64.StdEncoding.EncodeToString([]byte("GIF89a and so on"))), "", 0},
		"many":             {quoted(strings.Split(strings.Repeat(text+" ", 20), " ")), "[[0] [1] [2] [3] [4] [5] [6] [7]]", 0},
	} {
		t.Run(name, func(t *testing.T) {
			e, err := Decode([]byte(`{"type":"credential.creation.succeeded","data":{"pass":` + c.pass + `}}`))
			if err != nil {
				t.Fatal(err)
			}
			var paths []string
			for _, f := range e.Files {
				paths = append(paths, f.Path)
				if got, err := f.Open(); err != nil || !bytes.Equal(got, file) {
					t.Errorf("%s: %d bytes, %v, want %d", f.Path, len(got), err, len(file))
				}
			}
			if got := fmt.Sprint(paths); got != c.paths && (c.paths != "" || paths != nil) {
				t.Errorf("files at %s, want %s", got, c.paths)
			}
			if len(e.Links) != c.links {
				t.Errorf("links are %q", e.Links)
			}
		})
	}
}

// TestBrokenPassFiles are found and do not open.
func TestBrokenPassFiles(t *testing.T) {
	for _, text := range []string{"UEsDB", "UEsDB!!!", "UEsDBA=A", "data:,UEsDBBB\\u0000"} {
		e, err := Decode([]byte(`{"data":{"pass":"` + text + `"}}`))
		if err != nil || len(e.Files) != 1 {
			t.Fatalf("%s: %d files, %v", text, len(e.Files), err)
		}
		if data, err := e.Files[0].Open(); err == nil {
			t.Errorf("%s opens to %q", text, data)
		}
	}
}
