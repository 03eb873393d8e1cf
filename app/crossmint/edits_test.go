package crossmint

import (
	"encoding/json"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"testing"
)

// edit is one small change of a JSON text.
type edit struct {
	path string
	text []byte
}

// edits changes every value of object in turn, removes it, and puts others in
// its place.
func edits(t testing.TB, object map[string]any) []edit {
	var all []edit
	var walk func(v any, path string, replace func(v any, keep bool))
	root := any(object)
	note := func(path string) { all = append(all, edit{path, toJSON(t, root)}) }
	walk = func(v any, path string, replace func(v any, keep bool)) {
		for _, other := range others(v) {
			replace(other, true)
			note(path)
		}
		replace(nil, false)
		note(path + " removed")
		replace(v, true)
		switch v := v.(type) {
		case map[string]any:
			for key, member := range v {
				walk(member, path+"."+key, func(other any, keep bool) {
					v[key] = other
					if !keep {
						delete(v, key)
					}
				})
			}
		case []any:
			for i, element := range v {
				whole := slices.Clone(v)
				walk(element, fmt.Sprintf("%s[%d]", path, i), func(other any, keep bool) {
					shorter := slices.Concat(whole[:i], whole[i+1:])
					if keep {
						v[i] = other
						replace(v, true)
						return
					}
					replace(shorter, true)
				})
				copy(v, whole)
				replace(v, true)
			}
		}
	}
	for key, member := range object {
		walk(member, key, func(other any, keep bool) {
			object[key] = other
			if !keep {
				delete(object, key)
			}
		})
	}
	return all
}

// others are values that mean something else than v.
func others(v any) []any {
	list := []any{nil, map[string]any{"x": "y"}, []any{"x"}}
	switch v := v.(type) {
	case string:
		list = append(list, v+"x", "x"+v, v+" ", json.Number("5"), true)
		if v != "" {
			list = append(list, "", v[1:], strings.ToLower(v[:1])+"\u0301"+v[1:])
		}
	case json.Number:
		n, _ := new(big.Int).SetString(v.String(), 10)
		list = append(list, json.Number("1"+v[len(v)-1:]), json.Number(n.Add(n, big.NewInt(1)).String()), json.Number(v+".0"), json.Number(v+"e1"), "x", false)
	case bool:
		list = append(list, !v, fmt.Sprint(v), json.Number("2"))
	case []any:
		list = append(list, append(slices.Clone(v), "x"), append(slices.Clone(v), v...), map[string]any{})
	case map[string]any:
		list = append(list, []any{v}, "x")
	}
	return slices.DeleteFunc(list, func(other any) bool { return fmt.Sprint(other) == fmt.Sprint(v) })
}

// notSigned are the parts of a proof that are no part of what it proves.
func notSigned(path string) bool {
	return slices.ContainsFunc([]string{"proof.created", "proof.proofPurpose", "proof.verificationMethod"}, func(p string) bool {
		return strings.HasPrefix(path, p)
	})
}
