//go:build linux

// Command http measures what a request costs on Gourd and on its peers: a line of
// text, a small JSON object, and a path with two arguments and a query; and, with peers
// of its own, a session that is read from its cookie, changed and written back.
//
//	go run ./http            # some minutes
//	go run ./http -quick     # half a minute, rough
//	go run ./http -allocs    # allocations per request, and the framework's own part
//	go run ./http -servers gourd,net/http -profile /tmp/profiles
//
// Each server is a process of its own, started anew in each round, and is loaded
// over 64 keep-alive connections by this process, which shares the machine's
// processors with it. Requests per second therefore depend on the load's own cost;
// the CPU time of the server per request does so much less and is the figure to
// compare. The tables show medians over the rounds.
package main
