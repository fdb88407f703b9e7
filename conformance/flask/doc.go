// Package flask compares this framework with real Flask: the same rules and
// requests go through both, and what differs is told. No expected value is stored;
// Flask computes each in the run.
//
// Cases are JSON files, so that anyone can drop in more; a file has one case or a
// list of them:
//
//	{"name": "a missing slash", "rules": [{"rule": "/b/", "endpoint": "b"}],
//	 "requests": [{"path": "/b?x=1"}], "builds": [{"endpoint": "b"}]}
//
// [Case] has all that can stand in one. `make conformance-flask CASES=DIR` runs the
// files of a folder. Programs, pairs of small applications in Python and in Go,
// compare what no rule shows: hooks, errors, sessions. [Program] is one.
//
// # What is compared
//
// The status; of the header those fields that compare.go lists; the body byte for
// byte. Errors (statuses from 400 on) of cases are compared by kind: their pages'
// bodies and lengths are not looked at. A view answers its endpoint and arguments,
// with their types, as JSON, which each side writes by hand, so that no JSON library
// is compared. The view of a rule for WebSockets answers the handshake likewise, with a
// 200: Flask matches such rules and knows no WebSockets.
//
// Programs are compared byte for byte, errors too. Their requests stand in a file of
// their own, requests.json, in which [Step] says what a request can have; a step's
// "skip" names header fields that another part of the system decides: ETags of files,
// which have their times in them, and the length of a stream, which is the server's.
//
// Differences that are kept on purpose stand in differences.json with the reason.
// Their cases, and the steps of programs that name one as "kept", must fail: one that
// passes is told as a failure.
//
// The package is not a test client and times nothing.
package flask
