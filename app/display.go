package main

import (
	"errors"
	"fmt"
	"reflect"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver"
)

// errNoWindow means that there is nothing to show a window on.
var errNoWindow = errors.New("no window can be opened here: there is no display, or it has no OpenGL; passdesk serve receives without a window")

// opened tells whether a window that was shown really stands on a display. Where
// Fyne cannot make one it goes on without.
func opened(w fyne.Window) (is bool) {
	native, has := w.(driver.NativeWindow)
	if !has { // that of a test
		return true
	}
	native.RunNative(func(handle any) { is = !reflect.ValueOf(handle).IsZero() })
	return is
}

// withoutDisplay makes an error of the panic with which Fyne answers where there
// is no display at all. It is to be deferred.
func withoutDisplay(err *error) {
	cause := recover()
	if cause == nil {
		return
	}
	if !strings.HasPrefix(fmt.Sprint(cause), "NotInitialized:") {
		panic(cause)
	}
	*err = errors.Join(*err, errNoWindow)
}
