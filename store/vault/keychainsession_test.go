//go:build keychain

package vault_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// inSession is set where a test runs under a message bus of its own.
const inSession = "PASSDESK_TEST_KEYCHAIN_SESSION"

// session runs the test that calls it once more, in a process of its own with
// a message bus and a home that nobody else has, so that the user's keychain
// is never touched. It gives false in the process outside, where the test is
// over, and true inside. What the bus starts on demand is in services, by name.
func session(t *testing.T, services map[string]string) bool {
	t.Helper()
	if os.Getenv(inSession) != "" {
		return true
	}
	for _, program := range []string{"dbus-run-session", "dbus-send", "gnome-keyring-daemon"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Fatalf("%s is missing: run .ci/deps", program)
		}
	}
	t.Parallel()
	home, err := os.MkdirTemp("", "keychain") // short, because sockets lie in it
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(home) })
	cmd := exec.CommandContext(t.Context(), "dbus-run-session", "--config-file="+busConfig(t, home, services), "--",
		os.Args[0], "-test.run=^"+t.Name()+"$", "-test.count=1", "-test.v", "-test.timeout=2m")
	cmd.Env = []string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + home, "TMPDIR=" + home, "XDG_RUNTIME_DIR=" + home, "XDG_DATA_HOME=" + home,
		"XDG_CONFIG_HOME=" + home, "XDG_CACHE_HOME=" + home, inSession + "=1",
	}
	cmd.WaitDelay = 5 * time.Second // for what the bus has started
	out, err := cmd.CombinedOutput()
	if err != nil || !strings.Contains(string(out), "--- PASS: "+t.Name()+" ") {
		t.Fatalf("%v\n%s", err, out)
	}
	return false
}

// busConfig describes a bus that knows no services but the given ones.
func busConfig(t *testing.T, home string, services map[string]string) string {
	t.Helper()
	write := func(name, text string) string {
		path := filepath.Join(home, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	for name, program := range services {
		write(name+".service", "[D-BUS Service]\nName="+name+"\nExec="+program+"\n")
	}
	return write("bus.conf", fmt.Sprintf(`<busconfig>
<type>session</type><listen>unix:dir=%[1]s</listen><auth>EXTERNAL</auth><servicedir>%[1]s</servicedir>
<policy context="default"><allow send_destination="*"/><allow receive_sender="*"/><allow own="*"/></policy>
</busconfig>`, home))
}

// keyringDaemon is the real Secret Service, running.
type keyringDaemon struct {
	t   *testing.T
	cmd *exec.Cmd
}

// startKeyring starts the Secret Service. With a password it is unlocked, and
// makes its files if it has none.
func startKeyring(t *testing.T, password string) keyringDaemon {
	t.Helper()
	args := []string{"--foreground", "--components=secrets"}
	if password != "" {
		args = append(args, "--unlock")
	}
	k := keyringDaemon{t, exec.Command("gnome-keyring-daemon", args...)}
	k.cmd.Stdin = strings.NewReader(password)
	k.cmd.Stderr = os.Stderr
	if err := k.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(k.stop)
	for range 500 {
		out, _ := exec.Command("dbus-send", "--session", "--print-reply", "--dest=org.freedesktop.secrets", "/org/freedesktop/secrets",
			"org.freedesktop.DBus.Properties.Get", "string:org.freedesktop.Secret.Service", "string:Collections").Output()
		if strings.Contains(string(out), "collection/login") {
			return k
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatal("the Secret Service does not come up")
	return k
}

// stop ends the daemon, also when it was stopped already.
func (k keyringDaemon) stop() {
	_ = k.cmd.Process.Kill()
	_ = k.cmd.Wait()
}

// signal has the daemon stand still or go on.
func (k keyringDaemon) signal(sig os.Signal) {
	k.t.Helper()
	if err := k.cmd.Process.Signal(sig); err != nil {
		k.t.Fatal(err)
	}
}

// wipe ends the daemon and removes all that it has kept.
func (k keyringDaemon) wipe() {
	k.t.Helper()
	k.stop()
	kept := filepath.Join(os.Getenv("XDG_DATA_HOME"), "keyrings")
	if files, err := os.ReadDir(kept); err != nil || len(files) == 0 {
		k.t.Fatalf("nothing to wipe in %s: %v", kept, err)
	}
	if err := os.RemoveAll(kept); err != nil {
		k.t.Fatal(err)
	}
}
