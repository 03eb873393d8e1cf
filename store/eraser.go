package store

import "context"

// eraser is the one goroutine that erases and cleans up behind it, so that it
// goes on when whoever asked for it has gone.
type eraser struct {
	asked chan chan error // each is answered when all that was ordered before is done
}

// finish has everything erased that was ordered, and returns when nothing is
// left of it. life ends when nobody is there to do it any more.
func (e eraser) finish(ctx, life context.Context) error {
	done := make(chan error, 1)
	select {
	case e.asked <- done:
	case <-ctx.Done():
		return ctx.Err()
	case <-life.Done():
		return ErrClosed
	}
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return ctx.Err()
	case <-life.Done():
		return ErrClosed
	}
}

// runEraser begins with what the last process did not finish.
func (s *Store) runEraser(ctx context.Context) {
	if s.Locked() == nil {
		_ = s.finishErasing(ctx) // what fails now is tried again with the next, or at the next start
	}
	for {
		select {
		case done := <-s.eraser.asked:
			err := s.finishErasing(ctx)
			if ctx.Err() != nil {
				err = ErrClosed
			}
			done <- err
		case <-ctx.Done():
			return
		}
	}
}

// finishErasing erases what was ordered, portion by portion, and sees to it that
// nothing of it is left in the search index, the file and the WAL.
func (s *Store) finishErasing(ctx context.Context) error {
	for more := true; more; {
		err := s.writer.do(ctx, func(b *batch) (err error) {
			more, err = s.eraseSome(b)
			return err
		})
		if err != nil {
			return err
		}
	}
	var residue bool
	if err := s.db.QueryRowContext(ctx, `SELECT residue FROM progress`).Scan(&residue); err != nil || !residue {
		return translate(err)
	}
	if err := s.forgetWords(ctx); err != nil {
		return err
	}
	if err := s.overwriteFile(ctx); err != nil {
		return err
	}
	return s.writer.do(ctx, func(b *batch) error {
		_, err := b.conn.ExecContext(b.ctx, `UPDATE progress SET residue = 0`)
		return err
	})
}
