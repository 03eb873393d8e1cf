package export

// The parts of a workbook that are always the same, and the heads of the
// others.

const (
	xmlHead      = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	mainSpace    = `http://schemas.openxmlformats.org/spreadsheetml/2006/main`
	relationType = `http://schemas.openxmlformats.org/officeDocument/2006/relationships/`
	packageSpace = `http://schemas.openxmlformats.org/package/2006/`
	mainType     = `application/vnd.openxmlformats-officedocument.spreadsheetml.`
	sheetType    = mainType + `worksheet+xml`
	spaces       = ` xmlns="` + mainSpace + `" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"`
)

const relationsHead = xmlHead + `<Relationships xmlns="` + packageSpace + `relationships">`

const typesHead = xmlHead + `<Types xmlns="` + packageSpace + `content-types">` +
	`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
	`<Default Extension="xml" ContentType="application/xml"/>` +
	`<Override PartName="/xl/workbook.xml" ContentType="` + mainType + `sheet.main+xml"/>` +
	`<Override PartName="/xl/styles.xml" ContentType="` + mainType + `styles+xml"/>`

const bookHead = xmlHead + `<workbook` + spaces + `><sheets>`

// sheetHead has the header stay while the rows scroll.
const sheetHead = xmlHead + `<worksheet` + spaces + `><sheetViews><sheetView workbookViewId="0">` +
	`<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>` +
	`<selection pane="bottomLeft" activeCell="A2" sqref="A2"/></sheetView></sheetViews>` +
	`<sheetFormatPr defaultRowHeight="15"/><cols>`

// The styles of cells, by their place among cellXfs.
const (
	momentStyle = "1"
	linkStyle   = "2"
	headerStyle = "3"
)

// fixedParts come first in the archive.
var fixedParts = []struct{ name, text string }{
	{"_rels/.rels", relationsHead + `<Relationship Id="rId1" Type="` + relationType + `officeDocument" Target="xl/workbook.xml"/></Relationships>`},
	{"xl/styles.xml", xmlHead + `<styleSheet xmlns="` + mainSpace + `">` +
		`<numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\-mm\-dd\ hh:mm:ss&quot; UTC&quot;"/></numFmts>` +
		`<fonts count="3"><font><sz val="11"/><name val="Calibri"/><family val="2"/></font>` +
		`<font><u/><sz val="11"/><color rgb="FF0563C1"/><name val="Calibri"/><family val="2"/></font>` +
		`<font><b/><sz val="11"/><name val="Calibri"/><family val="2"/></font></fonts>` +
		`<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>` +
		`<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>` +
		`<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>` +
		`<cellXfs count="4"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>` +
		`<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>` +
		`<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/>` +
		`<xf numFmtId="0" fontId="2" fillId="0" borderId="0" xfId="0" applyFont="1"/></cellXfs>` +
		`<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`},
}
