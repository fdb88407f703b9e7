package gourd

import (
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"path"
	"strings"
	"sync"
	"time"
)

// StaticOptions say how a folder of static files is served. The zero value is
// Flask's way, and compressed files beside it.
type StaticOptions struct {
	// MaxAge is how long clients may keep a file without asking again; 0:
	// Config.SendFileMaxAge; negative: they ask each time.
	MaxAge time.Duration
	// MaxAgeOf is MaxAge for the file of that name, in the place of MaxAge: Flask's
	// get_send_file_max_age. It is called for each request.
	MaxAgeOf func(name string) time.Duration
	// NoVariants leaves compressed files beside a file alone: app.js.br is sent
	// when a client asks for it by its name only.
	NoVariants bool
}

// Static serves the files of a folder below a prefix, under an endpoint that takes
// the argument "filename":
//
//	app.Static("/files", os.DirFS("files")).Name("files")
//	c.URL("files", "filename", "logo.svg")
//
// Files are answered as by [Ctx.SendFromDirectory]: conditional and range requests
// are understood, what is not a file is a 404, and folders are never listed. A
// blueprint's first Static has the name "static", as in Flask: its endpoint is
// "admin.static". The application's own folder "static" is served below /static/
// without a call, under the endpoint "static".
//
// Where app.js.br, app.js.zst or app.js.gz stands beside app.js and is not older,
// a client that takes that coding gets it in the place of app.js. Which of them are
// there is looked for at most once a second for each file.
func (b *Blueprint) Static(prefix string, files fs.FS, o ...StaticOptions) *Route {
	if files == nil {
		misuse("Static(%q) at %s has no files; pass os.DirFS(\"folder\") or an embed.FS", prefix, caller())
	}
	if len(o) > 1 {
		misuse("Static(%q) takes one StaticOptions, but got %d at %s", prefix, len(o), caller())
	}
	server := &fileServer{files: files}
	if len(o) == 1 {
		server.options = o[0]
	}
	prefix = strings.TrimRight(prefix, "/")
	named := b.app == nil && !b.hasRoute("static") || b.app != nil && prefix == "/static"
	r := b.Get(prefix+"/<path:filename>", func(c *Ctx) (Response, error) {
		return server.response(c, c.Arg[string]("filename"))
	})
	if named {
		r.name = "static"
	}
	return r
}

// hasRoute reports whether a route of b itself has that name.
func (b *Blueprint) hasRoute(name string) bool {
	for _, r := range b.routes {
		if r.name == name {
			return true
		}
	}
	return false
}

// setupFiles adds the application's own static files, as Flask does: below /static/,
// whether the folder is there or not.
func (a *App) setupFiles() {
	files := a.Config.Static
	if files == nil {
		_, files = a.besideSource("static")
	}
	a.static = &fileServer{files: files}
	const pattern = "/static/<path:filename>"
	for _, r := range a.Blueprint.routes {
		if r.rule == pattern || r.name == "static" {
			return
		}
	}
	a.Blueprint.routes = append(a.Blueprint.routes, &Route{
		rule: pattern, name: "static", methods: []string{http.MethodGet}, where: a.Blueprint.where, owner: a.Blueprint,
		view: compileView(pattern, func(c *Ctx) (Response, error) {
			return a.static.response(c, c.Arg[string]("filename"))
		}),
	})
}

// fileServer answers with the files of one file system.
type fileServer struct {
	files    fs.FS
	options  StaticOptions
	etags    sync.Map // of files that have no time of change, by name
	variants sync.Map // variantSet by name
}

// response answers with the file of that name, or with a compressed one that stands
// for it.
func (s *fileServer) response(c *Ctx, name string) (Response, error) {
	name, ok := cleanName(name)
	if s.files == nil || !ok {
		return Response{}, errNotFound
	}
	o := FileOptions{MaxAge: s.options.MaxAge}
	if s.options.MaxAgeOf != nil {
		o.MaxAge = s.options.MaxAgeOf(name)
	}
	f, coding, err := s.open(c, name)
	if err != nil {
		return Response{}, err
	}
	f.base = path.Base(name)
	if err := f.tag(&s.etags, name+coding); err != nil {
		f.release()
		return Response{}, err
	}
	r, err := c.fileResponse(f, &o)
	if err == nil && coding != "" {
		f.coded(&r, coding)
	}
	return r, err
}

// open opens the file of that name, or its variant in the coding that is returned.
func (s *fileServer) open(c *Ctx, name string) (f *openFile, coding string, err error) {
	if s.options.NoVariants || isCompressed(name) {
		f, err = openIn(s.files, name)
		return f, "", err
	}
	f, err = openIn(s.files, name)
	if err != nil {
		return nil, "", err
	}
	beside := s.besides(name, f.info)
	if beside == 0 {
		return f, "", nil
	}
	addVary(c, "Accept-Encoding")
	coding, ending := beside.choose(c)
	if coding == "" {
		return f, "", nil
	}
	v, err := openIn(s.files, name+ending)
	if err != nil || v.info.ModTime().Before(f.info.ModTime()) {
		if v != nil {
			v.release()
		}
		return f, "", nil
	}
	f.release()
	return v, coding, nil
}

// addVary adds a field to what the answer depends on.
func addVary(c *Ctx, field string) {
	for _, v := range c.res.Header.Values("Vary") {
		for name := range strings.SplitSeq(v, ",") {
			if strings.EqualFold(strings.TrimSpace(name), field) {
				return
			}
		}
	}
	c.res.Header.Add("Vary", field)
}

// WithDownload has browsers save the answer under that name in place of showing it.
// For files see [FileOptions], too.
func (r Response) WithDownload(name string) Response {
	return r.WithHeader("Content-Disposition", contentDisposition("attachment", name))
}

// openIn opens a file of files, whose name is clean. What is not a plain file is a
// 404; one that waits for somebody, as a named pipe does, is not opened.
func openIn(files fs.FS, name string) (*openFile, error) {
	if s, ok := files.(fs.StatFS); ok {
		if err := isFile(s.Stat(name)); err != nil {
			return nil, err
		}
	}
	f, err := files.Open(name)
	if err != nil {
		return nil, notFound(err)
	}
	return opened(f, name)
}

// opened looks at a file that was opened, and closes one that cannot be sent.
func opened(f fs.File, name string) (*openFile, error) {
	info, err := f.Stat()
	if err := isFile(info, err); err != nil {
		_ = f.Close()
		return nil, err
	}
	o := &openFile{closer: f, info: info}
	if o.system, _ = f.(*os.File); o.system != nil {
		o.content = o.system
		return o, nil
	}
	content, ok := f.(seeker)
	if !ok {
		_ = f.Close()
		return nil, fmt.Errorf("gourd: the file %q, a %T, cannot seek; its file system is to have files that are io.Seeker", name, f)
	}
	o.content = content
	return o, nil
}

// isFile reports what is not a plain file as a 404.
func isFile(info fs.FileInfo, err error) error {
	switch {
	case err != nil:
		return notFound(err)
	case !info.Mode().IsRegular():
		return &HTTPError{Status: http.StatusNotFound, Err: fmt.Errorf("gourd: %q is no file but has the mode %s", info.Name(), info.Mode())}
	}
	return nil
}
