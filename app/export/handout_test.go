package export_test

import (
	"bytes"
	"compress/zlib"
	"encoding/csv"
	"errors"
	"fmt"
	"image/png"
	"io"
	"mime"
	"mime/quotedprintable"
	"net/mail"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/image/font/gofont/goregular"
	"rsc.io/qr"

	"passdesk/app/export"
	"passdesk/store"
)

var handedOut = []store.Issuance{
	{SubjectName: "Ada Lovelace", SubjectContact: "ada@example.org", Template: "Diploma 2026", PassURL: "https://pass.example.org/p/1?a=1&b=2"},
	{SubjectName: "王小明", SubjectContact: "wang@example.org", Template: "Diploma 2026", PassURL: "https://pass.example.org/p/2"},
	{SubjectName: "أمينة الحسن", SubjectContact: "+44 20 7946 0000", Template: "Staff Badge", PassURL: "https://pass.example.org/p/3"},
	{SubjectName: "Eve\r\nBcc: all@example.org {{link}}", SubjectContact: "eve@example.org", Template: "=cmd()", PassURL: "https://pass.example.org/p/4"},
	{SubjectName: "Nobody", Template: "Diploma 2026"},
	{SubjectContact: "dmitri@example.org", Template: "Diploma 2026", PassURL: "https://pass.example.org/p/" + strings.Repeat("x", 4000)},
	{SubjectName: "Revoked", Template: "Diploma 2026", PassURL: "https://pass.example.org/p/5", Revoking: store.Revoked},
	{SubjectName: "Being revoked", Template: "Diploma 2026", PassURL: "https://pass.example.org/p/6", Revoking: store.BeingRevoked},
}

func lettering(t *testing.T) *export.Lettering {
	t.Helper()
	l, err := export.NewLettering([][]byte{goregular.TTF}, "")
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func handOut(t *testing.T, h export.Handout, all ...store.Issuance) (dir string, done export.HandedOut) {
	t.Helper()
	dir = filepath.Join(t.TempDir(), "out")
	err := export.ToFolder(dir, func(at string) (err error) {
		done, err = h.Write(at, dir, records(all...))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return dir, done
}

func TestHandout(t *testing.T) {
	at := time.Date(2026, 3, 1, 9, 30, 0, 0, time.FixedZone("", 3600))
	dir, done := handOut(t, export.Handout{Lettering: lettering(t), At: at, From: "Registry <registry@example.org>"}, handedOut...)
	// The fonts of this test have neither Chinese nor Arabic, and the long name of
	// the fourth does fit.
	if want := (export.HandedOut{Passes: 5, Drafts: 4, NoLink: 1, Revoked: 2, NoAddress: 1, NoCode: 1, Unprinted: 2}); done != want {
		t.Errorf("%+v, want %+v", done, want)
	}
	var files []string
	err := filepath.WalkDir(dir, func(name string, d os.DirEntry, err error) error {
		if info, err := d.Info(); err == nil && runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s is open to others: %v", name, info.Mode())
		}
		if !d.IsDir() {
			name, _ = filepath.Rel(dir, name)
			files = append(files, filepath.ToSlash(name))
		}
		return err
	})
	want := []string{
		"cards.pdf", "drafts/00001.eml", "drafts/00002.eml", "drafts/00004.eml", "drafts/00005.eml", "mail-merge.csv",
		"qr/00001.png", "qr/00002.png", "qr/00003.png", "qr/00004.png",
	}
	if err != nil || !slices.Equal(files, want) {
		t.Errorf("%v, %q", err, files)
	}
	checkMerge(t, dir)
	checkDraft(t, dir, "00001.eml", "Ada Lovelace", "ada@example.org", "Your Diploma 2026", "Hello Ada Lovelace,", handedOut[0].PassURL)
	checkDraft(t, dir, "00002.eml", "王小明", "wang@example.org", "Your Diploma 2026", "Hello 王小明,", handedOut[1].PassURL)
	checkDraft(t, dir, "00004.eml", "Eve Bcc: all@example.org {{link}}", "eve@example.org", "Your =cmd()", "{{link}},", handedOut[3].PassURL)
	checkDraft(t, dir, "00005.eml", "", "dmitri@example.org", "Your Diploma 2026", "Hello dmitri@example.org,", handedOut[5].PassURL)
	checkPicture(t, filepath.Join(dir, "qr", "00001.png"), handedOut[0].PassURL)
	if pages := pagesOf(t, filepath.Join(dir, "cards.pdf")); len(pages) != 1 {
		t.Errorf("%d pages", len(pages))
	}
}

func checkMerge(t *testing.T, dir string) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, "mail-merge.csv"))
	if err != nil || !bytes.HasPrefix(text, []byte("\xef\xbb\xbf")) {
		t.Fatalf("%v, begins with %.10q", err, text)
	}
	rows, err := csv.NewReader(bytes.NewReader(text[3:])).ReadAll()
	if err != nil || len(rows) != 6 {
		t.Fatalf("%v, %q", err, rows)
	}
	if strings.Join(rows[0], ",") != "name,contact,template,link,qr" {
		t.Errorf("header %q", rows[0])
	}
	if want := []string{"Ada Lovelace", "ada@example.org", "Diploma 2026", handedOut[0].PassURL, filepath.Join(dir, "qr", "00001.png")}; !slices.Equal(rows[1], want) {
		t.Errorf("%q, want %q", rows[1], want)
	}
	if rows[3][1] != "'+44 20 7946 0000" || rows[4][2] != "'=cmd()" || rows[4][0] != "Eve Bcc: all@example.org {{link}}" || rows[5][4] != "" {
		t.Errorf("%q", rows[3:])
	}
}

func checkDraft(t *testing.T, dir, file, name, address, subject string, texts ...string) {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(dir, "drafts", file))
	if err != nil {
		t.Fatal(err)
	}
	for line := range bytes.SplitSeq(raw, []byte("\r\n")) {
		if bytes.ContainsAny(line, "\r\n") || len(line) > 78 {
			t.Errorf("%s has the line %q", file, line)
		}
	}
	m, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	to, err := m.Header.AddressList("To")
	if err != nil || len(to) != 1 || to[0].Name != name || to[0].Address != address {
		t.Errorf("%s is to %v, %v", file, to, err)
	}
	got, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
	if err != nil || got != subject || m.Header.Get("X-Unsent") != "1" || m.Header.Get("Bcc") != "" || m.Header.Get("From") == "" {
		t.Errorf("%s: subject %q, %v; %v", file, got, err, m.Header)
	}
	if at, err := m.Header.Date(); err != nil || at.Unix() != 1772353800 {
		t.Errorf("%s: date %v, %v", file, at, err)
	}
	text, err := io.ReadAll(quotedprintable.NewReader(m.Body))
	for _, want := range texts {
		if err != nil || !strings.Contains(string(text), want) {
			t.Errorf("%s: no %q in %q, %v", file, want, text, err)
		}
	}
}

// checkPicture wants the code of a link, with four white modules around.
func checkPicture(t *testing.T, file, link string) {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	picture, err := png.Decode(f)
	if err != nil {
		t.Fatal(err)
	}
	code, err := qr.Encode(link, qr.M)
	if err != nil {
		t.Fatal(err)
	}
	modules := code.Size + 8
	scale := picture.Bounds().Dx() / modules
	if scale < 4 || picture.Bounds().Dx() != modules*scale || picture.Bounds().Dy() != modules*scale {
		t.Fatalf("%v for %d modules", picture.Bounds(), modules)
	}
	for y := range modules * scale {
		for x := range modules * scale {
			r, _, _, _ := picture.At(x, y).RGBA()
			mx, my := x/scale-4, y/scale-4
			inside := mx >= 0 && my >= 0 && mx < code.Size && my < code.Size
			if black := r == 0; black != (inside && code.Black(mx, my)) {
				t.Fatalf("module %d, %d is wrong", mx, my)
			}
		}
	}
}

// pagesOf reads a document of cards and gives what its pages draw. It holds
// every object of the table of offsets to be where that says.
func pagesOf(t *testing.T, file string) (pages []string) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	objects := map[int][]byte{}
	at, _ := strconv.Atoi(string(regexp.MustCompile(`startxref\n(\d+)\n%%EOF\n$`).FindSubmatch(text)[1]))
	for n, entry := range regexp.MustCompile(`(\d{10}) 00000 n `).FindAllSubmatch(text[at:], -1) {
		offset, _ := strconv.Atoi(string(entry[1]))
		head := fmt.Appendf(nil, "%d 0 obj\n", n+1)
		if !bytes.HasPrefix(text[offset:], head) {
			t.Fatalf("object %d is not at %d", n+1, offset)
		}
		objects[n+1] = text[offset+len(head):]
	}
	for n := range len(objects) {
		object := objects[n+1]
		if !bytes.HasPrefix(object, []byte("<</Type/Page/Parent")) {
			continue
		}
		number, _ := strconv.Atoi(string(regexp.MustCompile(`/Contents (\d+) 0 R`).FindSubmatch(object)[1]))
		_, packed, _ := bytes.Cut(objects[number], []byte("stream\n"))
		z, err := zlib.NewReader(bytes.NewReader(packed))
		if err != nil {
			t.Fatal(err)
		}
		drawing, err := io.ReadAll(z)
		if err != nil {
			t.Fatal(err)
		}
		pages = append(pages, string(drawing))
	}
	return pages
}

func TestCardsGoOnOverPages(t *testing.T) {
	all := slices.Repeat(handedOut[:1], 17)
	dir, done := handOut(t, export.Handout{Parts: []export.Part{export.Cards}, Lettering: lettering(t), Paper: export.Letter}, all...)
	pages := pagesOf(t, filepath.Join(dir, "cards.pdf"))
	if len(pages) != 3 || done.Passes != 17 {
		t.Fatalf("%d pages, %+v", len(pages), done)
	}
	for n, want := range []int{8, 8, 1} {
		if codes := strings.Count(pages[n], "f Q\n"); codes != want {
			t.Errorf("page %d has %d codes, want %d", n, codes, want)
		}
		if letters := strings.Count(pages[n], " Do Q\n"); letters < want*len("AdaLovelaceDiploma2026") {
			t.Errorf("page %d has %d letters", n, letters)
		}
		if marks := strings.Count(pages[n], " l S\n"); marks != 2*(3+5)+2*3 {
			t.Errorf("page %d has %d marks", n, marks)
		}
	}
	if files, _ := os.ReadDir(dir); len(files) != 1 {
		t.Errorf("there is more than was asked for: %v", files)
	}
}

func TestHandoutsThatFailLeaveNothing(t *testing.T) {
	broken := errors.New("broken")
	parent := t.TempDir()
	dir := filepath.Join(parent, "out")
	write := func(h export.Handout, all func(func(store.Issuance, error) bool)) error {
		return export.ToFolder(dir, func(at string) error {
			_, err := h.Write(at, dir, all)
			return err
		})
	}
	failing := func(yield func(store.Issuance, error) bool) { _ = yield(full, nil) && yield(bare, broken) }
	if err := write(export.Handout{Lettering: lettering(t)}, failing); !errors.Is(err, broken) {
		t.Errorf("%v", err)
	}
	endless := func(yield func(store.Issuance, error) bool) {
		for yield(full, nil) {
		}
	}
	if err := write(export.Handout{Parts: []export.Part{export.MailMerge}}, endless); !errors.Is(err, export.ErrTooMany) {
		t.Errorf("%v", err)
	}
	if found, _ := os.ReadDir(parent); len(found) != 0 {
		t.Errorf("left: %v", found)
	}
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := write(export.Handout{Parts: []export.Part{export.Codes}}, records(full)); err != nil {
		t.Errorf("into an empty folder: %v", err)
	}
	if err := write(export.Handout{Parts: []export.Part{export.Codes}}, records(full)); !errors.Is(err, export.ErrNotEmpty) {
		t.Errorf("into a full folder: %v", err)
	}
}

// TestFoldersAndFilesBesideEachOther: an export leaves alone what another is
// making in the same place, and removes what a killed one has left.
func TestFoldersAndFilesBesideEachOther(t *testing.T) {
	parent := t.TempDir()
	left := filepath.Join(parent, ".passdesk-export-left", "made")
	if err := os.MkdirAll(left, 0o700); err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(parent, "out")
	if err := export.ToFolder(dir+"/", func(at string) error {
		if err := os.WriteFile(filepath.Join(at, "1"), nil, 0o600); err != nil {
			return err
		}
		if err := export.ToFile(filepath.Join(parent, "out.csv"), func(io.Writer) error { return nil }); err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(at, "2"), nil, 0o600)
	}); err != nil {
		t.Fatal(err)
	}
	names := func(dir string) (all []string) {
		found, err := os.ReadDir(dir)
		for _, f := range found {
			all = append(all, f.Name())
		}
		if err != nil {
			t.Error(err)
		}
		return all
	}
	if got := names(dir); !slices.Equal(got, []string{"1", "2"}) {
		t.Errorf("in it: %q", got)
	}
	if got := names(parent); !slices.Equal(got, []string{"out", "out.csv"}) {
		t.Errorf("beside it: %q", got)
	}
}

func TestMessages(t *testing.T) {
	m, err := export.ParseMessage("\ufeffsubject: {{ template }} for {{name}}\r\n\r\nOpen {{ link }}.\r\n")
	if want := (export.Message{Subject: "{{ template }} for {{name}}", Text: "Open {{ link }}.\n"}); err != nil || m != want {
		t.Errorf("%+v, %v", m, err)
	}
	for text, want := range map[string]string{
		"Hello":                                        "must begin with",
		"Subject: x\n\nHello":                          "no {{link}}",
		"Subject: {{nmae}}\n\n{{link}}":                "{{nmae}}",
		"Subject: x\n\n{{link}} {{}}":                  "{{}}",
		"Subject: x\n\n" + strings.Repeat("x", 70_000): "longer",
	} {
		if _, err := export.ParseMessage(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.40q: %v, want %s", text, err, want)
		}
	}
}
