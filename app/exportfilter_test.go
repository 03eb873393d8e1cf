package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"passdesk/app/simulator"
)

// TestExportIsNarrowed holds what the program exports against all that it has.
func TestExportIsNarrowed(t *testing.T) {
	t.Parallel()
	dir := filled(t, 300, simulator.Mixed)
	all := exported(t, dir)
	text := func(r map[string]any, name string) string { return strings.ToLower(fmt.Sprint(r[name])) }
	failed := func(r map[string]any) bool { return r["status"] == "failed" }
	templates, names := map[string]int{}, map[string]int{}
	for _, r := range all {
		templates[text(r, "template")]++
		if word, _, _ := strings.Cut(text(r, "subject_name"), " "); len(word) > 3 {
			names[word]++
		}
	}
	template := slices.Sorted(maps.Keys(templates))[0]
	name := slices.MaxFunc(slices.Sorted(maps.Keys(names)), func(a, b string) int { return names[a] - names[b] })
	named := func(r map[string]any) bool { return strings.Contains(text(r, "subject_name"), name) }
	id := slices.Sorted(maps.Keys(all))[7]
	day := time.Now().Format(time.DateOnly)
	for _, c := range []struct {
		flags []string
		want  func(map[string]any) bool
		some  bool // but not all
	}{
		{[]string{"--status", "failed"}, failed, true},
		{[]string{"--filter=-status:failed"}, func(r map[string]any) bool { return !failed(r) }, true},
		{[]string{"--status", "failed", "--filter", "status:succeeded"}, func(map[string]any) bool { return false }, false},
		{[]string{"--template", strings.ToUpper(template)}, func(r map[string]any) bool { return strings.Contains(text(r, "template"), template) }, false},
		{[]string{"--filter", "name:" + name}, named, true},
		{[]string{"--filter", "name:" + name, "--status", "failed,pending"}, func(r map[string]any) bool { return named(r) && (failed(r) || r["status"] == "pending") }, false},
		{[]string{"--filter", "encrypted:yes", "--since", "yesterday"}, func(r map[string]any) bool { return r["encrypted"] == true }, true},
		{[]string{"--search", id}, func(r map[string]any) bool { return r["message_id"] == id }, true},
		{[]string{"--search", `"` + id + `" ` + name}, func(r map[string]any) bool { return r["message_id"] == id && named(r) }, false},
		{[]string{"--since", "today", "--until", day}, func(r map[string]any) bool { return true }, false},
		{[]string{"--until", "2020"}, func(r map[string]any) bool { return false }, false},
		{[]string{"--filter", "has:pass to:new -error:funds -" + name}, func(r map[string]any) bool {
			return r["pass_url"] != "" && r["handover"] == "new" && !strings.Contains(text(r, "error"), "funds") && !named(r) &&
				!strings.Contains(text(r, "subject_contact"), name)
		}, true},
	} {
		want := maps.Clone(all)
		maps.DeleteFunc(want, func(_ string, r map[string]any) bool { return !c.want(r) })
		if c.some && (len(want) == 0 || len(want) == len(all)) {
			t.Fatalf("%v tells nothing: %d of %d", c.flags, len(want), len(all))
		}
		got := exported(t, dir, c.flags...)
		if !slices.Equal(slices.Sorted(maps.Keys(got)), slices.Sorted(maps.Keys(want))) {
			t.Errorf("%v: %d records, want %d of %d", c.flags, len(got), len(want), len(all))
		}
	}
}

// TestExportRefusesWhatItCannotNarrowBy: whoever runs it in a script must not
// get more than they asked for.
func TestExportRefusesWhatItCannotNarrowBy(t *testing.T) {
	t.Parallel()
	dir := filled(t, 3, simulator.Succeeded)
	for _, c := range []struct {
		flags []string
		says  string
	}{
		{[]string{"--status", "lost"}, "--status"},
		{[]string{"--since", "smorgen"}, `--since: "smorgen" is no date; say today, yesterday`},
		{[]string{"--until", "2026-02-30"}, `--until: "2026-02-30" is no date`},
		{[]string{"--since", "2026-11", "--until", "2026-10"}, "--since is not before --until"},
		{[]string{"--filter", "ada stauts:failed"}, `--filter: "stauts:failed": there is no filter stauts:`},
		{[]string{"--filter", "status:"}, "say what status: is to be"},
		{[]string{"--acts", "--search", "ada"}, "log of acts is written whole"},
		{[]string{"--acts", "--filter", "ada"}, "log of acts is written whole"},
	} {
		got := call(t, append([]string{"export", "-", "--data", dir}, c.flags...)...)
		if got.code != exitUsage || got.stdout != "" || !strings.Contains(got.stderr, c.says) {
			t.Errorf("%v: exit %d, %q, %q", c.flags, got.code, got.stdout, got.stderr)
		}
	}
}
