package gateway

import (
	"context"
	"fmt"
)

// MessageType tells a text message from a binary one.
type MessageType uint8

// The types of messages: RFC 6455, section 5.6.
const (
	TextMessage   MessageType = 1
	BinaryMessage MessageType = 2
)

// Socket is a connection that carries messages: a WebSocket, whichever library
// the server has it from. One goroutine may read while others write.
type Socket interface {
	// Receive returns the next message. When the peer has closed the error is a
	// *CloseError.
	Receive(ctx context.Context) (MessageType, []byte, error)
	// Send sends one message.
	Send(ctx context.Context, t MessageType, message []byte) error
	// Ping sends a ping and waits for its pong, which a concurrent Receive reads.
	Ping(ctx context.Context) error
	// Close sends the code and the reason and ends the connection. A second call
	// does nothing.
	Close(code int, reason string) error
	// Subprotocol returns the protocol that was agreed on; empty: none.
	Subprotocol() string
}

// UpgradeOptions say how a request becomes a Socket.
type UpgradeOptions struct {
	Subprotocols []string      // in order of preference; the first that the client offers is taken
	Origins      []string      // hosts of pages that may connect, beside the request's own: patterns as in path.Match
	AnyOrigin    bool          // lets pages of any origin connect
	Compress     bool          // permessage-deflate (RFC 7692) when the client offers it
	ReadLimit    int64         // longest message in bytes; 0: 1 MiB; -1: any length
	Header       []HeaderField // more fields for the 101 answer
}

// CloseError is how a peer closed a Socket: RFC 6455, section 7.4.
type CloseError struct {
	Code   int // 1005: the peer gave none; 1006: the connection was lost
	Reason string
}

func (e *CloseError) Error() string {
	return fmt.Sprintf("gateway: the peer closed the socket: %d %s", e.Code, e.Reason)
}
