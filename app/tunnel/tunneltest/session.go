package tunneltest

import (
	"bytes"
	"crypto/tls"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"slices"

	"golang.ngrok.com/muxado/v2"
)

// The types of streams, each one's first four bytes.
const (
	streamAuth       muxado.StreamType = 0
	streamBind       muxado.StreamType = 1
	streamUnbind     muxado.StreamType = 2
	streamProxy      muxado.StreamType = 3
	streamStopTunnel muxado.StreamType = 9
	streamHeartbeat  muxado.StreamType = 0xFFFFFFFF
)

type authRequest struct {
	ClientID string `json:"ClientId"`
	Extra    struct{ Authtoken string }
}

type authResponse struct {
	Version  string
	ClientID string `json:"ClientId"`
	Error    string
	Extra    struct{ Cookie, AgentSessionID, PlanName string }
}

type bindRequest struct {
	ID    string `json:"Id"`
	Proto string
	Opts  json.RawMessage
}

type bindResponse struct {
	ID    string `json:"Id"`
	URL   string
	Proto string
	Opts  json.RawMessage // echoed: the SDK asks for the same when it re-binds
	Error string
	Extra struct{ Token, TunnelID string }
}

type unbindRequest struct {
	ID string `json:"Id"`
}

type unbindResponse struct {
	Error string
	Extra any
}

type stopTunnel struct {
	ID        string `json:"Id"`
	Message   string
	ErrorCode string
}

type proxyHeader struct {
	ID         string `json:"Id"`
	ClientAddr string
	Proto      string
	EdgeType   string
}

// session is one agent's connection.
type session struct {
	edge *Edge
	conn net.Conn
	mux  muxado.TypedStreamSession
}

// serve answers an agent until it is gone.
func (e *Edge) serve(conn net.Conn) {
	s := &session{edge: e, conn: conn}
	s.mux = muxado.NewTypedStreamSession(muxado.Server(tls.Server(conn, e.tls), nil))
	defer func() { _ = s.mux.Close() }()
	if !e.add(s) {
		return
	}
	defer e.remove(s)
	for {
		stream, err := s.mux.AcceptTypedStream()
		if err != nil {
			return
		}
		e.wg.Go(func() {
			defer func() { _ = stream.Close() }()
			_ = s.answer(stream) // an error means that the agent has gone
		})
	}
}

func (e *Edge) add(s *session) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.closed {
		return false
	}
	e.sessions[s] = struct{}{}
	return true
}

func (e *Edge) remove(s *session) {
	e.mu.Lock()
	defer e.mu.Unlock()
	delete(e.sessions, s)
	e.bound = slices.DeleteFunc(e.bound, func(b bound) bool { return b.by == s })
}

func (s *session) answer(stream muxado.TypedStream) error {
	switch stream.StreamType() {
	case streamHeartbeat:
		_, err := io.Copy(stream, stream)
		return err
	case streamAuth:
		if s.edge.cutsAuth() {
			return s.conn.Close()
		}
		return reply(stream, s.auth)
	case streamBind:
		return reply(stream, s.bind)
	case streamUnbind:
		return s.unbind(stream)
	}
	return errors.New("no such stream type")
}

// reply reads a request and writes what f makes of it.
func reply[Q, A any](stream io.ReadWriter, f func(Q) A) error {
	var q Q
	if err := json.NewDecoder(stream).Decode(&q); err != nil {
		return err
	}
	return json.NewEncoder(stream).Encode(f(q))
}

func (e *Edge) cutsAuth() bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.cutAuth == 0 {
		return false
	}
	e.cutAuth--
	return true
}

func (s *session) auth(q authRequest) (a authResponse) {
	e := s.edge
	e.mu.Lock()
	defer e.mu.Unlock()
	code := e.refuseAuth.next()
	e.auths = append(e.auths, Auth{Token: q.Extra.Authtoken, ClientID: q.ClientID, Refused: code})
	if code != "" {
		a.Error = refusalText(fmt.Sprintf("The log-in is refused.\r\nYour authtoken: %s", q.Extra.Authtoken), code)
		return a
	}
	a.Version, a.ClientID = "3", q.ClientID
	if a.ClientID == "" {
		a.ClientID = fmt.Sprintf("client-%d", len(e.auths))
	}
	a.Extra.Cookie = "cookie-" + a.ClientID
	a.Extra.AgentSessionID = fmt.Sprintf("ts_%d", len(e.auths))
	a.Extra.PlanName = "Free"
	return a
}

func (s *session) bind(q bindRequest) (a bindResponse) {
	e := s.edge
	e.mu.Lock()
	defer e.mu.Unlock()
	e.binds++
	var opts struct{ URL string }
	if err := json.Unmarshal(q.Opts, &opts); err != nil {
		a.Error = err.Error()
		return a
	}
	if code := e.refuseBind.next(); code != "" {
		a.Error = refusalText("The bind is refused.", code)
		return a
	}
	a.ID, a.URL, a.Proto, a.Opts = q.ID, opts.URL, q.Proto, q.Opts
	if a.ID == "" {
		a.ID = fmt.Sprintf("bind-%d", e.binds)
	} else if e.rebindURL != "" {
		a.URL = e.rebindURL
	}
	if a.URL == "" {
		a.URL = e.assignURL
	}
	a.Extra.Token, a.Extra.TunnelID = "token-"+a.ID, "tn-"+a.ID
	if _, alive := e.sessions[s]; alive {
		e.bound = append(e.bound, bound{Endpoint{ID: a.ID, URL: a.URL}, s})
	}
	return a
}

func (s *session) unbind(stream muxado.TypedStream) error {
	var q unbindRequest
	if err := json.NewDecoder(stream).Decode(&q); err != nil {
		return err
	}
	e := s.edge
	e.mu.Lock()
	e.unbinds = append(e.unbinds, q.ID)
	deaf := e.deaf
	if !deaf {
		e.bound = slices.DeleteFunc(e.bound, func(b bound) bool { return b.by == s && b.ID == q.ID })
	}
	e.mu.Unlock()
	if deaf {
		_, err := io.Copy(io.Discard, stream) // until the agent gives up
		return err
	}
	return json.NewEncoder(stream).Encode(unbindResponse{})
}

// open starts a connection to the agent on behalf of a client.
func (b bound) open(clientAddr string) (net.Conn, error) {
	stream, err := b.by.mux.OpenTypedStream(streamProxy)
	if err != nil {
		return nil, err
	}
	header, err := json.Marshal(proxyHeader{ID: b.ID, ClientAddr: clientAddr, Proto: "https", EdgeType: "3"})
	if err != nil {
		return nil, err
	}
	// The length is little endian, unlike everything else.
	var message bytes.Buffer
	_ = binary.Write(&message, binary.LittleEndian, int64(len(header)))
	message.Write(header)
	if _, err := stream.Write(message.Bytes()); err != nil {
		_ = stream.Close()
		return nil, err
	}
	return stream, nil
}

func refusalText(message, code string) string { return message + "\r\n\r\n" + code + "\r\n" }
