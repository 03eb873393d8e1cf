package store

import (
	"bytes"
	"math"
	"sync"
)

// catalog is what filtering and ordering need of every issuance, in memory:
// about 80 bytes each. Looking a million of them over takes milliseconds, where
// the database would take a second, or indexes that every delivery pays for.
//
// It is read from the database, which stays the truth, from a cursor of its
// own: the rows that came after the last one it has, and those that changed.
type catalog struct {
	busy chan struct{} // held by the one who reads from the database

	mu      sync.RWMutex // guards what follows
	cards   []card       // by issuance id; the one at 0 is absent
	kinds   []kind       // the one at 0 is that of an absent card
	kindOf  map[kind]uint32
	prints  []string // Fingerprint of each kind of failure, "" of the others
	printOf map[string]string
	text    []byte   // folded names and contacts, in the order they came
	touched []uint32 // ids in the order in which their cards changed
	version uint64   // counts all that were ever touched; the last of touched is version
	wiped   uint64   // the version at which everything was read anew

	cursor int64 // in change; -1 before anything was read; under busy
	whole  bool  // everything was read once; under mu
}

// card is one issuance.
type card struct {
	received int64 // ms
	until    int64 // end of validity, ms; forever when there is none
	text     uint32
	name     uint16 // lengths in text
	contact  uint16
	kind     uint32
}

// forever is when something ends that has no end.
const forever = math.MaxInt64

// kind is what many issuances have in common. Whether a filter lets them
// through is found out once for each kind.
type kind struct {
	status     Status
	handover   Handover
	encrypted  bool
	linked     bool
	revoked    bool
	superseded bool

	template, environment, proof, failure, note string
}

func newCatalog() *catalog {
	c := &catalog{busy: make(chan struct{}, 1), cursor: -1}
	c.wipe()
	return c
}

// wipe forgets everything.
func (c *catalog) wipe() {
	c.cards, c.kinds, c.kindOf = make([]card, 1), make([]kind, 1), map[kind]uint32{}
	c.prints, c.printOf = make([]string, 1), map[string]string{}
	c.text, c.touched, c.whole = nil, nil, false
	c.version++
	c.wiped = c.version
}

// newest is the highest id in it.
func (c *catalog) newest() int64 { return int64(len(c.cards) - 1) }

func (c *catalog) prepared() bool {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.whole
}

// kindID gives a kind's place. Strings are kept only of the first of a kind.
func (c *catalog) kindID(k kind) uint32 {
	id, known := c.kindOf[k]
	if !known {
		id = uint32(len(c.kinds))
		c.kinds, c.prints = append(c.kinds, k), append(c.prints, c.printed(&k))
		c.kindOf[k] = id
	}
	return id
}

// printed gives the fingerprint of a kind of failures. Equal ones are one in memory.
func (c *catalog) printed(k *kind) string {
	if k.status != Failed {
		return ""
	}
	print := Fingerprint(k.failure)
	if _, known := c.printOf[print]; !known {
		c.printOf[print] = print
	}
	return c.printOf[print]
}

// nameOf and contactOf are folded.
func (c *catalog) nameOf(k *card) []byte { return c.text[k.text : k.text+uint32(k.name)] }

func (c *catalog) contactOf(k *card) []byte {
	at := k.text + uint32(k.name)
	return c.text[at : at+uint32(k.contact)]
}

// hold keeps name and contact for a card, unless it has them already.
func (c *catalog) hold(k *card, name, contact string) {
	name, contact = short(fold(name)), short(fold(contact))
	if string(c.nameOf(k)) == name && string(c.contactOf(k)) == contact {
		return
	}
	if len(c.text)+len(name)+len(contact) > math.MaxUint32 {
		name, contact = "", "" // 4 GiB of names: they still stand in the rows
	}
	k.text, k.name, k.contact = uint32(len(c.text)), uint16(len(name)), uint16(len(contact))
	c.text = append(append(c.text, name...), contact...)
}

// drop forgets a card that was erased, and overwrites its texts.
func (c *catalog) drop(id int64) {
	k := &c.cards[id]
	clear(c.nameOf(k))
	clear(c.contactOf(k))
	*k = card{}
}

// short bounds a text in the catalog.
func short(text string) string {
	const most = 1 << 10
	return text[:min(len(text), most)]
}

// touch notes that a card is not as it was.
func (c *catalog) touch(id int64) {
	const most = 1 << 17 // lists that are further behind are made anew
	if len(c.touched) >= 2*most {
		c.touched = append(c.touched[:0:0], c.touched[most:]...)
	}
	c.touched = append(c.touched, uint32(id))
	c.version++
}

// since gives the ids touched after a version, each once and rising, and tells
// whether that is known.
func (c *catalog) since(version uint64) (ids bits, some []int64, known bool) {
	n := c.version - version
	if version < c.wiped || n > uint64(len(c.touched)) {
		return nil, nil, false
	}
	if n == 0 {
		return nil, nil, true
	}
	ids = newBits(c.newest())
	for _, id := range c.touched[uint64(len(c.touched))-n:] {
		if !ids.has(id) {
			ids.add(int64(id))
			some = append(some, int64(id))
		}
	}
	return ids, some, true
}

// contains tells whether name or contact contain a text.
func (c *catalog) contains(k *card, text []byte) bool {
	return bytes.Contains(c.nameOf(k), text) || bytes.Contains(c.contactOf(k), text)
}

// bits are a set of issuance ids.
type bits []uint64

func newBits(newest int64) bits { return make(bits, newest/64+1) }

// add passes over ids beyond the newest that the set was made for.
func (b bits) add(id int64) {
	if n := uint64(id) / 64; n < uint64(len(b)) {
		b[n] |= 1 << (uint64(id) % 64)
	}
}

func (b bits) has(id uint32) bool {
	n := id / 64
	return n < uint32(len(b)) && b[n]&(1<<(id%64)) != 0
}
