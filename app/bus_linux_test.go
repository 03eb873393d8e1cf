package main

import (
	"bufio"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"
	"github.com/godbus/dbus/v5/prop"
)

// newBus starts a session bus of the test's own and gives its address.
func newBus(t *testing.T) string {
	t.Helper()
	return startBus(t, "--session")
}

// newDeafBus is a bus that lets nobody subscribe to anything.
func newDeafBus(t *testing.T) string {
	t.Helper()
	config := filepath.Join(t.TempDir(), "bus.conf")
	err := os.WriteFile(config, []byte(`<busconfig>
  <type>session</type>
  <listen>unix:tmpdir=/tmp</listen>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
  <limit name="max_match_rules_per_connection">0</limit>
</busconfig>`), 0o600)
	if err != nil {
		t.Fatal(err)
	}
	return startBus(t, "--config-file="+config)
}

// startBus starts a bus that is arranged like this and gives its address.
func startBus(t *testing.T, arranged string) string {
	t.Helper()
	path, err := exec.LookPath("dbus-daemon")
	if err != nil {
		t.Skip("there is no dbus-daemon here; .ci/deps installs it")
	}
	cmd := exec.Command(path, arranged, "--nofork", "--print-address")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait() // it was killed
	})
	address, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(address)
}

// stubDesktop plays what a desktop offers to programs on the bus: a tray, and a
// place for notifications. It notes what they say.
type stubDesktop struct {
	t     *testing.T
	bus   *dbus.Conn
	props *prop.Properties

	mu    sync.Mutex
	items []string // that were left with the tray
	notes []note
}

// note is a notification as it came over the bus.
type note struct{ title, body string }

func newDesktop(t *testing.T, address string) *stubDesktop {
	t.Helper()
	bus, err := dbus.Connect(address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { bus.Close() })
	d := &stubDesktop{t: t, bus: bus}
	d.must(bus.Export(notifications{d}, "/org/freedesktop/Notifications", "org.freedesktop.Notifications"))
	d.own("org.freedesktop.Notifications")
	return d
}

func (d *stubDesktop) must(err error) {
	d.t.Helper()
	if err != nil {
		d.t.Fatal(err)
	}
}

func (d *stubDesktop) own(name string) {
	d.t.Helper()
	reply, err := d.bus.RequestName(name, dbus.NameFlagDoNotQueue)
	if err != nil || reply != dbus.RequestNameReplyPrimaryOwner {
		d.t.Fatalf("%s: %v, %v", name, reply, err)
	}
}

// putTray has the desktop have a tray, which shows something or does not.
func (d *stubDesktop) putTray(shown bool) {
	d.t.Helper()
	var err error
	d.props, err = prop.Export(d.bus, trayWatchers, prop.Map{trayWatcher: {"IsStatusNotifierHostRegistered": {Value: shown, Emit: prop.EmitTrue}}})
	d.must(err)
	d.must(d.bus.Export(watcher{d}, trayWatchers, trayWatcher))
	d.own(trayWatcher)
}

// takeTray has the tray crash.
func (d *stubDesktop) takeTray() {
	d.t.Helper()
	_, err := d.bus.ReleaseName(trayWatcher)
	d.must(err)
}

// left waits for a program's sign in the tray and gives its name on the bus.
func (d *stubDesktop) left() string {
	d.t.Helper()
	for range 400 {
		d.mu.Lock()
		items := d.items
		d.mu.Unlock()
		if len(items) > 0 {
			return items[len(items)-1]
		}
		time.Sleep(50 * time.Millisecond)
	}
	d.t.Fatal("no program has left its sign in the tray")
	return ""
}

// watcher is the part of the desktop that trays are told of.
type watcher struct{ *stubDesktop }

func (w watcher) RegisterStatusNotifierItem(sender dbus.Sender, _ string) *dbus.Error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.items = append(w.items, string(sender))
	return nil
}

// notifications is the part of the desktop that shows notifications.
type notifications struct{ *stubDesktop }

func (n notifications) Notify(_ string, _ uint32, _, title, body string, _ []string, _ map[string]dbus.Variant, _ int32) (uint32, *dbus.Error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.notes = append(n.notes, note{title, body})
	return uint32(len(n.notes)), nil
}
