package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"golang.org/x/term"
)

// atTerminal tells that somebody types at standard input.
func atTerminal() bool { return term.IsTerminal(int(os.Stdin.Fd())) }

// typed asks for a secret and reads it from the first line of standard input.
// A terminal does not show it. It fails with the error of ctx.
func typed(ctx context.Context, c *console, prompt string) (string, error) {
	fmt.Fprint(c.stderr, prompt)
	defer fmt.Fprintln(c.stderr)
	read := firstLine
	if in := int(os.Stdin.Fd()); atTerminal() {
		before, err := term.GetState(in)
		if err != nil {
			return "", err
		}
		defer func() { _ = term.Restore(in, before) }() // also when a signal comes
		read = func() (string, error) {
			line, err := term.ReadPassword(in)
			return string(line), err
		}
	}
	type answer struct {
		line string
		err  error
	}
	answers := make(chan answer, 1)
	go func() { // nothing but the end of the program ends this
		line, err := read()
		answers <- answer{line, err}
	}()
	select {
	case a := <-answers:
		return a.line, a.err
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

// longestLine is how long a secret on standard input may be, in bytes.
const longestLine = 1 << 10

func firstLine() (string, error) {
	line, err := bufio.NewReader(io.LimitReader(os.Stdin, longestLine+1)).ReadString('\n')
	switch {
	case len(line) > longestLine: // half of a passphrase would be another
		return "", fmt.Errorf("the first line of standard input is longer than %d bytes", longestLine)
	case errors.Is(err, io.EOF):
		err = nil
	}
	return line, err
}
