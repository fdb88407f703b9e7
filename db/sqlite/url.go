package sqlite

import (
	"net/url"
	"path/filepath"
)

// FileURL returns the URL of a database file for [db.Open]. The path is one of the
// system, absolute or relative to the current folder, and may have any characters:
//
//	db.Open(sqlite.FileURL(filepath.Join(app.InstancePath(), "notes.db")), sqlite.Driver)
//
// It is always a file: ":memory:" is one of that name.
func FileURL(path string) string {
	if path == memoryName {
		path = "./" + path
	}
	return "sqlite:///" + (&url.URL{Path: filepath.ToSlash(path)}).EscapedPath()
}

// memoryName is the path of a database that is in no file.
const memoryName = ":memory:"
