package roster

import (
	"slices"
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
