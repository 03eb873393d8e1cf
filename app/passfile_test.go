package main

import (
	"encoding/base64"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"passdesk/app/simulator"
	"passdesk/store/secret"
)

func TestPassFilesAreSaved(t *testing.T) {
	p := take(t, &settings{Tunnel: "none", SigningSecret: []hidden{{secret.Of(testSecret)}}})
	const pass = "PK\x03\x04 a pass"
	p.deliver(t, simulator.Message{ID: "msg_pass", Body: []byte(`{"type":"credential.creation.succeeded","data":{"credentialId":"urn:uuid:1",
		"pass":{"url":"https://pass.example.org/1","apple":"` + base64.StdEncoding.EncodeToString([]byte(pass)) + `","other":"UEsDB!"}}}`)})
	detail, err := backend{p.store, p.trust}.Detail(t.Context(), 1)
	if err != nil || len(detail.Links) != 1 || len(detail.Files) != 1 || detail.Files[0].Path != "apple" || detail.Files[0].Size != int64(len(pass)) {
		t.Fatalf("%+v and %+v, %v", detail.Links, detail.Files, err)
	}
	e, file := exporter{p}, filepath.Join(t.TempDir(), "ada.pkpass")
	if err := e.SavePass(t.Context(), 1, detail.Files[0].Number, file); err != nil {
		t.Fatal(err)
	}
	if got, err := os.ReadFile(file); err != nil || string(got) != pass {
		t.Errorf("saved %q, %v", got, err)
	}
	if kinds := p.kinds(t); !slices.Contains(kinds, "exported the file of a pass, ada.pkpass") {
		t.Errorf("the log tells %q", kinds)
	}
	refuse := func(id int64, number int, file, why string) {
		t.Helper()
		if err := e.SavePass(t.Context(), id, number, file); err == nil || !strings.Contains(err.Error(), why) {
			t.Errorf("%d of %d to %s: %v, want %q", number, id, file, err, why)
		}
	}
	refuse(1, 1, file, "broken off")
	refuse(1, 2, file, "no such file in the delivery")
	refuse(1, -1, file, "no such file in the delivery")
	refuse(9, 0, file, "not there any more")
	refuse(1, 0, filepath.Join(p.dir, "ada.pkpass"), "records themselves")
	refuse(1, 0, filepath.Join(file, "ada.pkpass"), "as it was")
	if _, err := p.store.Ledger().BeginRevocation(t.Context(), 1, "staging", time.Now()); err != nil {
		t.Fatal(err)
	}
	refuse(1, 0, file, "is revoked")
	if got, err := os.ReadFile(file); err != nil || string(got) != pass {
		t.Errorf("what was saved before is %q, %v", got, err)
	}
}
