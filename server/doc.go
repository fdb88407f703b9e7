// Package server answers requests on a socket: the role of Uvicorn and Gunicorn.
//
//	err := server.Serve(ctx, app, server.Config{Address: "127.0.0.1:8000"})
//
// It listens, limits, times out, logs, and drains: when ctx ends no connection is
// accepted any more, the requests under way are answered, and Serve returns when
// they are, or when the drain's deadline has passed. The zero [Config] is safe to be
// open to the Internet.
//
// The server stands on net/http, so that HTTP/1.1 and, with a certificate, HTTP/2
// are spoken. What an application is, is not its business: it serves any
// gateway.Handler, and an http.Handler by way of [HTTP].
package server
