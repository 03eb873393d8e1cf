package api

import (
	"fmt"
	"net"
	"net/url"
	"strings"
)

// Environment is one of Crossmint's separate worlds, as keys name it.
type Environment string

// The environments.
const (
	Staging     Environment = "staging"
	Production  Environment = "production"
	Development Environment = "development" // Crossmint's own; there is no public address
)

var bases = map[Environment]string{
	Staging:    "https://staging.crossmint.com/api",
	Production: "https://www.crossmint.com/api",
}

// baseFor gives the address to ask at. One that is named must be the
// environment's own, or on this computer, where a stand-in may answer for any.
func baseFor(e Environment, named string) (string, error) {
	own := bases[e]
	named = strings.TrimRight(named, "/")
	switch {
	case named == "" && own == "":
		return "", fmt.Errorf("%w: there is no public address of %s", ErrEnvironment, e)
	case named == "", named == own:
		return own, nil
	}
	u, err := url.Parse(named)
	if err != nil || u.User != nil || (u.Scheme != "http" && u.Scheme != "https") || !here(u.Hostname()) {
		return "", fmt.Errorf("%w: it is for %s, which is not at the address that is to be asked", ErrEnvironment, e)
	}
	return named, nil
}

// here tells the addresses of this computer.
func here(host string) bool {
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}
