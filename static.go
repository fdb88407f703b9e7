package gourd

import (
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/gourd-go/gourd/gateway"
)

// Static serves the files of a folder below a prefix, under an endpoint that takes
// the argument "filename":
//
//	app.Static("/files", os.DirFS("files")).Name("files")
//	c.URL("files", "filename", "logo.svg")
//
// Conditional and range requests are answered, and what is not a file is a 404. The
// application's own folder "static" is served below /static/ without a call, under
// the endpoint "static".
func (b *Blueprint) Static(prefix string, files fs.FS) *Route {
	if files == nil {
		misuse("Static(%q) at %s has no files; pass os.DirFS(\"folder\") or an embed.FS", prefix, caller())
	}
	server := &fileServer{files: files}
	r := b.Get(strings.TrimRight(prefix, "/")+"/<path:filename>", func(c *Ctx) (Response, error) {
		return server.response(c, c.Arg[string]("filename"))
	})
	return r
}

// setupFiles adds the application's own static files, as Flask does: below /static/,
// whether the folder is there or not.
func (a *App) setupFiles() {
	files := a.Config.Static
	if files == nil {
		files = a.besideSource("static")
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

// File is an answer from a file of the system: conditional and range requests are
// answered, and the media type is that of its name's ending. The path is yours: with
// one that came from a client use [Ctx.FileFS]. A file that is not there is a 404.
func (c *Ctx) File(path string) Response {
	c.alive()
	folder, name := filepath.Split(path)
	if folder == "" {
		folder = "."
	}
	return c.FileFS(os.DirFS(folder), name)
}

// FileFS is [Ctx.File] for a file of files. A name that leads out of it, with ".." or
// otherwise, is a 404.
func (c *Ctx) FileFS(files fs.FS, name string) Response {
	c.alive()
	r, err := (&fileServer{files: files}).response(c, name)
	if err != nil {
		return failed(err)
	}
	return r
}

// WithDownload has browsers save the answer under that name in place of showing it.
func (r Response) WithDownload(name string) Response {
	return r.WithHeader("Content-Disposition", contentDisposition("attachment", name))
}

// contentDisposition writes a name as RFC 6266 has it: in ASCII, and beside it in
// UTF-8 where ASCII loses something (RFC 8187).
func contentDisposition(kind, name string) string {
	plain := strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' || r == '"' || r == '\\' {
			return '_'
		}
		return r
	}, name)
	s := kind + `; filename="` + plain + `"`
	if plain != name {
		s += "; filename*=UTF-8''" + extendedValue(name)
	}
	return s
}

// extendedValue percent-encodes all but attr-char of RFC 8187.
func extendedValue(s string) string {
	var b strings.Builder
	for i := range len(s) {
		c := s[i]
		if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte("!#$&+-.^_`|~", c) >= 0 {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return b.String()
}

// fileServer answers with the files of one file system.
type fileServer struct {
	files fs.FS
	etags sync.Map // of files that have no time of change, by name
}

// response answers with the file of that name.
func (s *fileServer) response(c *Ctx, name string) (Response, error) {
	if s.files == nil || !fs.ValidPath(name) || name == "." {
		return Response{}, errNotFound
	}
	f, err := s.files.Open(name)
	if err != nil {
		return Response{}, notFound(err)
	}
	info, err := f.Stat()
	if err != nil || info.IsDir() {
		_ = f.Close()
		return Response{}, errNotFound
	}
	content, ok := f.(io.ReadSeeker)
	if !ok {
		_ = f.Close()
		return Response{}, fmt.Errorf("gourd: the file system of %q, a %T, has files that cannot seek", name, s.files)
	}
	r := Response{kind: bodySource, source: fileSource{file: f, content: content, name: info.Name(), changed: info.ModTime()}}
	tag, err := s.etag(name, info, content)
	if err != nil {
		_ = f.Close()
		return Response{}, fmt.Errorf("gourd: %w", err)
	}
	r.Header.Set("Etag", tag)
	r.Header.Set("Cache-Control", cacheControl(c.app.Config.SendFileMaxAge))
	return r, nil
}

// notFound is what a client learns of a file that cannot be opened: that it is not
// there, unless the system itself is in trouble.
func notFound(err error) error {
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrPermission) || errors.Is(err, fs.ErrInvalid) {
		return errNotFound
	}
	var onPath *fs.PathError
	if errors.As(err, &onPath) && !isExhausted(err) {
		return errNotFound // a link that leads out, a name that is too long, a file as a folder
	}
	return err
}

func cacheControl(maxAge time.Duration) string {
	if maxAge <= 0 {
		return "no-cache"
	}
	return fmt.Sprintf("public, max-age=%d", int(maxAge.Seconds()))
}

// etag is made of a file's time and size; an embedded file has no time, and is
// hashed once.
func (s *fileServer) etag(name string, info fs.FileInfo, content io.ReadSeeker) (string, error) {
	if !info.ModTime().IsZero() {
		return fmt.Sprintf("%q", fmt.Sprintf("%x-%x", info.ModTime().UnixNano(), info.Size())), nil
	}
	if tag, ok := s.etags.Load(name); ok {
		return tag.(string), nil
	}
	h := sha256.New()
	if _, err := io.Copy(h, content); err != nil {
		return "", err
	}
	if _, err := content.Seek(0, io.SeekStart); err != nil {
		return "", err
	}
	tag := `"` + base64.RawURLEncoding.EncodeToString(h.Sum(nil)[:12]) + `"`
	s.etags.Store(name, tag)
	return tag, nil
}

// fileSource is the body that http.ServeContent writes: whole, a range, or none
// because the client has it already.
type fileSource struct {
	file    fs.File
	content io.ReadSeeker
	name    string
	changed time.Time
}

// send has http.ServeContent answer, with the header that the Response has.
func (s fileSource) send(c *Ctx) error {
	defer s.release()
	status := c.res.Status
	serve := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if status != 0 && status != http.StatusOK {
			r = unconditional(r)
		}
		for name, value := range c.res.Header.All() {
			w.Header().Add(name, value)
		}
		c.res.Header.reset()
		if w.Header().Get("Content-Type") == "" && path.Ext(s.name) == "" {
			w.Header().Set("Content-Type", typeBinary)
		}
		http.ServeContent(w, r, s.name, s.changed, s.content)
	})
	return gateway.ServeHTTP(c.x, serve, nil, func(h *gateway.Head) error {
		if status != 0 && h.Status == http.StatusOK {
			h.Status = status
		}
		return c.lateHead(h)
	})
}

// unconditional returns the request without what asks for a part of a file or for
// none: a file as the page of an error is sent whole.
func unconditional(r *http.Request) *http.Request {
	r = r.Clone(r.Context())
	for _, name := range [...]string{"If-Match", "If-None-Match", "If-Modified-Since", "If-Unmodified-Since", "If-Range", "Range"} {
		r.Header.Del(name)
	}
	return r
}

func (s fileSource) late() bool { return true }
func (s fileSource) release()   { _ = s.file.Close() }
