package main

import (
	"embed"
	"html/template"
	"io/fs"

	"github.com/gourd-go/gourd"
)

// files has the folders whole.
//
//go:embed templates static
var files embed.FS

// folder returns one of the embedded folders.
func folder(name string) fs.FS {
	sub, err := fs.Sub(files, name)
	if err != nil {
		panic(err) // the name is not a path, which is a mistake of this program
	}
	return sub
}

// onlyOwnFiles tells browsers that the pages load nothing from elsewhere.
func onlyOwnFiles(_ *gourd.Ctx, r *gourd.Response) error {
	r.Header.Set("Content-Security-Policy", "default-src 'self'; frame-ancestors 'none'")
	r.Header.Set("X-Content-Type-Options", "nosniff")
	return nil
}

// entry is a view that the start page explains. View is its endpoint and the name
// of its method; With are other functions that it is made of.
type entry struct {
	View  string
	With  []string
	Title string
	Text  string
	Code  template.HTML
}

// newEntries are the views of the start page, with the code that makes them.
func newEntries(code listing) []entry {
	entries := []entry{
		{
			View: "async", Title: "Wait for time",
			Text: "However long it waits, a request costs a few kilobytes and no thread. When the visitor leaves, the wait ends.",
		}, {
			View: "asyncRequest", With: []string{"fetchTodo"}, Title: "Ask another service",
			Text: "One session, with its pool of connections, lives as long as the application. The service takes 200 ms to answer.",
		}, {
			View: "asyncDB", With: []string{"fetchRows"}, Title: "Query a database",
			Text: "SQLite in memory, or PostgreSQL when DATABASE_URL says so. The rows become JSON in the order of their columns.",
		}, {
			View: "gather", Title: "Wait for three things at once",
			Text: "A sleep, a request and a query run beside each other, so that the total is about the longest of them. The first error cancels the rest.",
		}, {
			View: "stream", Title: "Stream as you go",
			Text: "Ten lines, one every 100 ms, each sent as soon as it is there. A stream is an iterator, and a visitor who leaves ends it.",
		}, {
			View: "cpu", With: []string{"burn"}, Title: "Burn the processor",
			Text: "Work that computes queues for a bounded pool, so that views that only wait keep their pace meanwhile.",
		}, {
			View: "background", Title: "Go on after the answer",
			Text: "The answer comes at once; the work takes a second more and is drained at shutdown. See it arrive in the log.",
		}, {
			View: "upload", Title: "Take a file",
			Text: "Files are read within limits and are gone when the request ends. This view answers with what it was sent.",
		}, {
			View: "sync", Title: "Or do not wait at all",
			Text: "A view that needs nobody looks the same: there is one kind of function, and no colour to choose.",
		},
	}
	for i := range entries {
		entries[i].Code = code.of(append([]string{entries[i].View}, entries[i].With...)...)
	}
	return entries
}

func (d *demo) index(c *gourd.Ctx) (gourd.Response, error) {
	return c.Page("index.html", gourd.Map{
		"entries": d.entries, "burst_code": d.burstCode,
		"requests": d.requests, "max": maxBurst, "wait": d.wait.Seconds(),
	}), nil
}

// favicon is for the answers that are no pages: browsers look for it there.
func (d *demo) favicon(c *gourd.Ctx) (gourd.Response, error) {
	return c.Redirect(c.URL("static", "filename", "gourd.svg"), 301), nil
}
