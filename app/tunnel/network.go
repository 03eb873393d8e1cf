package tunnel

import (
	"maps"
	"net"
	"net/netip"
)

// addresses are those of this machine that the internet can be used from.
type addresses map[netip.Addr]struct{}

func (a addresses) equal(b addresses) bool { return maps.Equal(a, b) }

// localAddresses asks the system. Loopback and link-local addresses are left
// out: they come and go without meaning, and lead nowhere.
func localAddresses() (addresses, error) {
	all, err := net.InterfaceAddrs()
	if err != nil {
		return nil, err
	}
	found := addresses{}
	for _, a := range all {
		if prefix, err := netip.ParsePrefix(a.String()); err == nil && prefix.Addr().IsGlobalUnicast() {
			found[prefix.Addr().Unmap()] = struct{}{}
		}
	}
	return found, nil
}

// sourceTo gives the address from which the system would send to another now.
// Connecting a UDP socket asks for the route and sends nothing.
func sourceTo(remote netip.AddrPort) (netip.Addr, error) {
	conn, err := net.DialUDP("udp", nil, net.UDPAddrFromAddrPort(remote))
	if err != nil {
		return netip.Addr{}, err
	}
	defer conn.Close()
	return addressOf(conn.LocalAddr()).Addr(), nil
}

// lack tells whether a connection's own address is gone.
func (a addresses) lack(conn net.Conn) bool {
	local := addressOf(conn.LocalAddr()).Addr()
	_, still := a[local]
	return local.IsGlobalUnicast() && !still
}

// astray tells whether the system would now send from another address to where
// a connection leads, as after a change from Wi-Fi to cable or into a VPN.
func astray(conn net.Conn, source func(netip.AddrPort) (netip.Addr, error)) bool {
	local, remote := addressOf(conn.LocalAddr()).Addr(), addressOf(conn.RemoteAddr())
	if !local.IsGlobalUnicast() || !remote.IsValid() {
		return false
	}
	now, err := source(remote)
	return err != nil || now != local
}

func addressOf(a net.Addr) netip.AddrPort {
	if a == nil {
		return netip.AddrPort{}
	}
	parsed, err := netip.ParseAddrPort(a.String())
	if err != nil {
		return netip.AddrPort{}
	}
	return netip.AddrPortFrom(parsed.Addr().Unmap().WithZone(""), parsed.Port())
}
