package crossmint

import (
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"passdesk/assets/say"
)

// The most that the signed types may define. Genuine ones define under ten.
const (
	maxTypes  = 64
	maxFields = 1_000 // of all types together
	maxWord   = 256   // bytes of a name or a type
)

// field is a field of a struct type of EIP-712.
type field struct {
	name   string
	kind   string // as signed, such as Course[2][]
	base   string // Course
	levels []int  // 2, -1: the sizes of the arrays, -1 for any, the outermost last
}

// schema is the struct types of EIP-712 by their names.
type schema struct {
	types  map[string][]field
	hashes map[string][]byte // typeHash, of those that were resolved
}

var (
	kindOf = regexp.MustCompile(`^([^\s(),\[\]]+)((?:\[(?:[1-9]\d{0,8})?\])*)$`)
	sizeOf = regexp.MustCompile(`\[(\d*)\]`)
	// What a struct must not be called.
	atomic = regexp.MustCompile(`^(?:string|bool|address|bytes\d*|u?int\d*)$`)
)

// readSchema reads proof.eip712.types. The specification wants identifiers for
// names; here a name may be anything that leaves the encoded type readable in
// one way, because names of fields are the template author's own.
func readSchema(v any) (*schema, error) {
	defined, ok := v.(map[string]any)
	if !ok || len(defined) > maxTypes {
		return nil, cannotCheck("The proof does not say which fields were signed, or names too many types.")
	}
	s := &schema{map[string][]field{}, map[string][]byte{}}
	left := maxFields
	for name, v := range defined {
		list, isList := v.([]any)
		if match := kindOf.FindStringSubmatch(name); !isList || match == nil || match[2] != "" || atomic.MatchString(name) || len(name) > maxWord {
			return nil, cannotCheck("The proof defines a type in a way that EIP-712 does not know.")
		}
		if left -= len(list); left < 0 {
			return nil, cannotCheck("The proof defines too many fields.")
		}
		fields, err := readFieldsOf(list)
		if err != nil {
			return nil, err
		}
		s.types[name] = fields
	}
	return s, nil
}

func readFieldsOf(list []any) ([]field, error) {
	fields := make([]field, 0, len(list))
	seen := map[string]bool{}
	for _, v := range list {
		object, _ := v.(map[string]any)
		name, _ := object["name"].(string)
		kind, _ := object["type"].(string)
		match := kindOf.FindStringSubmatch(kind)
		if match == nil || name == "" || seen[name] || strings.ContainsAny(name, "(),") || max(len(name), len(kind)) > maxWord {
			return nil, cannotCheck("The proof defines a field in a way that EIP-712 does not know.")
		}
		seen[name] = true
		f := field{name: name, kind: kind, base: match[1]}
		for _, size := range sizeOf.FindAllStringSubmatch(match[2], -1) {
			n := -1
			if size[1] != "" {
				n, _ = strconv.Atoi(size[1])
			}
			f.levels = append(f.levels, n)
		}
		fields = append(fields, f)
	}
	return fields, nil
}

// resolve makes sure that name and all it refers to is defined, and keeps
// their hashes. Types may refer to one another in a circle.
func (s *schema) resolve(name string) error {
	if _, ok := s.types[name]; !ok {
		return cannotCheck(say.Sentence("The proof does not define the type {{.Type}}.").With("Type", clean(name, maxID)))
	}
	reached, err := s.reach(name)
	if err != nil {
		return err
	}
	for _, name := range reached {
		referred, err := s.reach(name)
		if err != nil {
			return err
		}
		s.hashes[name] = keccak([]byte(s.encodeTypes(referred)))
	}
	return nil
}

// reach returns name and the struct types it refers to, in the order of
// encodeType: itself, then the others by name.
func (s *schema) reach(name string) ([]string, error) {
	seen := map[string]bool{name: true}
	queue := []string{name}
	for at := 0; at < len(queue); at++ {
		for _, f := range s.types[queue[at]] {
			_, defined := s.types[f.base]
			switch {
			case defined && !seen[f.base]:
				seen[f.base] = true
				queue = append(queue, f.base)
			case !defined && atomOf(f.base) == nil:
				return nil, cannotCheck(say.Sentence("The proof does not define the type {{.Type}}.").With("Type", clean(f.base, maxID)))
			}
		}
	}
	delete(seen, name)
	return append([]string{name}, slices.Sorted(maps.Keys(seen))...), nil
}

// encodeTypes is encodeType of EIP-712: Name(type name,…)Other(…)….
func (s *schema) encodeTypes(names []string) string {
	var b strings.Builder
	for _, name := range names {
		b.WriteString(name + "(")
		for i, f := range s.types[name] {
			if i > 0 {
				b.WriteByte(',')
			}
			b.WriteString(f.kind + " " + f.name)
		}
		b.WriteByte(')')
	}
	return b.String()
}
