package ui

import (
	"cmp"
	"context"
	"path/filepath"

	"passdesk/assets/say"
	"passdesk/store"
	"passdesk/ui/model"
)

// savePass writes a file that lies in a pass to where the reader says.
func (d *Desk) savePass(i store.Issuance, f model.PassFile) {
	name := text("detail.save_name", values{"Name": fileName(cmp.Or(i.SubjectName, "pass"))})
	d.files.save(name, func(path string) {
		d.chores.add(func(ctx context.Context) func() {
			err := d.options.Exporter.SavePass(ctx, i.ID, f.Number, path)
			return func() {
				if err != nil {
					d.toast.say(sentence(say.Of(err)))
					return
				}
				d.toast.say(text("toast.pass_saved", values{"File": filepath.Base(path)}))
			}
		})
	})
}
