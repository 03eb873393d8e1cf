//go:build keychain

package vault

import "time"

// WithPatience does something while keychains may take no longer than that.
func WithPatience(patience time.Duration, do func()) {
	before := keychainPatience
	keychainPatience = patience
	defer func() { keychainPatience = before }()
	do()
}
