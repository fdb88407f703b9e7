//go:build linux

// Command hog measures what views that compute do to views that wait: two clients
// keep a view busy that burns 50 ms of CPU time, while fifty call one that waits
// 10 ms, on net/http, Gin and Gourd.
//
//	go run ./hog             # about a minute
//	go run ./hog -quick      # one short round, rough
//
// Gourd's view burns through async.CPU, which leaves a processor to views that wait;
// the others' burn where they are. The tables show how long the view that waits
// takes, without and with the others, as medians over the rounds. The clients run in
// this process and share the machine's processors with the server.
package main
