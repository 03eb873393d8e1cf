package main

import (
	"testing"

	"github.com/BurntSushi/toml"
)

func TestMetadataIsWhatFyneAppTomlSays(t *testing.T) {
	var file struct {
		Details struct {
			Icon, Name, ID, Version string
			Build                   int
		}
		Migrations map[string]bool
	}
	if _, err := toml.DecodeFile("../FyneApp.toml", &file); err != nil {
		t.Fatal(err)
	}
	d := file.Details
	if d.Name != appName || d.ID != appID || d.Version != version || d.Build != build || !file.Migrations["fyneDo"] {
		t.Errorf("FyneApp.toml says %+v", file)
	}
	if d.Icon != "assets/icon.png" {
		t.Errorf("icon %q", d.Icon)
	}
}
