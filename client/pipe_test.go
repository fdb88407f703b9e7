package client_test

import (
	"context"
	"net"
)

// pipeDial dials the peer in memory.
func pipeDial(peer func(net.Conn)) func(context.Context, string, string) (net.Conn, error) {
	return func(context.Context, string, string) (net.Conn, error) {
		ours, theirs := net.Pipe()
		go func() {
			defer theirs.Close()
			peer(theirs)
		}()
		return ours, nil
	}
}
