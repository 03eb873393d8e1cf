package export

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"time"

	"rsc.io/qr"

	"passdesk/store"
)

// Part names a form in which passes are handed to many people.
type Part string

// The parts of a hand-out.
const (
	MailMerge Part = "mail-merge" // mail-merge.csv, for the serial letters of word processors and mail programs
	Drafts    Part = "drafts"     // drafts/00001.eml, a message to each person that has not been sent
	Codes     Part = "qr"         // qr/00001.png
	Cards     Part = "cards"      // cards.pdf, to print and cut
)

// Parts are all of them.
var Parts = []Part{MailMerge, Drafts, Codes, Cards}

// mostPasses is how many passes are handed out at once.
const mostPasses = 20_000

// ErrTooMany means that there are more passes than one hand-out may have.
var ErrTooMany = fmt.Errorf("these are more than %d passes, which is more than one folder should hold: narrow them down", mostPasses)

// ErrNotEmpty means that a folder is taken.
var ErrNotEmpty = errors.New("the folder has something in it: choose a new or an empty one")

// Handout says how passes are handed out.
type Handout struct {
	Parts     []Part     // none is all
	Message   Message    // of drafts; the zero Message is DefaultMessage
	From      string     // likewise, "" leaves it to the mail program
	Lettering *Lettering // of cards
	Paper     Paper      // likewise; the zero Paper is A4
	At        time.Time
	Progress  func(done int64) // told behind each pass; nil for nobody
}

// HandedOut tells what became of a hand-out.
type HandedOut struct {
	Passes    int // that are in it
	Drafts    int
	NoLink    int // left out, for there is no link to hand over
	Revoked   int // left out, for the credential is revoked or being revoked
	NoAddress int // without a draft, for the contact is no mail address
	NoCode    int // without a QR code, for the link is too long for one
	Unprinted int // cards that lack letters of the name; the contact stands beside it
}

// pass is what one person gets.
type pass struct {
	number                        int
	Name, Contact, Template, Link string
	code                          *qr.Code // nil where the link is too long
}

func (p pass) file(folder, ending string) string {
	return filepath.Join(folder, fmt.Sprintf("%05d.%s", p.number, ending))
}

// greeted is how a message calls the person.
func (p pass) greeted() string { return cmp.Or(p.Name, p.Contact) }

// Write writes the passes into the folder dir, which will stand at final when all
// is done. It marks nothing as sent: whether anything is, staff say.
func (h Handout) Write(dir, final string, passes iter.Seq2[store.Issuance, error]) (done HandedOut, err error) {
	final, err = filepath.Abs(final)
	if err != nil {
		return done, err
	}
	if h.Message == (Message{}) {
		h.Message = DefaultMessage
	}
	if err := h.Message.Check(); err != nil {
		return done, err
	}
	w, err := h.begin(dir, final)
	if err != nil {
		return done, err
	}
	for i, err := range passes {
		switch {
		case err != nil:
			return w.done, errors.Join(err, w.close())
		case !i.Unrevoked():
			w.done.Revoked++
			continue
		case i.PassURL == "":
			w.done.NoLink++
			continue
		case w.done.Passes >= mostPasses:
			return w.done, errors.Join(ErrTooMany, w.close())
		}
		if err := w.add(i); err != nil {
			return w.done, errors.Join(err, w.close())
		}
		if h.Progress != nil {
			h.Progress(int64(w.done.Passes))
		}
	}
	return w.done, w.end()
}

// handoutWriter writes a hand-out.
type handoutWriter struct {
	Handout
	dir, final string
	has        map[Part]bool
	merge      *bytes.Buffer
	cards      *cards
	cardsFile  *os.File
	done       HandedOut
}

func (h Handout) begin(dir, final string) (*handoutWriter, error) {
	w := &handoutWriter{Handout: h, dir: dir, final: final, has: map[Part]bool{}}
	for _, p := range h.Parts {
		w.has[p] = true
	}
	for _, p := range Parts {
		w.has[p] = w.has[p] || len(h.Parts) == 0
	}
	for part, folder := range map[Part]string{Drafts: "drafts", Codes: "qr"} {
		if w.has[part] {
			if err := os.Mkdir(filepath.Join(dir, folder), 0o700); err != nil {
				return nil, err
			}
		}
	}
	if w.has[MailMerge] {
		w.merge = bytes.NewBufferString(byteOrderMark)
		w.mergeLine("name", "contact", "template", "link", "qr")
	}
	if w.has[Cards] {
		file, err := os.OpenFile(filepath.Join(dir, "cards.pdf"), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
		if err != nil {
			return nil, err
		}
		w.cardsFile, w.cards = file, newCards(file, h.Lettering, h.Paper)
	}
	return w, nil
}

func (w *handoutWriter) mergeLine(cells ...string) {
	var line []byte
	for n, c := range cells {
		if n > 0 {
			line = append(line, ',')
		}
		line = appendCell(line, harmless(oneLine(c)))
	}
	w.merge.Write(append(line, '\n'))
}

func (w *handoutWriter) add(i store.Issuance) error {
	w.done.Passes++
	p := pass{number: w.done.Passes, Name: i.SubjectName, Contact: i.SubjectContact, Template: i.Template, Link: i.PassURL}
	var err error
	if w.has[Codes] || w.has[Cards] {
		if p.code, err = codeOf(p.Link); err != nil {
			p.code = nil
			w.done.NoCode++
		}
	}
	picture := ""
	if w.has[Codes] && p.code != nil {
		var b bytes.Buffer
		if err := writeCode(&b, p.code); err != nil {
			return err
		}
		picture = p.file("qr", "png")
		if err := w.put(picture, b.Bytes()); err != nil {
			return err
		}
		picture = filepath.Join(w.final, picture)
	}
	if w.has[MailMerge] {
		w.mergeLine(p.Name, p.Contact, p.Template, p.Link, picture)
	}
	if w.has[Drafts] {
		if err := w.draft(p); err != nil {
			return err
		}
	}
	if w.has[Cards] {
		whole, err := w.cards.add(p)
		if !whole {
			w.done.Unprinted++
		}
		return err
	}
	return nil
}

func (w *handoutWriter) draft(p pass) error {
	to, is := addressOf(p.Contact)
	if !is {
		w.done.NoAddress++
		return nil
	}
	text, err := draft(w.Message, p, to, w.From, w.At)
	if err != nil {
		return err
	}
	w.done.Drafts++
	return w.put(p.file("drafts", "eml"), text)
}

func (w *handoutWriter) put(name string, text []byte) error {
	return os.WriteFile(filepath.Join(w.dir, name), text, 0o600)
}

// end writes what comes last.
func (w *handoutWriter) end() error {
	if w.has[MailMerge] {
		if err := w.put("mail-merge.csv", w.merge.Bytes()); err != nil {
			return errors.Join(err, w.close())
		}
	}
	if w.has[Cards] {
		if err := w.cards.end(); err != nil {
			return errors.Join(err, w.close())
		}
	}
	return w.close()
}

func (w *handoutWriter) close() error {
	if w.cardsFile == nil {
		return nil
	}
	return w.cardsFile.Close()
}
