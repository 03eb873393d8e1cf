package ui

import (
	"context"

	"passdesk/ui/model"
)

// Mailer has the reader's mail program write to people. It is safe for concurrent
// use, and the desk never calls it on the UI thread. Its errors are sentences for
// staff.
type Mailer interface {
	// Letters gives the message of each language.
	Letters(ctx context.Context) (model.Letters, error)
	// KeepLetters keeps them. It refuses one by which nobody could open a pass.
	KeepLetters(ctx context.Context, l model.Letters) error
	// MailTo gives the address that opens the message to the person of an issuance
	// in the mail program: in a language, unless another one was chosen with
	// KeepLetters.
	MailTo(ctx context.Context, id int64, language string) (address string, err error)
}
