// Package gourd is Flask's way of building web applications, in Go, where waiting
// is free.
//
// An application is an [App]: routes with their views, hooks, error handlers,
// blueprints, configuration. It is an http.Handler, and any http.Handler is a
// view of it.
//
//	app := gourd.New("hello")
//
//	app.Get("/", func(c *gourd.Ctx) (string, error) {
//		return "Hello, World!", nil
//	})
//
//	app.Get("/notes/<int:id>", func(c *gourd.Ctx) (Note, error) {
//		return notes.Find(c.Context(), c.Arg[int]("id")) // JSON
//	})
//
//	app.Run() // 127.0.0.1:5000, like flask run
//
// A view is func(*[Ctx]) (T, error), for any T that can be an answer: a string or
// []byte (HTML, as in Flask), a [Response] (a page, a redirect, a file), a stream
// (iter.Seq2[T, error], iter.Seq[T], [Event] as the element for server-sent
// events), an io.Reader, an http.Handler, [NoContent], and everything else as JSON.
// How T is written is decided once, when the route is registered; a T that cannot
// be written is refused there.
//
// A request reads its input with [Ctx.Query], [Ctx.Form] (fields and files) and
// [Ctx.JSON], and remembers its client in [Ctx.Session], whose signed cookie Flask reads
// and writes too; [Ctx.Flash] leaves a message for the next page.
// [Blueprint.Op] binds and checks the whole input of an operation at once.
//
// What belongs to many views stands around them: hooks ([Blueprint.Before],
// [Blueprint.After], [Blueprint.Teardown]), error handlers ([Blueprint.OnStatus],
// [Blueprint.OnError]), views that share a type ([Blueprint.Views], Flask's MethodView),
// and blueprints that carry all of these to where they are registered. [App.Signals]
// tells those who only listen. All of these run in Flask's order.
//
// Every view may wait: for time, a query, another service. Waiting costs a few
// kilobytes and no thread; package async gives the waiting tasks an owner, and
// [Ctx.Context] ends when the client leaves.
//
// What is wrong with an application's set-up panics where it is written, or is
// the error of [App.Setup], in a sentence that names the places and the fix.
//
// The package does not parse HTTP (package server does, or net/http) and does not
// talk to databases (package db) or other services (package client). Its test client is
// package gourdtest.
package gourd
