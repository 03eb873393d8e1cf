//go:build linux && !race

package tunnel

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"passdesk/app/tunnel/tunneltest"
)

// A cable is pulled and plugged in between two network namespaces: this one
// has the edge, the desk's has nothing else.
func TestNgrokFollowsARealCable(t *testing.T) {
	if !*long || os.Geteuid() != 0 {
		t.Skip("makes network namespaces: needs -long and root")
	}
	const inside = "PASSDESK_TUNNEL_NAMESPACE"
	if os.Getenv(inside) == "" {
		alone := exec.Command("unshare", "-n", os.Args[0], "-test.v", "-test.run=^"+t.Name()+"$", "-long")
		alone.Env = append(os.Environ(), inside+"=1")
		out, err := alone.CombinedOutput()
		t.Logf("%s", out)
		if err != nil || !strings.Contains(string(out), "--- PASS: "+t.Name()) {
			t.Fatal(err)
		}
		return
	}
	do := func(command string) {
		t.Helper()
		words := strings.Fields(command)
		if out, err := exec.Command(words[0], words[1:]...).CombinedOutput(); err != nil {
			t.Fatalf("%v: %v: %s", words, err, out)
		}
	}
	do("ip link set lo up")
	edge := tunneltest.NewEdge(t)
	nat := tunneltest.NewNAT(t, "0.0.0.0:0", edge.ConnectAddr)
	_, port, err := net.SplitHostPort(nat.Addr)
	if err != nil {
		t.Fatal(err)
	}
	d := startDesk(t, deskOrder{ConnectAddr: "127.0.0.1:" + port, DialAddr: "10.99.0.254:" + port, CAPEM: edge.CAPEM}, "unshare", "-n")
	d.await(t, "connecting", soon)
	there := fmt.Sprintf("nsenter -t %d -n ", d.cmd.Process.Pid)
	do(fmt.Sprint("ip link add v0 type veth peer name v1 netns ", d.cmd.Process.Pid))
	do("ip addr add 10.99.0.254/24 dev v0")
	do("ip link set v0 up")
	do(there + "ip link set v1 up")
	time.Sleep(12 * time.Second) // the waits become long

	for _, address := range []string{"10.99.0.1/24", "10.99.0.7/24", "10.99.0.1/24"} {
		do(there + "ip addr add " + address + " dev v1")
		online, took := d.await(t, "online", 4*time.Second)
		t.Logf("with an address: online after %v", took)
		mustEcho(t, edge, online.URL)

		do(there + "ip addr flush dev v1")
		_, took = d.await(t, "reconnecting", 4*time.Second)
		t.Logf("without: noticed after %v", took)
		if line, _ := d.await(t, "reconnecting", 4*time.Second); line.Message != offline {
			t.Errorf("without an address it says %q", line.Message)
		}
		time.Sleep(12 * time.Second)
	}

	do(there + "ip addr add 10.99.0.1/24 dev v1")
	d.await(t, "online", 4*time.Second)
	do("ip link set v0 down")
	_, took := d.await(t, "reconnecting", falseFor)
	t.Logf("with the far end unplugged: noticed after %v", took)
	time.Sleep(30 * time.Second)
	do("ip link set v0 up")
	online, took := d.await(t, "online", 10*time.Second)
	t.Logf("plugged in: online after %v", took)
	mustEcho(t, edge, online.URL)
}
