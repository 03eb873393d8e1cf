package store

import "time"

// Delivery is one message as it came through the door, proven authentic
// before it gets here. Body is kept byte for byte.
type Delivery struct {
	ID           int64  // given by the store, rising in the order of commits
	MessageID    string // the sender's; a retry carries the same one
	EventType    string // as the sender spelt it; "" when the body could not be read
	Endpoint     string // label of the signing secret that matched
	SentAt       time.Time
	ReceivedAt   time.Time
	Redeliveries int // how often the same message came again
	Body         []byte
}
