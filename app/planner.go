package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"passdesk/store"
	"passdesk/store/secret"
	"passdesk/store/vault"
	"passdesk/ui/model"
)

const (
	// planLook is how often it is asked whether a backup is due.
	planLook = time.Minute
	// planRetry is how long it waits after one that failed.
	planRetry = 15 * time.Minute
)

// planner makes the backups that are planned. Its methods may be called from
// any goroutine; run once.
type planner struct {
	store   *store.Store
	dir     string
	custody vault.Custody
	log     *slog.Logger
	now     func() time.Time

	changed chan struct{} // the plan has
	made    time.Time     // the last one, also when it is not in the log of acts

	mu      sync.Mutex
	trouble sentence  // why the last one could not be made, a sentence
	retry   time.Time // not before
}

func newPlanner(s *store.Store, dir string, custody vault.Custody, log *slog.Logger) *planner {
	return &planner{store: s, dir: dir, custody: custody, log: log, now: time.Now, changed: make(chan struct{}, 1)}
}

// run makes what is due until ctx ends.
func (p *planner) run(ctx context.Context) {
	look := time.NewTicker(planLook)
	defer look.Stop()
	for {
		p.look(ctx)
		select {
		case <-ctx.Done():
			return
		case <-p.changed:
		case <-look.C:
		}
	}
}

// look makes a backup if one is due.
func (p *planner) look(ctx context.Context) {
	plan, err := readPlan(ctx, p.store.Reader)
	var backed store.Backed
	if err == nil && plan.Folder != "" {
		backed, err = p.store.Backed(ctx)
	}
	switch {
	case err != nil:
		p.note(ctx, whyNoBackup(err))
		return
	case plan.Folder == "", !p.due(plan, backed.At):
		return
	}
	found, err := p.make(ctx, plan)
	made := err == nil || errors.Is(err, errUnlogged)
	switch {
	case err != nil:
		p.note(ctx, whyNoBackup(err))
	case !found.Fine():
		p.note(ctx, "It was made, but the records themselves have problems, which passdesk check names.")
	default:
		p.note(ctx, "")
	}
	if made {
		p.made = p.now()
	}
	if made && found.Fine() { // else those of before may be better
		p.prune(plan)
	}
}

// due tells whether the newest backup is older than planned. One from the
// future, made before a clock was set back, counts for nothing.
func (p *planner) due(plan backupPlan, newest time.Time) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.now()
	if now.Before(p.retry) && p.retry.Sub(now) <= planRetry {
		return false
	}
	if p.made.After(newest) {
		newest = p.made
	}
	age := now.Sub(newest)
	return age < 0 || age >= plan.Every
}

// make writes a backup and enters it into the log of acts.
func (p *planner) make(ctx context.Context, plan backupPlan) (store.Report, error) {
	prefix, err := p.prefix(ctx)
	if err != nil {
		return store.Report{}, err
	}
	file := filepath.Join(plan.Folder, prefix+p.now().Format("20060102-150405")+backupSuffix)
	return makeBackup(ctx, p.store, p.dir, p.custody, file, plan.passphrase)
}

// backupSuffix ends the names of backups.
const backupSuffix = ".backup"

// prefix begins the names of the backups of this folder that are made by
// themselves; those of another one in the same place have another.
func (p *planner) prefix(ctx context.Context) (string, error) {
	id, err := p.store.FolderID(ctx)
	if err != nil {
		return "", err
	}
	return "passdesk-auto-" + strings.ToLower(id[:min(8, len(id))]) + "-", nil
}

// prune removes the oldest of the backups made by themselves, so that as many
// stay as are wanted.
func (p *planner) prune(plan backupPlan) {
	if plan.Keep <= 0 {
		return
	}
	prefix, err := p.prefix(context.Background())
	var old []string
	if err == nil {
		old, err = filepath.Glob(filepath.Join(globbed(plan.Folder), prefix+"*"+backupSuffix))
	}
	slices.Sort(old) // by their times
	for len(old) > plan.Keep && err == nil {
		err = os.Remove(old[0])
		old = old[1:]
	}
	if err != nil {
		p.log.Warn("old backups were not all removed", "error", err)
	}
}

// globbed keeps what a folder is called from being taken for a pattern.
func globbed(folder string) string {
	return strings.NewReplacer(`[`, `[[]`, `*`, `[*]`, `?`, `[?]`).Replace(folder)
}

// note remembers how the last one went; "" is well.
func (p *planner) note(ctx context.Context, trouble sentence) {
	if ctx.Err() != nil {
		return // it was not the backup's fault
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.trouble, p.retry = trouble, time.Time{}
	if trouble != "" {
		p.retry = p.now().Add(planRetry)
		p.log.Error("the planned backup failed", "reason", trouble)
	}
}

// why is why the last planned backup could not be made, "" when it could.
func (p *planner) why() sentence {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.trouble
}

// set changes the plan. Without a passphrase that of before stays. Its error
// is a sentence.
func (p *planner) set(ctx context.Context, plan model.BackupPlan, passphrase secret.Value[string]) error {
	before, err := readPlan(ctx, p.store.Reader)
	if err != nil && !errors.Is(err, store.ErrDamaged) { // a damaged one is set anew
		return said("The plan of before cannot be read, so nothing was changed.", err)
	}
	next := backupPlan{BackupPlan: plan, passphrase: passphrase}
	if plan.Folder != "" {
		if next.passphrase.IsZero() {
			next.passphrase = before.passphrase
		}
		if err := next.fit(p.dir); err != nil {
			return err
		}
	}
	if err := next.save(ctx, p.store); err != nil {
		return said("The plan could not be kept, so nothing was changed.", err)
	}
	p.mu.Lock()
	p.trouble, p.retry = "", time.Time{}
	p.mu.Unlock()
	select {
	case p.changed <- struct{}{}:
	default:
	}
	return nil
}

// errUnlogged means that a backup is good, but not in the log of acts.
var errUnlogged = errors.New("the backup is good, but not in the log of acts")

// makeBackup writes a backup and enters it into the log of acts. It fails with
// errUnlogged when it cannot do that: the backup is no worse, but somebody must
// be told.
func makeBackup(ctx context.Context, s *store.Store, dir string, custody vault.Custody, file string, passphrase secret.Value[string]) (store.Report, error) {
	phrase, err := parsePassphrase(passphrase.Reveal())
	if err != nil {
		return store.Report{}, err
	}
	found, err := store.Backup(ctx, dir, file, phrase, custody)
	if err != nil {
		return found, err
	}
	if err := s.Record(ctx, store.BackupAct(file, found)); err != nil {
		return found, fmt.Errorf("%w: %w", errUnlogged, err)
	}
	return found, nil
}
