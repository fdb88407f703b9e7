// Package gateway is what a server and an application say to each other: the
// role that WSGI and ASGI play in Python.
//
// A server makes an [Exchange] for each request and hands it to a [Handler].
// The handler reads the request's head from the exchange's fields, its body with
// [Exchange.Read], and answers with [Exchange.WriteHead] and friends. Below the
// exchange stands a [Transport], the few calls that differ from one server to
// the next.
//
// The head is byte slices that are valid until the handler returns, so that a
// server may parse a request in place and serve it without one allocation.
// [Exchange.Text] turns such bytes into a string that may be kept.
//
// Adapters lead both ways: [HTTPHandler] runs a Handler on net/http, and
// [ServeHTTP] lets any http.Handler answer an exchange, whatever server it came
// from.
//
// The package is not a router, knows no application, and holds no policy:
// limits, time-outs and logs belong to the server above the transport and the
// application above the handler.
//
// # What net/http cannot do
//
// Over net/http a client that leaves is noticed only when the request's body has
// been read, or is at most 256 KiB long and the answer has begun; behind a larger
// unread body it shows at the next read or write. Reason phrases are net/http's
// own, whatever [Head.Reason] says. Header fields arrive in no particular order. The
// end of an answer is sent when the handler returns, or in HTTP/1.1 by
// [Exchange.Flush] behind it; in HTTP/2 a Flush sends the body, and its end still
// waits for the return. HTTP/1.1 answers while it reads only where
// http.ResponseController.EnableFullDuplex has been called.
package gateway
