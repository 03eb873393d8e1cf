package ui

import (
	"slices"
	"time"

	"fyne.io/fyne/v2"

	"passdesk/store"
	"passdesk/ui/model"
)

// cellKind is how a column is drawn.
type cellKind uint8

const (
	plainCell cellKind = iota
	badgeCell          // a sign on a disc
	pillCell           // a word on a ground of its own
	copyCell           // the button that copies the pass link
)

// cell is what one row shows in one column.
type cell struct {
	text string
	tone fyne.ThemeColorName
	soft fyne.ThemeColorName // ground of a badge or a pill; "" for none
}

// column says what a list shows beside the others. Width is in pixels; the
// columns without one share what is left by weight.
type column struct {
	name      string // for good: readers' settings go by it
	label     string // key of the heading
	kind      cellKind
	width     float32
	weight    float32
	hideBelow float32 // the list's width below which there is no room for it
	narrow    float32 // its width in a list narrower than narrowList; 0 for the same
	set       float32 // the width that the reader has given it; 0 for none
	needed    bool    // a list is nothing without it
	sorts     bool    // by order
	order     store.OrderBy
	value     func(i store.Issuance, now time.Time) cell
}

var (
	statusColumn = column{
		name: "status", label: "list.status", kind: badgeCell, width: 20, hideBelow: 200, sorts: true, order: store.ByStatus, value: statusCell,
	}
	timeColumn = column{
		name: "time", label: "list.time", width: 76, hideBelow: 280, sorts: true, order: store.ByReceived,
		value: func(i store.Issuance, now time.Time) cell {
			return cell{text: dates().Clock(i.ReceivedAt, now), tone: colorMuted}
		},
	}
	subjectColumn = column{
		name: "subject", label: "list.subject", weight: 3, needed: true, sorts: true, order: store.ByName, value: subjectCell,
	}
	templateColumn = column{
		name: "template", label: "list.template", weight: 2, hideBelow: 480, sorts: true, order: store.ByTemplate,
		value: func(i store.Issuance, _ time.Time) cell { return cell{text: i.Template, tone: colorMuted} },
	}
	passColumn = column{name: "pass", label: "list.pass", kind: copyCell, width: 84, narrow: 32, value: passCell}
	toColumn   = column{
		name: "to", label: "list.to", kind: pillCell, width: 84, hideBelow: 360, sorts: true, order: store.ByHandover, value: toCell,
	}
	errorColumn = column{name: "error", label: "list.error", weight: 4, value: func(i store.Issuance, _ time.Time) cell {
		return cell{text: i.Error, tone: colorText}
	}}
	eventColumn = column{name: "event", label: "list.event", weight: 3, value: func(i store.Issuance, _ time.Time) cell {
		return cell{text: i.EventType, tone: colorMuted}
	}}
)

var passColumns = []column{statusColumn, timeColumn, subjectColumn, templateColumn, passColumn, toColumn}

var columnsOf = map[model.View][]column{
	model.Issuances:  passColumns,
	model.ToHandOver: passColumns,
	model.Everything: passColumns,
	model.Failures:   {statusColumn, timeColumn, subjectColumn, templateColumn, errorColumn},
	model.Pending:    {statusColumn, timeColumn, subjectColumn, templateColumn, eventColumn},
	model.Others:     {statusColumn, timeColumn, subjectColumn, templateColumn, eventColumn},
}

// statusSign is the mark of a status: a shape, so that colour is not alone.
type statusSign struct {
	sign       string
	word       string // key
	tone, soft fyne.ThemeColorName
}

func signOf(s store.Status) statusSign {
	switch s {
	case store.Succeeded:
		return statusSign{"✓", "status.succeeded", colorSuccess, colorSuccessSoft}
	case store.Failed:
		return statusSign{"✕", "status.failed", colorDanger, colorDangerSoft}
	case store.Pending:
		return statusSign{"○", "status.pending", colorWarning, colorWarningSoft}
	default:
		return statusSign{"◆", "status.other", colorMuted, colorIdle}
	}
}

func statusCell(i store.Issuance, _ time.Time) cell {
	s := statusOf(i)
	return cell{s.sign, s.tone, s.soft}
}

func subjectCell(i store.Issuance, _ time.Time) cell {
	if name := model.Subject(i); name != "" {
		return cell{text: name, tone: colorText}
	}
	return cell{text: text("subject.none"), tone: colorMuted}
}

// noButton tells that a row offers no link to copy.
func noButton(i store.Issuance) bool { return i.PassURL == "" || !i.Unrevoked() }

func passCell(i store.Issuance, _ time.Time) cell {
	if noButton(i) {
		return cell{}
	}
	return cell{text: text("copy.button"), tone: colorAccent, soft: colorAccentSoft}
}

// toCell is how far the pass has got, unless something else matters more.
func toCell(i store.Issuance, now time.Time) cell {
	mark, on := revokingFaces[i.Revoking]
	switch {
	case on:
		return cell{text: text(mark.word), tone: mark.tone, soft: mark.soft}
	case i.Handover != store.HandoverNew || i.PassURL != "":
	case i.Origin == store.Fetched:
		return cell{text: text("origin.fetched"), tone: colorMuted, soft: colorIdle}
	case i.Origin == store.Reported && i.Status == store.Succeeded:
		return cell{text: text("origin.reported"), tone: colorMuted, soft: colorIdle}
	}
	return handoverCell(i, now)
}

func handoverCell(i store.Issuance, _ time.Time) cell {
	switch i.Handover {
	case store.HandoverCopied:
		return cell{text: text("handover.copied"), tone: colorMuted}
	case store.HandoverSent:
		return cell{text: text("handover.sent"), tone: colorMuted}
	case store.HandoverConfirmed:
		return cell{text: text("handover.confirmed"), tone: colorSuccess}
	default:
		return cell{text: text("handover.new"), tone: colorAccent, soft: colorAccentSoft}
	}
}

// span is where a column stands.
type span struct{ x, width float32 }

const (
	listInset  float32 = 2 * grid // before the first column and after the last
	columnGap  float32 = 12
	narrowList float32 = 480
)

// flexibleMin is the least that a column without a width of its own needs.
const flexibleMin float32 = 60

// in is the column's own width in a list of that width.
func (c column) in(list float32) float32 {
	switch {
	case c.set > 0:
		return c.set
	case list < narrowList && c.narrow > 0:
		return c.narrow
	}
	return c.width
}

// flexible tells that the column takes what the others leave.
func (c column) flexible() bool { return c.weight > 0 && c.set == 0 }

// spans lays columns out over a width; a column without room gets no width.
// What the reader has set is heeded only where all of it fits.
func spans(columns []column, width float32) []span {
	free, weight, flexible := room(columns, width)
	if free < flexible*flexibleMin {
		columns = slices.Clone(columns)
		for n := range columns {
			columns[n].set = 0
		}
		free, weight, _ = room(columns, width)
	}
	out := make([]span, len(columns))
	x := listInset
	for i, c := range columns {
		if width < c.hideBelow {
			continue
		}
		w := c.in(width)
		if c.flexible() {
			w = float32(int(max(free, 0) * c.weight / weight))
		}
		out[i] = span{x, w}
		x += w + columnGap
	}
	return out
}

// room is what the columns with a width leave to those without.
func room(columns []column, width float32) (free, weight, flexible float32) {
	free = width - 2*listInset + columnGap
	for _, c := range columns {
		if width < c.hideBelow {
			continue
		}
		free -= columnGap
		if c.flexible() {
			weight += c.weight
			flexible++
		} else {
			free -= c.in(width)
		}
	}
	return free, weight, flexible
}
