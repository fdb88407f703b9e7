//go:build linux

// Command waiting measures what requests cost that only wait: 10,000 at once, to a
// view that waits two seconds, on Gourd and on net/http.
//
//	go run ./waiting                # about two minutes
//	go run ./waiting -quick         # 1,000 requests, one round
//	go run ./waiting -n 15000 -profile /tmp/profiles
//
// Server and client are processes of their own, started anew in each round. The
// client opens all connections, then sends all requests. The server's memory is read
// when it has started, when the connections are open, and when every view waits. The
// tables show medians over the rounds.
//
// It stays below the 20,000 descriptors that a process often may have.
package main
