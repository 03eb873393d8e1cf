package tracker

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"passdesk/app/crossmint/api"
	"passdesk/app/simulator/standin"
	"passdesk/store"
	"passdesk/store/vault"
)

// beTracker makes the test binary a process that tracks, which can be killed.
const beTracker = "PASSDESK_TEST_BE_TRACKER"

// killKey is the key to the records of those processes.
const killKey = "cGFzc2Rlc2sgdGVzdHMga2VlcCBub3RoaW5nIHJlYWw="

func TestMain(m *testing.M) {
	if dir := os.Getenv(beTracker); dir != "" {
		if err := track(dir, os.Getenv(beTracker+"_URL"), os.Getenv(beTracker+"_KEY"), os.Getenv(beTracker+"_NOW")); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

func killCustody() vault.Custody {
	key, err := vault.ParseKey(killKey)
	if err != nil {
		panic(err)
	}
	return vault.Custody{vault.Given(key)}
}

// track asks until all is settled. Its clock passes when it sleeps.
func track(dir, url, key, now string) error {
	at, err := time.Parse(time.RFC3339, now)
	if err != nil {
		return err
	}
	c := &clock{now: at}
	k, err := api.ParseKey(key)
	if err != nil {
		return err
	}
	client, err := api.New(api.Config{Key: k, Base: url, Clock: c, Limits: api.NewLimits(c)})
	if err != nil {
		return err
	}
	s, err := store.Open(dir, killCustody())
	if err != nil {
		return err
	}
	t := New(Config{
		Ledger: s.Ledger(), Clients: func() []*api.Client { return []*api.Client{client} },
		Clock: c, Log: slog.New(slog.DiscardHandler), Holder: "test", Tick: 30 * time.Second,
	})
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() { defer close(ended); t.Run(ctx) }()
	for {
		if o, err := s.Outlook(ctx); err != nil || o.Open == 0 {
			stop()
			<-ended
			return s.Close()
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// TestManyOutliveKills: five thousand, and the process that asks is killed again
// and again. No id is forgotten, and none is asked about after its end but those
// whose answers were in its hands.
func TestManyOutliveKills(t *testing.T) {
	const count, kills = many, 12
	w := newWorld(t)
	dir := t.TempDir()
	s, err := store.Open(dir, killCustody())
	if err != nil {
		t.Fatal(err)
	}
	var all []Wanted
	for n := range count {
		w.stand.Turn(func(k *standin.Knobs) {
			k.Settle, k.FailEvery, k.Unlimited = time.Duration(n*kills/count)*time.Minute, 10, true // limits are another's to test
		})
		i := w.stand.Issue()
		all = append(all, Wanted{ActionID: i.ActionID, CredentialID: i.CredentialID})
	}
	ids, added, err := s.Ledger().Watch(t.Context(), Records(all, "", w.clock.Now())...)
	if err != nil || added != count {
		t.Fatal(added, err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	begin := func() *exec.Cmd {
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), beTracker+"="+dir, beTracker+"_URL="+w.url, beTracker+"_KEY="+w.stand.Key(),
			beTracker+"_NOW="+w.clock.Now().Format(time.RFC3339))
		cmd.Stderr = w.log
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		return cmd
	}
	for n := range kills {
		before := w.stand.Calls()["actions"]
		cmd := begin()
		for end := time.Now().Add(time.Minute); w.stand.Calls()["actions"] < before+count/20+n && time.Now().Before(end); {
			time.Sleep(time.Millisecond)
		}
		_ = cmd.Process.Kill()
		_ = cmd.Wait() // it was killed
		_ = w.clock.Sleep(t.Context(), time.Minute)
	}
	if err := begin().Wait(); err != nil {
		t.Fatalf("the last one: %v, %s", err, w.log)
	}
	if n := w.stand.Late(); n > kills*atOnce {
		t.Errorf("%d calls about what had been said to be settled", n)
	}
	t.Logf("%d calls, %d of them late, over %d kills", w.stand.Calls()["actions"], w.stand.Late(), kills)

	r, err := store.OpenReader(dir, killCustody())
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	found, err := r.WatchingsOf(t.Context(), ids)
	if err != nil || len(found) != count {
		t.Fatalf("%d are left: %v", len(found), err)
	}
	for n, v := range found {
		if v.ActionID != all[n].ActionID || v.Ended.IsZero() || v.Status == store.Pending {
			t.Fatalf("%d: %+v", n, v)
		}
	}
	if c, err := r.Counts(t.Context()); err != nil || c.Succeeded != count*9/10 || c.Failed != count/10 || c.Pending != 0 {
		t.Errorf("%+v, %v", c, err)
	}
	if checked, err := store.Check(t.Context(), dir, killCustody(), nil); err != nil || !checked.Fine() {
		t.Errorf("%v, %q", err, checked.Problems)
	}
	if strings.Contains(w.log.String(), w.stand.Key()) {
		t.Error("the key is in what they printed")
	}
}
