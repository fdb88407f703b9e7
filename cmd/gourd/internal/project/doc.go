// Package project finds, builds and asks the application in a folder.
//
//	app, err := project.Find(".")
//	env := project.Environment(os.Environ())
//	path, err := app.Build(ctx, env, os.Stderr)
//	answer, err := app.Ask(ctx, env, path, "routes")
//
// Executables are kept in the user's cache, one folder for each application, so that
// the next build links only what has changed. The application's own folder stays as
// it is.
//
// The package does not run an application as a server; see package devserver.
package project
