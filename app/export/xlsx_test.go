package export

import (
	"archive/zip"
	"bufio"
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"passdesk/store"
)

// opened is a workbook's archive, part by part.
func opened(t *testing.T, file []byte) map[string]string {
	t.Helper()
	archive, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	parts := map[string]string{}
	for _, f := range archive.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		var any struct{}
		if err := xml.Unmarshal(text, &any); err != nil {
			t.Errorf("%s is no XML: %v", f.Name, err)
		}
		parts[f.Name] = string(text)
	}
	return parts
}

// cell is a cell of a sheet.
type cell struct {
	Ref     string  `xml:"r,attr"`
	Style   string  `xml:"s,attr"`
	Type    string  `xml:"t,attr"`
	Value   string  `xml:"v"`
	Formula *string `xml:"f"`
	Text    string  `xml:"is>t"`
}

func cellsOf(t *testing.T, sheet string) (rows [][]cell) {
	t.Helper()
	var found struct {
		Rows []struct {
			Cells []cell `xml:"c"`
		} `xml:"sheetData>row"`
	}
	if err := xml.Unmarshal([]byte(sheet), &found); err != nil {
		t.Fatal(err)
	}
	for _, r := range found.Rows {
		rows = append(rows, r.Cells)
	}
	return rows
}

func workbookOf(t *testing.T, limit int, all ...store.Issuance) map[string]string {
	t.Helper()
	return workbookWith(t, columns, limit, all...)
}

func workbookWith(t *testing.T, columns []column[store.Issuance], limit int, all ...store.Issuance) map[string]string {
	t.Helper()
	var file bytes.Buffer
	out := bufio.NewWriter(&file)
	w, err := beginXLSX(out, columns, "Issuances", limit)
	if err != nil {
		t.Fatal(err)
	}
	for _, i := range all {
		if err := w.write(&i); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.end(); err != nil {
		t.Fatal(err)
	}
	if err := out.Flush(); err != nil {
		t.Fatal(err)
	}
	return opened(t, file.Bytes())
}

func TestXLSX(t *testing.T) {
	i := store.Issuance{
		ReceivedAt: time.Date(2026, 3, 1, 6, 0, 0, 0, time.UTC), Status: store.Succeeded, SubjectName: "=cmd|' /C calc'!A0",
		SubjectContact: "王小明", PassURL: "https://pass.example.org/1?a=1&b=2", Note: "a\x01b", Error: "_x0041_",
		ValidFrom: time.Date(1850, 1, 1, 0, 0, 0, 0, time.UTC),
	}
	parts := workbookOf(t, sheetRecords, i)
	rows := cellsOf(t, parts["xl/worksheets/sheet1.xml"])
	if len(rows) != 2 || len(rows[0]) != len(columns) {
		t.Fatalf("rows %v", rows)
	}
	got := map[string]cell{}
	for _, c := range rows[1] {
		if c.Formula != nil {
			t.Errorf("%s is a formula", c.Ref)
		}
		got[c.Ref] = c
	}
	for ref, want := range map[string]cell{
		"A2": {Style: momentStyle, Value: "46082.25"},
		"B2": {Type: "inlineStr", Text: "succeeded"},
		"E2": {Type: "inlineStr", Text: "'=cmd|' /C calc'!A0"},
		"F2": {Type: "inlineStr", Text: "王小明"},
		"K2": {Type: "inlineStr", Style: linkStyle, Text: i.PassURL},
		"N2": {Type: "inlineStr", Text: "1850-01-01T00:00:00Z"},
		"P2": {Type: "inlineStr", Text: "false"},
		"R2": {Type: "inlineStr", Text: "_x005F_x0041_"},
		"T2": {Type: "inlineStr", Text: "a\ufffdb"},
	} {
		want.Ref = ref
		if got[ref] != want {
			t.Errorf("%s: %+v, want %+v", ref, got[ref], want)
		}
	}
	if _, there := got["D2"]; there {
		t.Error("an empty text has a cell")
	}
	sheet := parts["xl/worksheets/sheet1.xml"]
	for _, want := range []string{`state="frozen"`, `<autoFilter ref="A1:U2"/>`, `<hyperlink ref="K2" r:id="rId1"/>`} {
		if !strings.Contains(sheet, want) {
			t.Errorf("no %s", want)
		}
	}
	if links := parts["xl/worksheets/_rels/sheet1.xml.rels"]; !strings.Contains(links, `Target="https://pass.example.org/1?a=1&amp;b=2" TargetMode="External"`) {
		t.Errorf("links: %s", links)
	}
}

func TestXLSXGoesOnInAnotherSheet(t *testing.T) {
	all := make([]store.Issuance, 25)
	for n := range all {
		all[n] = store.Issuance{MessageID: fmt.Sprint("msg_", n), PassURL: fmt.Sprint("https://pass.example.org/", n)}
	}
	parts := workbookOf(t, 10, all...)
	var ids []string
	for sheet, want := range []int{11, 11, 6} {
		rows := cellsOf(t, parts[fmt.Sprintf("xl/worksheets/sheet%d.xml", sheet+1)])
		if len(rows) != want || rows[0][0].Text != "received_at" {
			t.Fatalf("sheet %d has %d rows, the first begins with %+v", sheet+1, len(rows), rows[0][0])
		}
		for _, row := range rows[1:] {
			at := slices.IndexFunc(row, func(c cell) bool { return strings.HasPrefix(c.Ref, "D") })
			ids = append(ids, row[at].Text)
		}
		if n := strings.Count(parts[fmt.Sprintf("xl/worksheets/_rels/sheet%d.xml.rels", sheet+1)], "Target="); n != want-1 {
			t.Errorf("sheet %d has %d links", sheet+1, n)
		}
	}
	for n, i := range all {
		if ids[n] != i.MessageID {
			t.Fatalf("record %d is %s", n, ids[n])
		}
	}
	if n := strings.Count(parts["xl/workbook.xml"], "<sheet "); n != 3 || strings.Count(parts["[Content_Types].xml"], "worksheet+xml") != 3 {
		t.Errorf("%d sheets named: %s", n, parts["xl/workbook.xml"])
	}
	if exact := workbookOf(t, 25, all...); exact["xl/worksheets/sheet2.xml"] != "" {
		t.Error("a sheet without records")
	}
	if none := workbookOf(t, 10); len(cellsOf(t, none["xl/worksheets/sheet1.xml"])) != 1 {
		t.Error("without records there is no header")
	}
}

func TestLinksEndWhereExcelsDo(t *testing.T) {
	all := slices.Repeat([]store.Issuance{{PassURL: "https://pass.example.org/1"}}, sheetLinks+5)
	links, err := chosen([]string{"pass_url"})
	if err != nil {
		t.Fatal(err)
	}
	parts := workbookWith(t, links, sheetRecords, all...)
	sheet := parts["xl/worksheets/sheet1.xml"]
	if n := strings.Count(sheet, "<hyperlink "); n != sheetLinks {
		t.Errorf("%d links", n)
	}
	if n := strings.Count(sheet, ">https://pass.example.org/1<"); n != len(all) {
		t.Errorf("%d addresses, want %d", n, len(all))
	}
}
