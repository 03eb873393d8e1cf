package main

import (
	"cmp"
	"crypto/x509"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"reflect"
	"strings"

	"github.com/adrg/xdg"
	"github.com/alecthomas/kong"

	"passdesk/app/tunnel"
	"passdesk/app/webhook"
	"passdesk/store/secret"
	"passdesk/store/vault"
)

// commandLine is the program's grammar.
type commandLine struct {
	settings
	Version kong.VersionFlag `help:"Show the version."`

	Desk     deskCommand     `cmd:"" default:"withargs" help:"Open the desk (what happens without a command)."`
	Serve    serveCommand    `cmd:"" help:"Receive without a window until told to stop."`
	Export   exportCommand   `cmd:"" help:"Write the records to a file."`
	Handover handoverCommand `cmd:"" help:"Write what passes are handed over with: a mail-merge sheet, drafts of messages, QR codes, cards to print."`
	Report   reportCommand   `cmd:"" help:"Tell what happened between two times."`
	Roster   rosterCommand   `cmd:"" help:"Tell who of a list of expected people was issued a credential, and who was not."`
	Verify   verifyCommand   `cmd:"" help:"Check a credential offline, and online if asked to."`
	Backup   backupCommand   `cmd:"" help:"Write the records and their keys to a file that a passphrase opens."`
	Restore  restoreCommand  `cmd:"" help:"Make a new folder out of a backup."`
	Check    checkCommand    `cmd:"" help:"Open every record and look whether all is as it was received."`
	Recovery recoveryCommand `cmd:"" help:"Make the recovery code of the records, or use it."`
	Track    trackCommand    `cmd:"" help:"Watch issuances until Crossmint has settled them."`
	Status   statusCommand   `cmd:"" help:"Tell how one issuance stands."`
	Send     sendCommand     `cmd:"" help:"Play Crossmint: send signed events of invented people."`
}

// settings are the flags that every command takes.
type settings struct {
	Data           string     `placeholder:"DIR" default:"${data}" env:"PASSDESK_DATA" help:"Folder that holds everything (${default})."`
	Listen         string     `placeholder:"ADDRESS" default:"127.0.0.1:8484" env:"PASSDESK_LISTEN" help:"Local address to listen on (${default})."`
	Tunnel         string     `enum:",ngrok,none" default:"" placeholder:"ngrok|none" env:"PASSDESK_TUNNEL" help:"Way in from the internet: ngrok when its token is known."`
	NgrokAuthtoken hidden     `placeholder:"TOKEN" env:"PASSDESK_NGROK_AUTHTOKEN,NGROK_AUTHTOKEN" help:"ngrok's authtoken."`
	NgrokURL       string     `name:"ngrok-url" placeholder:"URL" env:"PASSDESK_NGROK_URL" help:"Endpoint to ask ngrok for, such as https://name.ngrok.app."`
	NgrokConnect   string     `name:"ngrok-connect-url" placeholder:"HOST:PORT" env:"PASSDESK_NGROK_CONNECT_URL" help:"Custom ngrok ingress."`
	NgrokRootCAs   string     `name:"ngrok-root-cas" placeholder:"trusted|host|FILE" env:"PASSDESK_NGROK_ROOT_CAS" help:"Authorities to trust for ngrok: its own, this computer's, or a PEM file."`
	SigningSecret  []hidden   `placeholder:"LABEL=whsec_…" env:"PASSDESK_SIGNING_SECRET" help:"Signing secret of the webhook endpoint; may be repeated."`
	APIKey         []hidden   `name:"api-key" placeholder:"sk_…" env:"PASSDESK_API_KEY" help:"Crossmint API key, to ask how issuances stand; one for each environment."`
	APIURL         string     `name:"api-url" hidden:"" env:"PASSDESK_API_URL"` // of a stand-in on this computer
	VaultKey       hidden     `hidden:"" env:"PASSDESK_VAULT_KEY"`
	LogLevel       slog.Level `placeholder:"debug|info|warn|error" default:"info" env:"PASSDESK_LOG_LEVEL" help:"How much to log (${default})."`
}

// check refuses settings that make no sense.
func (s *settings) check() error {
	if s.Data == "" {
		return usageError{errors.New("--data must name a folder")}
	}
	if _, _, err := net.SplitHostPort(s.Listen); err != nil {
		return usageError{fmt.Errorf("--listen must be an address with a port, such as 127.0.0.1:8484: %w", err)}
	}
	if err := tunnel.CheckURL(s.NgrokURL); err != nil {
		return usageError{fmt.Errorf("--ngrok-url must be an address such as https://name.ngrok.app: %w", err)}
	}
	return nil
}

// custody is where the key to the records is kept.
func (s *settings) custody() (vault.Custody, error) {
	if s.VaultKey.IsZero() {
		return vault.Standard(s.Data, vault.Key{}), nil
	}
	key, err := vault.ParseKey(s.VaultKey.Reveal())
	if err != nil {
		return nil, fmt.Errorf("PASSDESK_VAULT_KEY: %w", err)
	}
	return vault.Standard(s.Data, key), nil
}

// secrets are the signing secrets.
func (s *settings) secrets() (webhook.Secrets, error) {
	var all webhook.Secrets
	for _, text := range s.SigningSecret {
		secret, err := webhook.ParseSecret(text.Reveal())
		if err != nil {
			return nil, usageError{fmt.Errorf("--signing-secret: %w", err)}
		}
		all = append(all, secret)
	}
	return all, nil
}

// defaultData is where a desktop keeps a program's data.
func defaultData() string { return filepath.Join(xdg.DataHome, "passdesk") }

// hidden is a secret as it was entered. It is looked at later, outside the
// parser of the command line, which quotes what it cannot use.
type hidden struct{ secret.Value[string] }

func mapHidden() kong.Option {
	return kong.TypeMapper(reflect.TypeFor[hidden](), kong.MapperFunc(func(c *kong.DecodeContext, target reflect.Value) error {
		var text string
		if err := c.Scan.PopValueInto("secret", &text); err != nil {
			return err
		}
		if text != "" {
			target.Set(reflect.ValueOf(hidden{secret.Of(text)}))
		}
		return nil
	}))
}

// forgetEmpty makes a variable that is set to nothing the same as one that is
// not set: that is what whoever writes PASSDESK_LISTEN= means.
func forgetEmpty() {
	for _, variable := range os.Environ() {
		if name, value, _ := strings.Cut(variable, "="); value == "" && strings.HasPrefix(name, "PASSDESK_") {
			_ = os.Unsetenv(name) // a name that was listed can be unset
		}
	}
}

// logger writes to the console what the level lets through.
func (s *settings) logger(c *console) *slog.Logger {
	return slog.New(slog.NewTextHandler(c.stderr, &slog.HandlerOptions{Level: s.LogLevel}))
}

// ngrok gives the tunnel that the settings ask for, nil for none. The token and
// the URL stand in for what they do not say.
func (s *settings) ngrok(log *slog.Logger, token secret.Value[string], url string) (*tunnel.Ngrok, error) {
	if !s.NgrokAuthtoken.IsZero() {
		token = s.NgrokAuthtoken.Value
	}
	switch {
	case s.Tunnel == "none", s.Tunnel == "" && token.IsZero():
		return nil, nil
	case token.IsZero():
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
	return &tunnel.Ngrok{Token: tunnel.NewToken(token.Reveal()), URL: cmp.Or(s.NgrokURL, url), ConnectAddr: address, RootCAs: roots, Log: log}, nil
}

// publicRoots are the authorities to trust in calls out of the program: those of
// --ngrok-root-cas beside the system's, because a call may come back in through
// the tunnel.
func (s *settings) publicRoots() (*x509.CertPool, error) {
	roots, err := x509.SystemCertPool()
	if err != nil {
		roots = x509.NewCertPool()
	}
	return s.rootCAs(roots)
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
