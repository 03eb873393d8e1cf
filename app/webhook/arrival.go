package webhook

import (
	"errors"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"time"
	"unicode"

	"passdesk/store"
)

// arrival is a request as far as it has been read.
type arrival struct {
	request *http.Request
	at      time.Time
	proof   proof // the zero value where it has none
	body    []byte
	ours    bool // a canary of this program's own, by its nonce
}

// reasons are the failures that say something about the request. Others are
// about us, and the sender tries again.
var reasons = []struct {
	failure error
	reason  store.Reason
}{
	{ErrStale, store.Stale},
	{ErrSignature, store.OtherSecret},
	{ErrNoSecret, store.NoSecret},
	{ErrEmptySecret, store.EmptySecret},
	{ErrHeadersMissing, store.Unsigned},
	{ErrHeadersMalformed, store.Malformed},
	{errTooLarge, store.TooLarge},
	{errIncomplete, store.Incomplete},
}

func reasonOf(err error) (reason store.Reason, ok bool) {
	for _, r := range reasons {
		if errors.Is(err, r.failure) {
			return r.reason, true
		}
	}
	return "", false
}

// What a request may say of itself, in bytes.
const (
	maxClaimedID = 64 // of a stranger; a signed one has maxMessageID
	maxAgent     = 32
)

// rejection describes a request, without its body.
func (a arrival) rejection(reason store.Reason) store.Rejection {
	r := store.Rejection{
		Reason: reason, ReceivedAt: a.at, LastAt: a.at, Times: 1,
		MessageID: clean(a.proof.id, maxMessageID),
		Agent:     agent(a.request.UserAgent()), Peer: peer(a.request),
		Size: a.request.ContentLength, // -1 for unknown
	}
	if a.proof.id == "" {
		id := a.request.Header.Get("Svix-Id")
		if id == "" {
			id = a.request.Header.Get("Webhook-Id")
		}
		r.MessageID = clean(id, maxClaimedID)
		return r
	}
	r.SignedAt = time.Unix(a.proof.seconds, 0).UTC()
	if reason.MaxBody() > 0 {
		r.Size = int64(len(a.body))
	}
	return r
}

// clean cuts a text that a stranger wrote to a length and takes out what cannot
// be seen, or plays with the text around it.
func clean(text string, most int) string {
	text = strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return unicode.ReplacementChar
		}
		return r
	}, text[:min(len(text), most)])
	return strings.ToValidUTF8(text[:min(len(text), most)], "")
}

// agent names the program that a request says it comes from: no more of the
// header, which of a browser tells much about whoever sits at it.
func agent(header string) string {
	name, _, _ := strings.Cut(header, "/")
	name, _, _ = strings.Cut(name, " ")
	return clean(name, maxAgent)
}

// peer is the network that a request came from: enough to tell a server from
// another, and not to tell people apart. What ngrok adds to the header stands
// last; what comes to the local address may say there what it likes.
func peer(r *http.Request) string {
	forwarded := strings.Join(r.Header.Values("X-Forwarded-For"), ",")
	addr, err := netip.ParseAddr(strings.TrimSpace(forwarded[strings.LastIndex(forwarded, ",")+1:]))
	if err != nil {
		host, _, _ := net.SplitHostPort(r.RemoteAddr)
		if addr, err = netip.ParseAddr(host); err != nil {
			return ""
		}
	}
	addr = addr.Unmap().WithZone("")
	bits := 48
	switch {
	case addr.IsLoopback():
		return addr.String()
	case addr.Is4():
		bits = 24
	}
	network, err := addr.Prefix(bits)
	if err != nil {
		return ""
	}
	return network.String()
}
