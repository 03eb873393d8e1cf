package main

import (
	"errors"
	"fmt"

	"passdesk/store"
	"passdesk/store/vault"
)

// recoveryCommand makes the recovery code, or uses it.
type recoveryCommand struct {
	Use       bool `xor:"what" help:"The key is lost: read the code from standard input and keep a new key here."`
	RenewKeys bool `xor:"what" help:"Put new keys in the old ones' place; the code stays good. Not while Passdesk is receiving."`
}

// Run shows a fresh code, once; the one before is void then.
func (r *recoveryCommand) Run(s *settings, c *console) error {
	custody, err := s.custody()
	switch {
	case err != nil:
		return err
	case r.Use:
		return r.use(s.Data, custody, c)
	case r.RenewKeys:
		return r.renewKeys(s.Data, custody, c)
	}
	code, err := store.RenewRecovery(s.Data, custody)
	if err != nil {
		return err
	}
	fmt.Fprintln(c.stdout, code.Letters())
	fmt.Fprintln(c.stderr, "This is the recovery code. Print it or write it down, and keep it away from this computer:")
	fmt.Fprintln(c.stderr, "it opens the records when the key is lost, and it is not shown again. Earlier codes are void.")
	return nil
}

func (r *recoveryCommand) use(dir string, custody vault.Custody, c *console) error {
	ctx, stop := untilSignal()
	defer stop()
	line, err := typed(ctx, c, "Recovery code: ")
	if ctx.Err() != nil {
		return errors.New("stopped; nothing was changed")
	}
	if err != nil {
		return err
	}
	code, err := vault.ParseCode(line)
	if err == nil {
		err = store.Recover(dir, code, custody)
	}
	if errors.Is(err, vault.ErrWrongKey) {
		return fmt.Errorf("this is not the recovery code of these records, or a newer one has been made: %w", err)
	}
	if err != nil {
		return err
	}
	fmt.Fprintln(c.stderr, "The records open again.")
	return nil
}

func (r *recoveryCommand) renewKeys(dir string, custody vault.Custody, c *console) error {
	kept, err := store.Open(dir, custody)
	if err != nil {
		return err
	}
	ctx, stop := untilSignal()
	defer stop()
	if err := errors.Join(kept.RenewKey(ctx), kept.Close()); err != nil {
		return err
	}
	fmt.Fprintln(c.stderr, "The records are under new keys. The recovery code is still good.")
	return nil
}
