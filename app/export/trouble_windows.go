package export

import (
	"errors"

	"golang.org/x/sys/windows"
)

// systemTrouble knows the errors of this system alone.
func systemTrouble(err error) error {
	switch {
	case errors.Is(err, windows.ERROR_SHARING_VIOLATION), errors.Is(err, windows.ERROR_LOCK_VIOLATION):
		return ErrOpen // spreadsheets keep what they show to themselves
	case errors.Is(err, windows.ERROR_DISK_FULL), errors.Is(err, windows.ERROR_HANDLE_DISK_FULL):
		return ErrFull
	}
	return nil
}
