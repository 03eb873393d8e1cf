package shift

import (
	"bufio"
	_ "embed"
	"encoding/json"
	"fmt"
	"html/template"
	"io"
	"time"
)

// Text writes the report for a terminal, with times as they are told at a place.
func (made *Report) Text(w io.Writer, place *time.Location) error {
	out := bufio.NewWriter(w) // whose error Flush gives
	p := made.page(place)
	fmt.Fprintf(out, "%s\n%s\n", p.Title, p.When)
	for _, s := range p.Sections {
		fmt.Fprintf(out, "\n%s\n", s.Title)
		for _, l := range s.Lines {
			fmt.Fprintf(out, "%7d  %s", l.Count, l.What)
			if l.Note != "" {
				fmt.Fprintf(out, " (%s)", l.Note)
			}
			fmt.Fprintln(out)
		}
		for _, text := range s.Texts {
			fmt.Fprintf(out, "  %s\n", text)
		}
	}
	return out.Flush()
}

//go:embed page.html
var pageText string

var pageTemplate = template.Must(template.New("page").Parse(pageText))

// HTML writes the report as a page that needs nothing else, to print or to save
// as PDF.
func (made *Report) HTML(w io.Writer, place *time.Location) error {
	return pageTemplate.Execute(w, made.page(place))
}

// page is a report in the order in which it is read.
type page struct {
	Title, When string
	Sections    []section
}

type section struct {
	Title string
	Lines []Line
	Texts []string
}

func (made *Report) page(place *time.Location) page {
	zone, _ := made.Until.In(place).Zone()
	p := page{
		Title: "Passdesk: what happened",
		When:  fmt.Sprintf("%s to %s (%s), as known %s", told(made.Since, place), told(made.Until, place), zone, told(made.Made, place)),
	}
	add := func(title string, lines []Line, texts ...string) {
		if len(lines)+len(texts) > 0 {
			p.Sections = append(p.Sections, section{title, lines, texts})
		}
	}
	add("Issuances", made.plain())
	add("Failures by cause", made.causes())
	add("Issued by template", made.templates())
	var offline []string
	for _, i := range made.Offline {
		offline = append(offline, i.Sentence(place))
	}
	if !made.Silent.IsZero() {
		offline = append(offline, fmt.Sprintf("Since %s Passdesk has not been running, and nothing is received. Start the desk or passdesk serve.", told(made.Silent, place)))
	}
	if len(offline) == 0 {
		add("Receiving", nil, "No time without receiving is known.")
	} else {
		add(fmt.Sprintf("Receiving: %s without", span(made.Deaf)), nil, offline...)
	}
	add("What people did", made.acts())
	var exports []string
	for _, e := range made.Exports {
		exports = append(exports, told(e.At, place)+": "+e.What)
	}
	add("Exports", nil, exports...)
	return p
}

// JSON writes the report as one object.
func (made *Report) JSON(w io.Writer) error {
	type count struct {
		What  string `json:"what"`
		Count int    `json:"count"`
	}
	type failure struct {
		Error    string `json:"error"`
		Count    int    `json:"count"`
		Resolved int    `json:"resolved"`
	}
	type byTemplate struct {
		Template string `json:"template"`
		Issued   int    `json:"issued"`
		Failed   int    `json:"failed"`
	}
	type handover struct {
		New       int `json:"new"`
		Copied    int `json:"copied"`
		Sent      int `json:"sent"`
		Confirmed int `json:"confirmed"`
	}
	type gap struct {
		From  string `json:"from"`
		To    string `json:"to"` // "" while it goes on
		Cause string `json:"cause"`
		State string `json:"state"`
	}
	type export struct {
		At   string `json:"at"`
		What string `json:"what"`
	}
	at := func(t time.Time) string {
		if t.IsZero() {
			return ""
		}
		return t.UTC().Format("2006-01-02T15:04:05.999Z07:00")
	}
	failures, templates, gaps, acts, exports := []failure{}, []byTemplate{}, []gap{}, []count{}, []export{}
	for _, f := range made.Failures {
		failures = append(failures, failure(f))
	}
	for _, t := range made.Templates {
		templates = append(templates, byTemplate(t))
	}
	for _, i := range made.Offline {
		gaps = append(gaps, gap{at(i.Began), at(i.Ended), string(i.Cause), string(i.State)})
	}
	for _, a := range made.Acts {
		acts = append(acts, count{string(a.Kind), a.Count})
	}
	for _, e := range made.Exports {
		exports = append(exports, export{at(e.At), e.What})
	}
	out := json.NewEncoder(w)
	out.SetEscapeHTML(false)
	return out.Encode(struct {
		Since      string       `json:"since"`
		Until      string       `json:"until"`
		Made       string       `json:"made"`
		Deliveries int          `json:"deliveries"`
		Issued     int          `json:"issued"`
		Failed     int          `json:"failed"`
		Resolved   int          `json:"resolved"`
		Pending    int          `json:"pending"`
		Other      int          `json:"other"`
		HandedOver handover     `json:"handed_over"`
		Waiting    handover     `json:"waiting"`
		Failures   []failure    `json:"failures"`
		Templates  []byTemplate `json:"templates"`
		Offline    []gap        `json:"offline"`
		Silent     string       `json:"not_running_since"`
		Seconds    float64      `json:"offline_seconds"`
		Acts       []count      `json:"acts"`
		Exports    []export     `json:"exports"`
	}{
		at(made.Since), at(made.Until), at(made.Made), made.Deliveries, made.Issued, made.Failed, made.Resolved, made.Pending, made.Other,
		handover(made.Handed), handover(made.Waiting), failures, templates, gaps, at(made.Silent), made.Deaf.Seconds(), acts, exports,
	})
}
