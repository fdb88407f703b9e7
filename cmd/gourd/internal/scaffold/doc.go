// Package scaffold writes a new application: a small one that is complete, with a
// page, a JSON view, a view that waits, tests and a Makefile.
//
//	files, err := scaffold.Write("hello", scaffold.Options{Name: "hello", Checkout: checkout})
//
// It writes files and runs nothing; "go mod tidy" fetches what the application needs.
package scaffold
