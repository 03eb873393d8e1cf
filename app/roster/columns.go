package roster

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"passdesk/store"
	"passdesk/ui/model"
)

// kind is what a column may hold.
type kind uint8

const (
	contact kind = iota
	name
	given
	family
	ident
	kinds
)

// kindNames are the words for them on the command line.
var kindNames = [kinds]string{"email", "name", "given", "family", "id"}

// headerWords are what columns are called, folded and without anything but
// letters; the more telling come first.
var headerWords = [kinds][]string{
	contact: {
		"email", "emailaddress", "mail", "emailadresse", "mailadresse", "correo", "correoelectronico", "courriel", "adresseemail",
		"adresseelectronique", "eposta", "enderecoeletronico", "enderecodeemail", "subjectcontact", "contact", "kontakt", "contacto", "contato", "universityemail", "workemail", "primaryemail",
	},
	name: {
		"name", "fullname", "displayname", "subjectname", "vollername", "nombrecompleto", "nomcomplet", "nomecompleto", "nombreyapellidos", "nometprenom",
		"student", "studentname", "recipient", "recipientname", "holder", "holdername", "participant", "attendee", "person", "teilnehmer", "alumno", "aluno", "etudiant",
	},
	given: {"firstname", "givenname", "givennames", "forename", "first", "vorname", "vornamen", "nombre", "nombres", "prenom", "prenoms", "primeironome", "nomeproprio"},
	family: {
		"lastname", "familyname", "surname", "last", "nachname", "familienname", "apellido", "apellidos", "nom", "nomdefamille", "sobrenome", "apelido", "ultimonome",
	},
	ident: {"credentialid", "actionid", "subjectid", "did", "credential", "action", "credencialid", "idcredencial"},
}

// headerOf tells what a column's title says that it is, and how clearly.
func headerOf(title string) (k kind, rank int) {
	word := strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) {
			return r
		}
		return -1
	}, store.Fold(title))
	for k, words := range headerWords {
		if at := slices.Index(words, word); at >= 0 {
			return kind(k), at
		}
	}
	return kinds, 0
}

const (
	headerWithin = 20  // rows from the top
	looksAt      = 200 // rows, for what stands in a column
)

// Guess tells what the columns of a file are, by what they are called and by what
// stands in them.
func Guess(rows []model.SheetRow) model.RosterColumns {
	c := [kinds]int{-1, -1, -1, -1, -1}
	header, most := -1, 0
	for n := range min(len(rows), headerWithin) {
		named := 0
		for _, title := range rows[n].Cells {
			if k, _ := headerOf(title); k < kinds {
				named++
			}
		}
		if named > most {
			header, most = n, named
		}
	}
	if header >= 0 {
		ranks := [kinds]int{}
		for n, title := range rows[header].Cells {
			if k, rank := headerOf(title); k < kinds && (c[k] < 0 || rank < ranks[k]) {
				c[k], ranks[k] = n, rank
			}
		}
	}
	header = guessByContent(rows, header, &c)
	if c[name] < 0 && c[given] >= 0 && c[family] < 0 { // as "nombre" or "nom" alone is all of it
		c[name], c[given] = c[given], -1
	}
	if c[name] < 0 && c[family] >= 0 && c[given] < 0 {
		c[name], c[family] = c[family], -1
	}
	if c[name] >= 0 && c[given] >= 0 && c[family] >= 0 {
		c[name] = -1 // the parts say more
	}
	return model.RosterColumns{Header: header, Contact: c[contact], Name: c[name], Given: c[given], Family: c[family], ID: c[ident]}
}

// guessByContent finds by what stands in them those columns that no title names,
// and a header that has other words.
func guessByContent(rows []model.SheetRow, header int, c *[kinds]int) int {
	if len(rows) == 0 {
		return -1
	}
	first := header + 1
	for column := range rows[0].Cells {
		if slices.Contains(c[:], column) {
			continue
		}
		var addresses, idents, names, filled int
		for _, r := range rows[first:min(len(rows), first+looksAt)] {
			cell := r.Cells[column]
			switch {
			case cell == "":
				continue
			case isAddress(cell):
				addresses++
			case isIdent(cell):
				idents++
			case isName(cell):
				names++
			}
			filled++
		}
		enough := func(n int) bool { return n > 0 && n*3 >= filled*2 }
		switch {
		case c[contact] < 0 && (enough(addresses) || addresses > 0 && addresses == filled-1):
			c[contact] = column
		case c[ident] < 0 && enough(idents):
			c[ident] = column
		case header < 0 && c[name] < 0 && c[given] < 0 && c[family] < 0 && enough(names):
			c[name] = column
		}
	}
	if header < 0 && c[contact] >= 0 && len(rows) > 1 && !isAddress(rows[0].Cells[c[contact]]) {
		return 0 // a title in words that nobody here knows
	}
	return header
}

func isAddress(cell string) bool {
	at := strings.LastIndexByte(cell, '@')
	return at > 0 && strings.Contains(cell[at:], ".") && !strings.ContainsAny(cell, " ,;")
}

func isIdent(cell string) bool {
	lower := strings.ToLower(cell)
	if strings.HasPrefix(lower, "did:") || strings.HasPrefix(lower, "urn:uuid:") {
		return true
	}
	return len(cell) == 36 && strings.Count(cell, "-") == 4 && !strings.Contains(cell, " ")
}

func isName(cell string) bool {
	return strings.Contains(cell, " ") && !strings.ContainsFunc(cell, unicode.IsDigit)
}

// ErrColumns means that nobody can be told by the columns that are chosen.
var ErrColumns = errors.New("say which column holds the email addresses, the names or the ids")

// Correct has columns be what somebody says instead of what was guessed: their
// titles by email, name, given, family or id, or #3 for the third; "" for none.
func Correct(f *model.RosterFile, said map[string]string) error {
	c := &f.Columns
	places := [kinds]*int{&c.Contact, &c.Name, &c.Given, &c.Family, &c.ID}
	for word, title := range said {
		k := slices.Index(kindNames[:], word)
		if k < 0 {
			return fmt.Errorf("there is no %q to say; say %s", word, strings.Join(kindNames[:], ", "))
		}
		at := -1
		if title != "" {
			if at = columnNamed(f, title); at < 0 {
				return fmt.Errorf("the file has no column %q; it has %s", title, listed(f.Titles()))
			}
		}
		*places[k] = at
		for other, place := range places {
			if _, also := said[kindNames[other]]; other != k && !also && at >= 0 && *place == at {
				*place = -1
			}
		}
		if _, parts := said["given"]; kind(k) == name && !parts && at >= 0 {
			if _, parts = said["family"]; !parts {
				c.Given, c.Family = -1, -1
			}
		}
	}
	if !c.Usable() {
		return ErrColumns
	}
	return nil
}

// Taken says which columns are taken for what.
func Taken(f model.RosterFile) string {
	var words []string
	c, titles := f.Columns, f.Titles()
	for k, at := range []int{c.Contact, c.Name, c.Given, c.Family, c.ID} {
		if at < 0 || at >= len(titles) {
			continue
		}
		words = append(words, kindNames[k]+" = "+cmp.Or(titles[at], fmt.Sprintf("#%d", at+1)))
	}
	return strings.Join(words, ", ")
}

func columnNamed(f *model.RosterFile, title string) int {
	titles := f.Titles()
	for n, t := range titles {
		if t != "" && store.Fold(t) == store.Fold(strings.TrimSpace(title)) {
			return n
		}
	}
	if number, is := strings.CutPrefix(title, "#"); is {
		if n, err := strconv.Atoi(number); err == nil && n >= 1 && n <= len(titles) {
			return n - 1
		}
	}
	return -1
}

func listed(titles []string) string {
	var words []string
	for n, t := range titles {
		if t == "" {
			t = fmt.Sprintf("#%d", n+1)
		}
		words = append(words, t)
	}
	return strings.Join(words, ", ")
}

// People are those that the rows below the header name, without rows that name
// nobody. It fails with ErrColumns, and with ErrTooLarge.
func People(f model.RosterFile) (people []store.Expected, err error) {
	c := f.Columns
	if !c.Usable() {
		return nil, ErrColumns
	}
	for n := c.Header + 1; n < len(f.Rows); n++ {
		row := f.Rows[n]
		cell := func(at int) string {
			if at < 0 || at >= len(row.Cells) {
				return ""
			}
			return row.Cells[at]
		}
		p := store.Expected{Number: row.Number, Name: inOrder(cell(c.Name)), Contact: bareAddress(cell(c.Contact)), Ident: cell(c.ID)}
		if p.Name == "" {
			p.Name = strings.TrimSpace(cell(c.Given) + " " + cell(c.Family))
		}
		if p.Name+p.Contact+p.Ident != "" {
			people = append(people, p)
		}
	}
	switch {
	case len(people) == 0:
		return nil, ErrEmpty
	case len(people) > store.MaxExpected:
		return nil, ErrTooLarge
	}
	return people, nil
}

// inOrder turns "Lovelace, Ada" round.
func inOrder(name string) string {
	family, given, comma := strings.Cut(name, ",")
	if comma && !strings.Contains(given, ",") && strings.TrimSpace(given) != "" {
		return strings.TrimSpace(given) + " " + strings.TrimSpace(family)
	}
	return name
}

// bareAddress takes an address out of "Ada <ada@example.org>" and "mailto:".
func bareAddress(cell string) string {
	if from, to := strings.LastIndexByte(cell, '<'), strings.LastIndexByte(cell, '>'); from >= 0 && to > from {
		cell = cell[from+1 : to]
	}
	if len(cell) > 7 && strings.EqualFold(cell[:7], "mailto:") {
		cell = cell[7:]
	}
	return strings.TrimSpace(cell)
}
