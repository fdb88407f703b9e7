// Package gourdtest is the test client: requests against an application without a
// socket, the role that app.test_client() has in Flask.
//
//	func TestShow(t *testing.T) {
//		client := gourdtest.New(t, NewApp(gourd.Config{Testing: true}))
//		client.Post("/notes", gourdtest.Form(url.Values{"title": {"Milk"}})).Want(302)
//		note := client.Get("/notes/1").Want(200).JSON[Note]()
//		…
//	}
//
// [New] starts the application and stops it when the test ends; a request or a task
// that is still alive then fails the test. [Client.Get] and its like return the
// whole answer, when everything behind it has ended too: teardown hooks have run and
// the request's tasks are joined. [Client.Stream] returns with the head and reads on
// chunk by chunk, and [Client.Socket] talks to a view that upgrades to a WebSocket.
//
// [Start] is for a test that has no client, [Command] runs one of the application's
// commands, and [Ctx] makes a Ctx for a function that takes one. An application without
// a logger writes to the test's log, so that a test that fails shows why a view did.
//
// There are channels below and no sockets, so that a client made within
// testing/synctest's bubble, with its application, has the bubble's time.
//
// # Strictness
//
// The client is a server's side of package gateway, and holds the application to the
// contract. The head of each request is overwritten when its exchange has ended, so
// that a string that was kept without a copy shows up as a row of "#". An exchange
// that is used after its end, a second head, a body that is longer than declared or
// stands where none may, and a socket that was left open fail the test.
//
// # What it is not
//
// It does not test a server: framing, time-outs, limits and TLS are not there, and
// the target of a request is handed on byte for byte, whatever a server would say to
// it. It is no browser: it runs no scripts and follows redirects only when asked, and
// to other hosts only when they are named.
package gourdtest
