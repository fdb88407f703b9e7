// Package devserver builds an application, runs it, and when its files change runs
// it anew.
//
//	code, err := devserver.Run(ctx, devserver.Config{Build: …, Env: …, Dir: ".", Reload: true, …})
//
// A new process takes the place of the old one only when the build has succeeded:
// until then the old one serves. The old one ends before the new one starts, since
// they have the same address. One goroutine, in [Run], owns the process; whatever
// ends Run ends the process first.
//
// The package does not listen on the application's address, and is not for
// production: there the executable is run by itself.
package devserver
