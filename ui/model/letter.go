package model

// Message is what people are written, with {{name}}, {{template}} and {{link}}
// for what differs.
type Message struct{ Subject, Text string }

// Letter is the message in one language.
type Letter struct {
	Language string
	Message
	Default Message // what stands where staff have written nothing
}

// Letters are the messages of all languages.
type Letters struct {
	Used string // the language that people are written in; "" for the desk's
	All  []Letter
}

// In is the place of a language, or 0.
func (l Letters) In(language string) int {
	for n, one := range l.All {
		if one.Language == language {
			return n
		}
	}
	return 0
}
