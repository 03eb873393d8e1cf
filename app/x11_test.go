//go:build window

package main

import (
	"encoding/binary"
	"io"
	"net"
	"strconv"
	"strings"
	"time"
)

// quit asks the window to close, as the button in its frame does.
func (w window) quit() {
	w.t.Helper()
	id, err := strconv.ParseUint(w.id, 10, 32)
	if err != nil {
		w.t.Fatal(err)
	}
	x := dialX(w)
	defer x.Close()
	event := make([]byte, 44)
	event[0], event[2] = 25, 11 // SendEvent, in words
	binary.LittleEndian.PutUint32(event[4:], uint32(id))
	message := event[12:]
	message[0], message[1] = 33, 32 // a message to a client, in words of 32 bits
	binary.LittleEndian.PutUint32(message[4:], uint32(id))
	binary.LittleEndian.PutUint32(message[8:], x.atom("WM_PROTOCOLS"))
	binary.LittleEndian.PutUint32(message[12:], x.atom("WM_DELETE_WINDOW"))
	x.say(event)
	x.atom("WM_PROTOCOLS") // what is answered after it proves that it was taken
}

// xclient is a connection to the display's server.
type xclient struct {
	net.Conn
	w window
}

func dialX(w window) xclient {
	w.t.Helper()
	conn, err := net.Dial("unix", "/tmp/.X11-unix/X"+strings.TrimPrefix(w.display, ":"))
	if err != nil {
		w.t.Fatal(err)
	}
	if err := conn.SetDeadline(time.Now().Add(10 * time.Second)); err != nil {
		w.t.Fatal(err)
	}
	x := xclient{conn, w}
	x.say([]byte{'l', 0, 11, 0, 0, 0, 0, 0, 0, 0, 0, 0})
	head := x.hear(8)
	if head[0] != 1 {
		w.t.Fatalf("the display refuses: %v", head)
	}
	x.hear(4 * int(binary.LittleEndian.Uint16(head[6:])))
	return x
}

func (x xclient) say(request []byte) {
	x.w.t.Helper()
	if _, err := x.Write(request); err != nil {
		x.w.t.Fatal(err)
	}
}

func (x xclient) hear(length int) []byte {
	x.w.t.Helper()
	answer := make([]byte, length)
	if _, err := io.ReadFull(x, answer); err != nil {
		x.w.t.Fatal(err)
	}
	return answer
}

// atom is the number that stands for a name.
func (x xclient) atom(name string) uint32 {
	x.w.t.Helper()
	padded := (len(name) + 3) / 4 * 4
	request := make([]byte, 8+padded)
	request[0], request[2], request[4] = 16, byte(2+padded/4), byte(len(name))
	copy(request[8:], name)
	x.say(request)
	answer := x.hear(32)
	if answer[0] != 1 {
		x.w.t.Fatalf("%s: %v", name, answer)
	}
	return binary.LittleEndian.Uint32(answer[8:])
}
