package ui

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"passdesk/assets/say"
	"passdesk/ui/model"
)

// watchField takes what is to be watched: an id that is typed, a list that is
// pasted, or a file. A list never becomes text in the window, which would take
// its time.
type watchField struct {
	screen *watchScreen
	box    *fyne.Container
	entry  *blank
	add    *push
	said   *said
	pasted string // a list of several lines; "" for none
}

func newWatchField(w *watchScreen) *watchField {
	f := &watchField{screen: w, said: newSaid()}
	f.entry = newBlank(text("watch.hint"), func(string) { f.drop() })
	f.entry.onPaste = f.paste
	f.add = newPush(text("watch.add"), f.submit)
	open := newPush(text("watch.open"), f.choose)
	buttons := container.New(inset{left: 8}, container.NewCenter(container.NewHBox(f.add, gap(4), open)))
	f.box = container.NewBorder(nil, nil, nil, buttons, f.entry)
	return f
}

func (f *watchField) empty() bool { return f.pasted == "" && strings.TrimSpace(f.entry.Text) == "" }

// paste holds a list of several lines until the reader confirms it, and tells
// whether it is one.
func (f *watchField) paste(words string) bool {
	words = strings.TrimSpace(words)
	if !strings.ContainsAny(words, "\r\n") {
		return false
	}
	f.entry.SetText("")
	f.pasted = words
	f.tell(counted("watch.pasted", strings.Count(words, "\n")+1), colorAccentSoft)
	return true
}

// drop forgets a pasted list.
func (f *watchField) drop() {
	if f.pasted != "" {
		f.pasted = ""
		f.tell("", colorGround)
	}
}

func (f *watchField) tell(words string, ground fyne.ThemeColorName) {
	f.said.show(words, ground)
	f.screen.sheet.rearrange()
}

// submit has watched what was typed or pasted.
func (f *watchField) submit() {
	if f.add.Disabled() {
		return
	}
	list := f.pasted
	if list == "" {
		list = lined(f.entry.Text)
	}
	if strings.TrimSpace(list) == "" {
		f.tell(text("watch.missing"), colorDangerSoft)
		f.screen.sheet.focus(f.entry)
		return
	}
	f.work(func(ctx context.Context) (model.Taken, error) { return f.screen.desk.asks.asker.Watch(ctx, list) })
}

// lined puts ids that stand beside one another on lines of their own, as they
// were before an entry of one line took them.
func lined(words string) string {
	if strings.ContainsAny(words, "{[") {
		return words
	}
	return strings.Join(strings.Fields(words), "\n")
}

// choose has watched what stands in a file.
func (f *watchField) choose() {
	f.screen.desk.files.open(func(path string) {
		f.work(func(ctx context.Context) (model.Taken, error) { return f.screen.desk.asks.asker.WatchFile(ctx, path) })
	})
}

func (f *watchField) work(question func(context.Context) (model.Taken, error)) {
	f.add.enable(false)
	f.tell(text("safety.reading"), colorGround)
	ask(f.screen.sheet, question, func(t model.Taken, err error) {
		f.add.enable(true)
		if err != nil {
			f.tell(sentence(say.Of(err)), colorDangerSoft)
		} else {
			f.took(t)
		}
		f.screen.sheet.focus(f.entry)
		f.screen.read(0, watchPage)
	})
}

// took says what became of a list. A line that cannot be read stays where it
// was, to be mended.
func (f *watchField) took(t model.Taken) {
	if len(t.Unread) == 0 {
		f.pasted = ""
		f.entry.SetText("")
	}
	var words []string
	if t.Added > 0 || t.Known == 0 && len(t.Unread) == 0 {
		words = append(words, counted("watch.added", t.Added))
	}
	if t.Known > 0 {
		words = append(words, counted("watch.known", t.Known))
	}
	ground := colorSuccessSoft
	if len(t.Unread) > 0 {
		ground = colorWarningSoft
		words = append(words, counted("watch.unread", len(t.Unread), values{"Lines": lineNumbers(t.Unread)}))
	}
	f.tell(strings.Join(words, " "), ground)
}

// lineNumbers names a few lines.
func lineNumbers(lines []int) string {
	const few = 8
	var numbers []string
	for _, n := range lines[:min(len(lines), few)] {
		numbers = append(numbers, strconv.Itoa(n))
	}
	if len(lines) > few {
		numbers = slices.Concat(numbers, []string{"…"})
	}
	return strings.Join(numbers, ", ")
}
