package tunnel

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
)

func TestNewToken(t *testing.T) {
	for entered, want := range map[string]string{
		"":                          "",
		" \n":                       "",
		secretToken:                 secretToken,
		"\t" + secretToken + "\r\n": secretToken,
		"ngrok config add-authtoken " + secretToken: secretToken,
	} {
		token := NewToken(entered)
		if got := token.Reveal(); got != want || token.IsZero() != (want == "") {
			t.Errorf("NewToken(%q) reveals %q, want %q", entered, got, want)
		}
	}
}

func TestTokenNeverShows(t *testing.T) {
	token := NewToken(secretToken)
	type inside struct{ token Token }
	texts := map[string]string{"String": token.String(), "GoString": token.GoString()}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%p", "%T %v"} {
		for _, value := range []any{token, &token, inside{token}, &inside{token}, []Token{token}, Ngrok{Token: token}} {
			texts[fmt.Sprintf("%s of %T", verb, value)] = fmt.Sprintf(verb, value)
		}
	}
	encoded, err := json.Marshal(map[string]any{"token": token, "inside": inside{token}})
	if err != nil {
		t.Fatal(err)
	}
	texts["JSON"] = string(encoded)
	var log bytes.Buffer
	slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "token", token, "inside", inside{token})
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "token", token, "inside", inside{token})
	texts["log"] = log.String()
	hex := fmt.Sprintf("%x", secretToken)
	for how, text := range texts {
		if strings.Contains(text, secretToken) || strings.Contains(strings.ToLower(text), hex) {
			t.Errorf("%s shows the token: %s", how, text)
		}
	}
	if token.String() != "…" || !strings.Contains(texts["JSON"], `"token":"…"`) {
		t.Errorf("a token shows as %q and in JSON as %s", token, encoded)
	}
}

func TestSDKLogHidesTheToken(t *testing.T) {
	var out bytes.Buffer
	debug := slog.New(slog.NewTextHandler(&out, &slog.HandlerOptions{Level: slog.LevelDebug}))
	log := newSDKLog(debug, NewToken(secretToken))
	log = log.With("with", secretToken).WithGroup("group")
	log.Error("said "+secretToken, "err", errors.New("quotes "+secretToken),
		slog.Group("nested", "text", secretToken), "pair", []string{secretToken}, "count", 3)
	log.Debug("the SDK's own detail")
	text := out.String()
	if strings.Contains(text, secretToken) {
		t.Errorf("the log shows the token: %s", text)
	}
	for _, want := range []string{"level=DEBUG", "said …", "group.nested.text=…", "with=…", "group.count=3"} {
		if !strings.Contains(text, want) {
			t.Errorf("the log lacks %q: %s", want, text)
		}
	}
	if strings.Contains(text, "own detail") {
		t.Errorf("the SDK's Debug got through: %s", text)
	}
	out.Reset()
	info := slog.New(slog.NewTextHandler(&out, nil))
	newSDKLog(info, Token{}).Error("a false alarm")
	if out.Len() != 0 {
		t.Errorf("at level Info the SDK is heard: %s", out.String())
	}
}
