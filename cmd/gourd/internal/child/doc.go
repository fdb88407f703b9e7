// Package child runs programs that must not outlive the command: the go command, and
// the application itself.
//
//	app, err := child.Start(child.Spec{Path: "/tmp/shop", Stderr: os.Stderr})
//	…
//	app.Stop(time.Second) // asks, asks again, and ends it
//	code := app.ExitCode()
//
// Each program leads a process group of its own. The terminal's CTRL+C therefore
// reaches it only through its owner, once, and whatever it has started ends with it
// when it is killed. On Linux the kernel kills the program when its owner dies, even
// of a SIGKILL. Where there are no process groups, as on Windows, a program that is to
// stop is killed.
//
// The package is not for programs that need the terminal: they would be in its
// background. See [Replace] for those.
package child
