// Package simulator plays Crossmint: it makes plausible events about invented
// people, signs them as the sender does and posts them to a door. Demo mode,
// the send command, tests and load come from here.
package simulator

import (
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"passdesk/app/crossmint"
)

// Kind says which events an Issuer makes.
type Kind string

// The kinds of events.
const (
	Succeeded Kind = "succeeded" // with the credential in clear
	Failed    Kind = "failed"
	Encrypted Kind = "encrypted" // succeeded, with the credential sealed
	Mixed     Kind = "mixed"     // mostly succeeded, some encrypted, a few failed
)

// Message is an event that is ready to be signed and sent.
type Message struct {
	ID   string
	Body []byte
}

// Issuer makes events. The same Issuer makes the same ones every time.
type Issuer struct {
	Seed uint64
	Kind Kind
	Day  time.Time // credentials are valid from about this day; zero for one that never changes
	// Prove has the credentials carry a proof, which takes most of the time that
	// making an event does.
	Prove bool
}

// Message gives the event with number n.
func (i Issuer) Message(n int) Message {
	return i.dice(n).message()
}

// issuer signs all simulated credentials.
var (
	issuer    = crossmint.NewSigner("passdesk simulator")
	issuerDID = issuer.DID("polygon-amoy")
)

// dice is the randomness of one event, so that any event can be made alone.
func (i Issuer) dice(n int) *dice {
	var seed [32]byte
	binary.LittleEndian.PutUint64(seed[:], i.Seed)
	binary.LittleEndian.PutUint64(seed[8:], uint64(n))
	source := rand.NewChaCha8(seed)
	day := i.Day
	if day.IsZero() {
		day = time.Date(2026, 1, 5, 0, 0, 0, 0, time.UTC)
	}
	return &dice{source: source, Rand: rand.New(source), kind: i.Kind, prove: i.Prove, day: day.UTC().Truncate(24 * time.Hour)}
}

type dice struct {
	*rand.Rand
	source *rand.ChaCha8
	kind   Kind
	prove  bool
	day    time.Time
}

func (d *dice) message() Message {
	id := "msg_" + d.hex(14)
	kind := d.kind
	if kind == Mixed {
		switch roll := d.IntN(100); {
		case roll < 8:
			kind = Failed
		case roll < 20:
			kind = Encrypted
		default:
			kind = Succeeded
		}
	}
	switch kind {
	case Failed:
		return Message{ID: id, Body: d.failed()}
	case Encrypted:
		return Message{ID: id, Body: d.succeeded(true)}
	}
	return Message{ID: id, Body: d.succeeded(false)}
}

// object keeps the order of its members, as a sender's JSON has one.
type object []member

type member struct {
	key   string
	value any
}

// MarshalJSON writes the members in order.
func (o object) MarshalJSON() ([]byte, error) {
	out := []byte{'{'}
	for n, m := range o {
		if n > 0 {
			out = append(out, ',')
		}
		value, err := json.Marshal(m.value)
		if err != nil {
			return nil, err
		}
		out = fmt.Appendf(out, "%q:", m.key)
		out = append(out, value...)
	}
	return append(out, '}'), nil
}

func (d *dice) succeeded(sealed bool) []byte {
	id, credential := d.credential()
	data := object{{"credential", credential}, {"pass", d.pass()}}
	if sealed {
		key := d.hex(32)
		payload, err := crossmint.Seal(encode(credential), crossmint.NewSecret(key), d.source)
		if err != nil {
			panic(err) // the key is one, and the source never ends
		}
		data[0].value = object{{"id", id}, {"payload", payload}}
		data = append(data, member{"secret", key})
	}
	data = append(data, member{"actionId", d.uuid()})
	return encode(object{{"type", "credential.creation.succeeded"}, {"data", data}})
}

func (d *dice) failed() []byte {
	template := templates[d.IntN(len(templates))]
	failure := failures[d.IntN(len(failures))]
	_, contact := d.person()
	return encode(object{{"type", "credential.creation.failed"}, {"data", object{
		{"error", object{{"code", failure.code}, {"message", failure.message}}},
		{"actionId", d.uuid()},
		{"recipient", "email:" + contact + ":polygon-amoy"},
		{"template", template.name},
	}}})
}

func (d *dice) credential() (id string, credential object) {
	id = "urn:uuid:" + d.uuid()
	template := templates[d.IntN(len(templates))]
	name, contact := d.person()
	from := d.day.Add(-time.Duration(d.IntN(72)) * time.Hour)
	credential = object{
		{"@context", []string{"https://www.w3.org/ns/credentials/v2"}},
		{"id", id},
		{"type", []string{"VerifiableCredential", "crossmint:" + d.uuid() + ":" + template.name}},
		{"issuer", object{{"id", issuerDID}}},
		{"name", template.name},
		{"description", "Issued by the simulated issuer"},
		{"validFrom", from.Format(time.RFC3339)},
		{"credentialSubject", object{
			{"id", "did:polygon-amoy:0x" + d.hex(20)},
			{"name", name},
			{"email", contact},
			{template.field, template.value},
		}},
	}
	if d.IntN(3) > 0 {
		credential = append(credential, member{"validUntil", from.AddDate(2, 0, 0).Format(time.RFC3339)})
	}
	if !d.prove {
		return id, credential
	}
	proof, err := issuer.Prove(encode(credential), issuerDID)
	if err != nil {
		panic(err) // every value above can be signed
	}
	return id, append(credential, member{"proof", json.RawMessage(proof)})
}

// pass is a wallet pass in one of the shapes that a receiver must expect.
func (d *dice) pass() any {
	link := "https://pass.example.org/p/" + d.hex(12)
	switch d.IntN(3) {
	case 0:
		return link
	case 1:
		return object{{"id", d.hex(8)}, {"url", link}}
	}
	return object{{"apple", object{{"url", link + "/apple"}}}, {"google", object{{"url", link + "/google"}}}}
}

func (d *dice) person() (name, contact string) {
	given, family := givenNames[d.IntN(len(givenNames))], familyNames[d.IntN(len(familyNames))]
	name = given + " " + family
	if d.IntN(12) == 0 {
		name = otherScripts[d.IntN(len(otherScripts))]
	}
	return name, fmt.Sprintf("%s.%d@example.org", asciiLower(given), d.IntN(10_000))
}

// asciiLower is given in the letters that fit any mail address.
func asciiLower(given string) string {
	return strings.Map(func(r rune) rune {
		if r > 'z' {
			return -1
		}
		return r
	}, strings.ToLower(given))
}

func (d *dice) hex(bytes int) string {
	b := make([]byte, bytes)
	_, _ = d.source.Read(b) // never fails
	return hex.EncodeToString(b)
}

func (d *dice) uuid() string {
	h := d.hex(16)
	return h[:8] + "-" + h[8:12] + "-4" + h[13:16] + "-a" + h[17:20] + "-" + h[20:]
}

// encode writes values of this package, which all have a JSON form.
func encode(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return b
}
