package main

import (
	"context"
	"errors"
	"fmt"

	"passdesk/store"
	"passdesk/ui/model"
)

// deskSetting is the name under which the desk's own settings are kept.
const deskSetting = "desk"

// wishes reads what staff have set about the desk. What cannot be read is as if
// it had never been set; the log says so.
func (p *program) wishes(ctx context.Context) model.Settings {
	kept, err := p.store.Setting(ctx, deskSetting)
	var s model.Settings
	if err == nil && kept != nil {
		if s, err = model.ReadSettings(kept); err != nil {
			err = fmt.Errorf("the settings of the desk: %w", err)
		}
	}
	if err != nil && !errors.Is(err, store.ErrLocked) { // which is told of elsewhere
		p.log.Warn("the desk opens as if nothing had been set", "error", err)
	}
	return s
}

// keepWishes keeps what staff have set. Its errors are sentences.
func (p *program) keepWishes(ctx context.Context, s model.Settings) error {
	kept, err := s.Kept()
	if err != nil {
		return err
	}
	if err := p.store.Set(ctx, deskSetting, kept); err != nil {
		return why(err)
	}
	return nil
}
