// Package assets gives the files that the program carries inside itself: the
// icon and the texts. It knows nothing of what they are used for.
package assets

import "embed"

// Icon is the program's icon, a PNG of 512 by 512 pixels. icon.svg beside it
// is the drawing it was made from.
//
//go:embed icon.png
var Icon []byte

// Translations holds a folder "translations" with one JSON file for each
// language, named by its code; en.json is complete.
//
//go:embed translations/*.json
var Translations embed.FS
