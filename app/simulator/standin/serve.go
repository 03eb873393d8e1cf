package standin

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"passdesk/app/crossmint"
)

// ServeHTTP answers one call.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(io.LimitReader(r.Body, 6<<20))
	if err != nil {
		return
	}
	s.mu.Lock()
	latency, hang := s.knobs.Latency, s.knobs.Hang
	s.mu.Unlock()
	if hang {
		<-r.Context().Done()
		return
	}
	time.Sleep(latency)
	s.mu.Lock()
	defer s.mu.Unlock()
	status, answer := s.answer(r, body)
	w.Header().Set("Content-Type", "application/json")
	if status == http.StatusTooManyRequests && s.knobs.RetryAfter != "" {
		w.Header().Set("Retry-After", s.knobs.RetryAfter)
	}
	if status/100 != 2 && s.knobs.Pages || status/100 == 2 && s.knobs.Garbage {
		w.Header().Set("Content-Type", "text/html")
		w.WriteHeader(status)
		fmt.Fprintf(w, "<html><head><title>%d</title></head><body><h1>%s</h1><p>proxy</p></body></html>", status, http.StatusText(status))
		return
	}
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(answer) // who asked may have gone
}

type object map[string]any

func refusal(message string) object { return object{"error": true, "message": message} }

// answer is called with the lock.
func (s *Server) answer(r *http.Request, body []byte) (int, object) {
	path, ok := strings.CutPrefix(r.URL.Path, "/api/")
	if !ok {
		return http.StatusNotFound, refusal("no such page")
	}
	if knob := s.knobs; knob.Busy > 0 {
		s.knobs.Busy--
		s.calls["busy"]++
		return http.StatusTooManyRequests, refusal("too many requests")
	} else if knob.Faulty > 0 {
		s.knobs.Faulty--
		s.calls["faulty"]++
		return http.StatusServiceUnavailable, refusal("upstream is not well")
	}
	switch key := r.Header.Get("X-Api-Key"); {
	case key != s.key && strings.HasPrefix(key, "sk_") && !strings.HasPrefix(key, "sk_"+s.config.Environment+"_"):
		s.calls["wrong environment"]++
		return http.StatusUnauthorized, refusal("API key provided belongs to another environment")
	case key != s.key:
		s.calls["wrong key"]++
		return http.StatusUnauthorized, refusal("Malformed API key")
	case s.knobs.Scopeless:
		return http.StatusForbidden, refusal("API key is missing required scopes")
	}
	if !s.within(r.Method) {
		s.exceeded++
		return http.StatusTooManyRequests, refusal("rate limit")
	}
	return s.route(r.Method, strings.Split(path, "/"), body)
}

func (s *Server) route(method string, path []string, body []byte) (int, object) {
	at := func(pattern string) bool {
		want := strings.Split(pattern, "/")
		if len(want) != len(path) {
			return false
		}
		for n := range want {
			if want[n] != "*" && want[n] != path[n] {
				return false
			}
		}
		return true
	}
	switch {
	case method == http.MethodGet && at("2022-06-09/actions/*"):
		s.calls["actions"]++
		return s.status(path[2])
	case method == http.MethodPost && at("v1-alpha1/credentials/verification/verify"):
		s.calls["verification"]++
		return s.verify(body)
	case method == http.MethodPost && at("v1-alpha1/credentials/templates/*/vcs"):
		s.calls["issue"]++
		s.mu.Unlock()
		issued := s.Issue()
		s.mu.Lock()
		return http.StatusOK, object{"id": issued.ID, "onChain": issued.OnChain, "credentialId": issued.CredentialID, "actionId": issued.ActionID}
	case method == http.MethodGet && at("v1-alpha1/credentials/*"):
		s.calls["credentials"]++
		return s.credential(path[2])
	case method == http.MethodDelete && at("v1-alpha1/credentials/*"):
		s.calls["revocation"]++
		return s.revoke(path[2])
	}
	return http.StatusNotFound, refusal("no such page")
}

// within counts a call and tells whether it is within the limits of a minute.
func (s *Server) within(method string) bool {
	if s.knobs.Unlimited {
		return true
	}
	calls, most := &s.reads, 360
	if method != http.MethodGet {
		calls, most = &s.writes, 120
	}
	now := s.config.Now()
	for len(*calls) > 0 && now.Sub((*calls)[0]) >= time.Minute {
		*calls = (*calls)[1:]
	}
	*calls = append(*calls, now)
	return len(*calls) <= most
}

func (s *Server) status(id string) (int, object) {
	a := s.actions[id]
	if a == nil {
		return http.StatusNotFound, refusal("Action not found")
	}
	s.asked[id]++
	if s.told[id] {
		s.late++
	}
	o := s.report(a)
	s.told[id] = o["status"] != "pending"
	return http.StatusOK, o
}

// report is an action as it stands.
func (s *Server) report(a *action) object {
	o := object{
		"actionId": a.id, "action": a.kind, "status": "pending", "startedAt": a.began.UTC().Format(time.RFC3339Nano),
		"data": object{"collection": object{"id": "c0ffee"}}, "resource": "https://www.example.org/api/resource",
	}
	if a.settles.After(s.config.Now()) {
		return o
	}
	o["status"], o["completedAt"] = "succeeded", a.settles.UTC().Format(time.RFC3339Nano)
	if a.fails {
		o["status"], o["error"] = "failed", object{"code": "INSUFFICIENT_FUNDS", "message": "The project's balance does not cover the issuance"}
	} else if a.revokes != nil {
		a.revokes.revoked = true
	}
	return o
}

func (s *Server) credential(id string) (int, object) {
	a := s.issued[id]
	switch {
	case a == nil, a.fails, a.settles.After(s.config.Now()):
		return http.StatusNotFound, refusal("Credential not found")
	case s.knobs.Delegated:
		return http.StatusBadRequest, refusal("Retrieval is not available for credentials with delegated storage")
	}
	var sealed struct{ Payload string }
	if json.Unmarshal(a.credential, &sealed) == nil && sealed.Payload != "" {
		return http.StatusOK, object{"unencryptedCredential": nil, "encryptedCredential": a.credential}
	}
	return http.StatusOK, object{"unencryptedCredential": a.credential}
}

func (s *Server) verify(body []byte) (int, object) {
	var asked struct {
		Credential json.RawMessage `json:"credential"`
	}
	var credential struct {
		ID string `json:"id"`
	}
	if json.Unmarshal(body, &asked) != nil || json.Unmarshal(asked.Credential, &credential) != nil {
		return http.StatusBadRequest, refusal("credential is required")
	}
	for _, a := range s.actions { // what is to be revoked by now is
		s.report(a)
	}
	switch f := crossmint.Check(asked.Credential, s.config.Now()); {
	case s.issued[credential.ID] != nil && s.issued[credential.ID].revoked:
		return http.StatusOK, object{"isValid": false, "error": "Credential Revoked"}
	case f.Verdict == crossmint.Expired:
		return http.StatusOK, object{"isValid": false, "error": "Credential Expired"}
	case f.Verdict != crossmint.Valid:
		return http.StatusOK, object{"isValid": false, "error": "Invalid Proof"}
	}
	return http.StatusOK, object{"isValid": true, "error": nil}
}

func (s *Server) revoke(id string) (int, object) {
	a := s.issued[id]
	if a == nil && s.config.Adopt {
		a = &action{credentialID: id}
		s.issued[id] = a
	}
	if a == nil || a.fails {
		return http.StatusNotFound, refusal("Credential not found")
	}
	now := s.config.Now()
	revoking := &action{
		id: fmt.Sprintf("00000000-0000-4000-9000-%012x", len(s.actions)), kind: "nfts.delete",
		began: now, settles: now.Add(s.knobs.Settle), revokes: a,
	}
	s.actions[revoking.id] = revoking
	return http.StatusOK, s.report(revoking)
}
