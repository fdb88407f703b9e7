// Package porting is the example of docs/flask.md: a Flask application, app.py, and
// what becomes of it, app.go. Its test asks both the same, and holds the page to them.
//
// It is no package to build on.
package porting
