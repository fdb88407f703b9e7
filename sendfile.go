package gourd

import (
	"embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/gourd-go/gourd/httpheader"
)

// FileOptions say how a file is sent: the arguments of Flask's send_file. The zero
// value is Flask's default.
type FileOptions struct {
	// MediaType is the Content-Type; "": that of the name's ending, with the
	// Content-Encoding of endings like .gz unless it is an attachment;
	// application/octet-stream for an ending that is not known. Text gets
	// "; charset=utf-8".
	MediaType string
	// Attachment has browsers save the file in place of showing it.
	Attachment bool
	// Name is the name under which it is saved, and by whose ending its media type
	// is known; "": the file's own. It may have any characters.
	Name string
	// ETag is the answer's entity tag, without quotes; "": one of the file's time
	// and size, or a hash of an embedded file. What [Ctx.SendReader] sends has none
	// of its own.
	ETag string
	// NoETag sends no ETag.
	NoETag bool
	// LastModified is sent as the time of the last change; zero: the file's.
	LastModified time.Time
	// MaxAge is how long clients may keep the file without asking again; 0:
	// Config.SendFileMaxAge; negative: they ask each time.
	MaxAge time.Duration
	// NoConditional sends the whole file whatever the request says: neither 304 nor
	// ranges.
	NoConditional bool
}

// SendFile is an answer from a file of the system, as Flask's send_file: its media
// type is that of its name's ending, browsers learn its name, and conditional and
// range requests are answered (see [Response.Conditional]).
//
//	return c.SendFile("reports/2026.csv", gourd.FileOptions{Attachment: true}), nil
//
// The path is yours, and relative to the working directory: for one that came from a
// client use [Ctx.SendFromDirectory]. A file that is not there is a 404, and the
// reason stands in the log of debug mode.
//
// Several ranges at once are answered as multipart/byteranges. What decides is the
// header that the view returns: an ETag that it sets counts. An answer whose status
// is not 200, and an error handler's, is always the whole file.
func (c *Ctx) SendFile(path string, o ...FileOptions) Response {
	c.alive()
	if err := isFile(os.Stat(path)); err != nil {
		return failed(err)
	}
	f, err := os.Open(path) //nolint:gosec // the path is the application's
	if err != nil {
		return failed(notFound(err))
	}
	return c.sendOpened(f, filepath.Base(path), o)
}

// SendFromDirectory is [Ctx.SendFile] for a file below a folder whose name came from
// a client. A name that leads out of the folder, by "..", as an absolute path or
// through a link, and one that is no plain file, is a 404.
func (c *Ctx) SendFromDirectory(folder, name string, o ...FileOptions) Response {
	c.alive()
	name, ok := cleanName(name)
	if !ok {
		return failed(errNotFound)
	}
	root, err := os.OpenRoot(folder)
	if err != nil {
		return failed(notFound(err))
	}
	defer func() { _ = root.Close() }()
	if err := isFile(root.Stat(filepath.FromSlash(name))); err != nil {
		return failed(err)
	}
	f, err := root.Open(filepath.FromSlash(name))
	if err != nil {
		return failed(notFound(err))
	}
	return c.sendOpened(f, path.Base(name), o)
}

// SendFileFS is [Ctx.SendFromDirectory] for a file of files: an embed.FS, or a folder
// that was opened with os.OpenRoot or os.DirFS.
func (c *Ctx) SendFileFS(files fs.FS, name string, o ...FileOptions) Response {
	c.alive()
	name, ok := cleanName(name)
	if !ok {
		return failed(errNotFound)
	}
	f, err := openIn(files, name)
	if err != nil {
		return failed(err)
	}
	f.base = path.Base(name)
	if own, err := fileOptions(o); err == nil && own.wantsTag() {
		if err := c.embeddedTag(f, files, name); err != nil {
			f.release()
			return failed(err)
		}
	}
	return c.answerFile(f, o)
}

// SendReader is [Ctx.SendFile] for what is no file of a file system: a bytes.Reader,
// a strings.Reader, an object of some store. It is read from its beginning to its
// end, and closed if it can be. Its media type must be given, or its Name, and it
// has an ETag and a time of change only where the options have them.
func (c *Ctx) SendReader(content io.ReadSeeker, o ...FileOptions) Response {
	c.alive()
	if isNil(content) {
		return failed(errors.New("gourd: c.SendReader was given nil"))
	}
	f := &openFile{content: content}
	f.closer, _ = content.(io.Closer)
	if system, ok := content.(*os.File); ok {
		f.system = system
	}
	return c.answerFile(f, o)
}

// sendOpened answers with a file of the system.
func (c *Ctx) sendOpened(file *os.File, base string, o []FileOptions) Response {
	f, err := opened(file, base)
	if err != nil {
		return failed(err)
	}
	f.base = base
	if own, err := fileOptions(o); err == nil && own.wantsTag() {
		if err := f.tag(nil, ""); err != nil {
			f.release()
			return failed(err)
		}
	}
	return c.answerFile(f, o)
}

func (c *Ctx) answerFile(f *openFile, o []FileOptions) Response {
	own, err := fileOptions(o)
	if err != nil {
		f.release()
		return failed(err)
	}
	r, err := c.fileResponse(f, own)
	if err != nil {
		return failed(err)
	}
	return r
}

func fileOptions(o []FileOptions) (*FileOptions, error) {
	switch len(o) {
	case 0:
		return &FileOptions{}, nil
	case 1:
		return &o[0], nil
	}
	return nil, fmt.Errorf("gourd: a file is sent with one FileOptions, but got %d", len(o))
}

func (o *FileOptions) wantsTag() bool { return !o.NoETag && o.ETag == "" }

// fileResponse makes the answer, or gives the file up.
func (c *Ctx) fileResponse(f *openFile, o *FileOptions) (Response, error) {
	size, err := f.size()
	if err != nil {
		f.release()
		return Response{}, fmt.Errorf("gourd: the file %q: %w", f.base, err)
	}
	r := Response{kind: bodySource}
	r.Header.grow(7)
	if err := f.describe(&r.Header, o); err != nil {
		f.release()
		return Response{}, err
	}
	f.validators(&r.Header, o)
	c.freshness(&r.Header, o.MaxAge)
	source := &fileSource{openFile: *f, total: size, length: size, conditional: !o.NoConditional}
	if c.app.Config.UseXSendfile && f.system != nil {
		if source.elsewhere, err = filepath.Abs(f.system.Name()); err != nil {
			f.release()
			return Response{}, fmt.Errorf("gourd: the file %q: %w", f.base, err)
		}
	}
	r.source = source
	return r, nil
}

// describe writes what the file is: its type, its coding and its name.
func (f *openFile) describe(h *Header, o *FileOptions) error {
	name := o.Name
	if name == "" {
		name = f.base
	}
	switch {
	case o.MediaType != "":
		h.Set("Content-Type", withCharset(o.MediaType))
	case name == "":
		return errors.New("gourd: what c.SendReader sends has no name that tells its media type; give FileOptions a MediaType or a Name")
	default:
		mediaType, coding := guessType(name)
		h.Set("Content-Type", withCharset(mediaType))
		if coding != "" && !o.Attachment {
			h.Set("Content-Encoding", coding) // browsers would unpack what they are to save
		}
	}
	switch {
	case name != "" && o.Attachment:
		h.Set("Content-Disposition", contentDisposition("attachment", name))
	case name != "":
		h.Set("Content-Disposition", contentDisposition("inline", name))
	case o.Attachment:
		return errors.New("gourd: what c.SendReader sends as an attachment has no name; give FileOptions a Name")
	}
	return nil
}

// validators write by what clients tell a file from a later one.
func (f *openFile) validators(h *Header, o *FileOptions) {
	switch {
	case o.ETag != "":
		h.Set("Etag", `"`+strings.ReplaceAll(o.ETag, `"`, "")+`"`) // no tag has quotes in it
	case f.etag != "" && !o.NoETag:
		h.Set("Etag", f.etag)
	}
	changed := o.LastModified
	if changed.IsZero() && f.info != nil {
		changed = f.info.ModTime()
	}
	if !changed.IsZero() {
		h.Set("Last-Modified", httpheader.FormatDate(changed))
	}
}

// freshness writes how long clients may keep the answer.
func (c *Ctx) freshness(h *Header, maxAge time.Duration) {
	if maxAge == 0 {
		maxAge = c.app.Config.SendFileMaxAge
	}
	seconds := int64(maxAge / time.Second)
	if seconds <= 0 {
		h.Set("Cache-Control", "no-cache")
		return
	}
	h.Set("Cache-Control", "public, max-age="+strconv.FormatInt(seconds, 10))
	h.Set("Expires", httpheader.FormatDate(time.Now().Add(maxAge)))
}

// notFound is what a client learns of a file that cannot be opened: that it is not
// there, unless the system itself is in trouble.
func notFound(err error) error {
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrPermission) || errors.Is(err, fs.ErrInvalid) {
		return &HTTPError{Status: http.StatusNotFound, Err: err}
	}
	var onPath *fs.PathError
	if errors.As(err, &onPath) && !isExhausted(err) {
		return &HTTPError{Status: http.StatusNotFound, Err: err} // a link that leads out, a name that is too long, a file as a folder
	}
	return err
}

// embeddedTag gives a file of files its ETag. The hash of a file of an embed.FS,
// which never changes, is kept.
func (c *Ctx) embeddedTag(f *openFile, files fs.FS, name string) error {
	if own, ok := files.(embed.FS); ok {
		return f.tag(&c.app.fileTags, embeddedFile{own, name})
	}
	return f.tag(nil, nil)
}

// embeddedFile is the key of a file's hash.
type embeddedFile struct {
	files embed.FS
	name  string
}
