// Package server answers requests on a socket: the role of Uvicorn and Gunicorn.
//
//	err := server.Serve(ctx, app, server.Config{Address: "127.0.0.1:8000"})
//
// It listens, limits, times out, logs, and drains. The zero [Config] is safe to be
// open to the Internet. What an application is, is not its business: it serves any
// gateway.Handler, and an http.Handler by way of [HTTP]. It starts no processes,
// reads no configuration, and handles no signals.
//
// # The drain
//
// When ctx ends no connection is accepted any more, idle connections are closed, and
// the requests under way are answered, with "Connection: close" in HTTP/1.1 and
// GOAWAY in HTTP/2. After Config.DrainTimeout their contexts end with [ErrDrain];
// 5 seconds later their connections are closed, whatever they do. [Serve] returns
// nil when all were answered.
//
// A WebSocket is a request under way for as long as its handler runs:
// Config.OnDrain is the moment to tell its client, and its context ends with those
// of the others. A connection that an http.Handler has hijacked and left behind when
// it returned is not waited for; it is closed when Serve returns. A connection that
// has not asked for anything yet, as browsers open them in advance, holds a drain up
// for about 5 seconds at most, one that has sent a part of a head until
// Config.HeaderTimeout; neither makes it fail. A request that arrives on a kept-alive
// connection at the very moment at which the drain begins may find it closed, as RFC
// 9112, section 9.3.1 has clients expect.
//
// # Time-outs
//
// They are for the client, not for the handler: a handler may wait as long as it
// likes, and so may a stream or a WebSocket between two writes. A whole upload or
// download has no deadline, but the client must go on; one in HTTP/2 that does not
// loses its stream. A deadline that a handler sets itself, with
// http.ResponseController or on a hijacked connection, stands in the place of the
// server's. What a handler leaves of a body in HTTP/1 is read, up to 256 KiB, before
// the answer is sent, and when that takes too long, or the handler has taken longer
// than Config.BodyTimeout since it read last, the answer ends the connection.
//
// # What comes from net/http
//
// The server stands on net/http: HTTP/1.1, and with a certificate HTTP/2. What is no
// HTTP is answered with 400, 417, 431, 501 or 505 and ends the connection. Those
// answers, and the one to "OPTIONS *", are net/http's and are not in the access
// log. In some places it takes more than it must:
//
//   - A request with both Transfer-Encoding and Content-Length is read by its
//     chunks. Since net/http does not tell that there was a Content-Length, the
//     server closes the connection behind every request with chunks, as RFC 9112,
//     section 6.1 asks for requests with both; so nothing can be smuggled in.
//   - Transfer-Encoding in HTTP/1.0 is ignored, where RFC 9112, section 6.1 has the
//     connection closed. It does harm only behind a proxy that keeps HTTP/1.0
//     connections open and passes the field on.
//   - Lines of the head may end with a bare LF, and a folded line is joined with a
//     space, as RFC 9112, sections 2.2 and 5.2 allow.
package server
