// Command passdesk is the issuer's desk for Crossmint credentials: it receives
// their webhooks through an ngrok tunnel, keeps every delivery, and shows
// staff what was issued, what failed, and the pass links to hand over.
//
// This package is the program as a whole: the command line, and the parts
// started, connected and stopped.
package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/alecthomas/kong"
)

// The exit codes.
const (
	exitFine   = 0
	exitFailed = 1
	exitUsage  = 2
)

func main() {
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
}

// run does what args ask for and gives the exit code.
func run(args []string, stdout, stderr io.Writer) int {
	forgetEmpty()
	var line commandLine
	code, ended := exitFine, false
	parser, err := kong.New(
		&line,
		kong.Name("passdesk"),
		kong.Description("The issuer's desk for Crossmint credentials."),
		kong.Vars{"version": version, "data": defaultData()},
		kong.Writers(stdout, stderr),
		kong.Exit(func(c int) { code, ended = c, true }), // after --help and --version
		mapHidden(),
	)
	if err != nil {
		return report(stderr, err)
	}
	command, err := parser.Parse(args)
	switch {
	case ended:
		return code
	case err != nil:
		return report(stderr, usageError{unquoted(err, args)})
	}
	if err := line.check(); err != nil {
		return report(stderr, err)
	}
	return report(stderr, command.Run(&line.settings, &console{stdout: stdout, stderr: stderr}))
}

// longestQuoted is how long an argument may be, in bytes, that a complaint about
// the command line repeats. Secrets are longer.
const longestQuoted = 24

// unquoted takes out of a complaint what may be a secret that stands in the wrong
// place.
func unquoted(err error, args []string) error {
	text := err.Error()
	for _, arg := range args {
		if len(arg) > longestQuoted {
			text = strings.ReplaceAll(text, arg, "…")
		}
	}
	return errors.New(text)
}

// console is where a command writes.
type console struct{ stdout, stderr io.Writer }

// complain says what keeps the command from nothing else.
func (c *console) complain(words string) { fmt.Fprintln(c.stderr, "passdesk:", words) }

// usageError is a command line that asks for something that makes no sense.
type usageError struct{ error }

func (e usageError) Unwrap() error { return e.error }

// exitCode ends a command that has said everything itself.
type exitCode int

func (c exitCode) Error() string { return fmt.Sprintf("exit code %d", int(c)) }

// report says what went wrong and gives the exit code for it.
func report(stderr io.Writer, err error) int {
	if err == nil {
		return exitFine
	}
	if code, said := errors.AsType[exitCode](err); said {
		return int(code)
	}
	fmt.Fprintln(stderr, "passdesk:", err)
	if _, usage := errors.AsType[usageError](err); usage {
		fmt.Fprintln(stderr, "Try passdesk --help.")
		return exitUsage
	}
	return exitFailed
}
