package main

import (
	"crypto/x509"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"reflect"
	"strings"

	"github.com/adrg/xdg"
	"github.com/alecthomas/kong"

	"passdesk/app/tunnel"
	"passdesk/app/webhook"
	"passdesk/store/vault"
)

// commandLine is the program's grammar.
type commandLine struct {
	settings
	Version kong.VersionFlag `help:"Show the version."`

	Desk     deskCommand     `cmd:"" default:"withargs" help:"Open the desk (what happens without a command)."`
	Serve    serveCommand    `cmd:"" help:"Receive without a window until told to stop."`
	Export   exportCommand   `cmd:"" help:"Write the records to a file."`
	Recovery recoveryCommand `cmd:"" help:"Make the recovery code of the records, or use it."`
	Send     sendCommand     `cmd:"" help:"Play Crossmint: send signed events of invented people."`
}

// settings are the flags that every command takes.
type settings struct {
	Data           string           `placeholder:"DIR" default:"${data}" env:"PASSDESK_DATA" help:"Folder that holds everything (${default})."`
	Listen         string           `placeholder:"ADDRESS" default:"127.0.0.1:8484" env:"PASSDESK_LISTEN" help:"Local address to listen on (${default})."`
	Tunnel         string           `enum:",ngrok,none" default:"" placeholder:"ngrok|none" env:"PASSDESK_TUNNEL" help:"Way in from the internet: ngrok when its token is known."`
	NgrokAuthtoken tunnel.Token     `placeholder:"TOKEN" env:"PASSDESK_NGROK_AUTHTOKEN,NGROK_AUTHTOKEN" help:"ngrok's authtoken."`
	NgrokURL       string           `name:"ngrok-url" placeholder:"URL" env:"PASSDESK_NGROK_URL" help:"Endpoint to ask ngrok for, such as https://name.ngrok.app."`
	NgrokConnect   string           `name:"ngrok-connect-url" placeholder:"HOST:PORT" env:"PASSDESK_NGROK_CONNECT_URL" help:"Custom ngrok ingress."`
	NgrokRootCAs   string           `name:"ngrok-root-cas" placeholder:"trusted|host|FILE" env:"PASSDESK_NGROK_ROOT_CAS" help:"Authorities to trust for ngrok: its own, this computer's, or a PEM file."`
	SigningSecret  []webhook.Secret `placeholder:"LABEL=whsec_…" env:"PASSDESK_SIGNING_SECRET" help:"Signing secret of the webhook endpoint; may be repeated."`
	VaultKey       vault.Key        `hidden:"" env:"PASSDESK_VAULT_KEY"`
	LogLevel       slog.Level       `placeholder:"debug|info|warn|error" default:"info" env:"PASSDESK_LOG_LEVEL" help:"How much to log (${default})."`
}

// custody is where the key to the records is kept.
func (s *settings) custody() vault.Custody { return vault.Standard(s.Data, s.VaultKey) }

// defaultData is where a desktop keeps a program's data.
func defaultData() string { return filepath.Join(xdg.DataHome, "passdesk") }

// mapToken reads ngrok's authtoken without it ever being a plain string.
func mapToken() kong.Option {
	return kong.TypeMapper(reflect.TypeFor[tunnel.Token](), kong.MapperFunc(func(c *kong.DecodeContext, target reflect.Value) error {
		var text string
		if err := c.Scan.PopValueInto("token", &text); err != nil {
			return err
		}
		target.Set(reflect.ValueOf(tunnel.NewToken(text)))
		return nil
	}))
}

// logger writes to the console what the level lets through.
func (s *settings) logger(c *console) *slog.Logger {
	return slog.New(slog.NewTextHandler(c.stderr, &slog.HandlerOptions{Level: s.LogLevel}))
}

// ngrok gives the tunnel that the settings ask for, nil for none.
func (s *settings) ngrok(log *slog.Logger) (*tunnel.Ngrok, error) {
	switch {
	case s.Tunnel == "none", s.Tunnel == "" && s.NgrokAuthtoken.IsZero():
		return nil, nil
	case s.NgrokAuthtoken.IsZero():
		return nil, usageError{errors.New("--tunnel ngrok needs an authtoken: set --ngrok-authtoken or NGROK_AUTHTOKEN; it is on ngrok's dashboard under Your Authtoken")}
	}
	roots, err := s.rootCAs(nil)
	if err != nil {
		return nil, err
	}
	_, address, found := strings.Cut(s.NgrokConnect, "://")
	if !found {
		address = s.NgrokConnect
	}
	return &tunnel.Ngrok{Token: s.NgrokAuthtoken, URL: s.NgrokURL, ConnectAddr: address, RootCAs: roots, Log: log}, nil
}

// rootCAs reads --ngrok-root-cas, adding a file's certificates to base; the
// result is base where the setting names ngrok's own authorities.
func (s *settings) rootCAs(base *x509.CertPool) (*x509.CertPool, error) {
	switch s.NgrokRootCAs {
	case "", "trusted":
		return base, nil
	case "host":
		return x509.SystemCertPool()
	}
	pem, err := os.ReadFile(s.NgrokRootCAs)
	if err != nil {
		return nil, fmt.Errorf("--ngrok-root-cas: %w", err)
	}
	if base == nil {
		base = x509.NewCertPool()
	}
	if !base.AppendCertsFromPEM(pem) {
		return nil, fmt.Errorf("--ngrok-root-cas: %s holds no certificate in PEM form", s.NgrokRootCAs)
	}
	return base, nil
}
