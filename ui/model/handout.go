package model

// Handout is what staff want written to hand passes over to many.
type Handout struct {
	Folder   string   // that the new one is made in
	Name     string   // of the new folder
	Parts    []string // "mail-merge", "drafts", "qr", "cards"
	Paper    string   // of the cards: "a4" or "letter"
	Language string   // of the drafts, unless staff have chosen another
	Rows     Which    // whose passes; what cannot be handed over is passed by
}

// HandedOut is what became of it.
type HandedOut struct {
	Folder string  // the new one
	IDs    []int64 // of the issuances whose passes are in it

	Drafts    int
	Revoked   int // left out, for the credential is revoked or being revoked
	NoLink    int // left out, for there is no link
	NoAddress int // without a draft
	NoCode    int // without a QR code
	Unprinted int // cards that lack letters of the name
}
