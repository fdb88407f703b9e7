package gourd

import (
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"strings"

	"github.com/gourd-go/gourd/gateway"
	"github.com/gourd-go/gourd/httpheader"
)

// Form is what a client has sent as a form, URL-encoded or multipart.
type Form struct {
	Values url.Values           // the fields that are not files
	Files  map[string][]*Upload // the files, by field; a file input that was left empty is not there
}

// Get returns the first value of the field, "" when there is none.
func (f *Form) Get(name string) string { return f.Values.Get(name) }

// Has reports whether the field is there.
func (f *Form) Has(name string) bool { return f.Values.Has(name) }

// All returns all values of the field.
func (f *Form) All(name string) []string { return f.Values[name] }

// File returns the first file of the field, nil when there is none.
func (f *Form) File(name string) *Upload {
	if files := f.Files[name]; len(files) > 0 {
		return files[0]
	}
	return nil
}

// Upload is a file that a client has sent. It is gone when the request ends.
type Upload struct {
	Filename    string // as the client names it, without its folders; "" when nothing else is left; never a path to write to unseen
	ContentType string // as the client says
	Size        int64  // in bytes

	part []byte   // a small file
	file *os.File // a larger one
}

// Open returns the file's content, from its beginning.
func (u *Upload) Open() io.ReadSeeker {
	if u.file == nil {
		return strings.NewReader(gateway.View(u.part))
	}
	return io.NewSectionReader(u.file, 0, u.Size)
}

// Bytes returns the file's content as a whole.
func (u *Upload) Bytes() ([]byte, error) { return io.ReadAll(u.Open()) }

// Save writes the file's content to path, which must not exist yet.
func (u *Upload) Save(path string) (err error) {
	to, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return fmt.Errorf("gourd: the upload %q cannot be saved: %w", u.Filename, err)
	}
	defer func() {
		if closed := to.Close(); err == nil {
			err = closed
		}
	}()
	_, err = io.Copy(to, u.Open())
	return err
}

// memoryFile is how large a file may be that is kept in memory.
const memoryFile = 64 << 10

// Form reads the request's body as a form. A body that is not declared as one is a
// 415; a malformed one a 400, where Flask gives an empty form; one that is too
// large, or has too many parts or too large fields, a 413. A request without a body
// has an empty form.
func (c *Ctx) Form() (*Form, error) {
	c.alive()
	if c.request.form != nil {
		return c.request.form, nil
	}
	form := &Form{Values: url.Values{}, Files: map[string][]*Upload{}}
	if err := c.readForm(form); err != nil {
		return nil, err
	}
	c.request.form = form
	return form, nil
}

func (c *Ctx) readForm(form *Form) error {
	header := c.Header("Content-Type")
	if header == "" && c.x.ContentLength == 0 {
		return nil
	}
	mediaType, params := httpheader.ParseOptions(header)
	boundary := params.Get("boundary")
	switch strings.ToLower(mediaType) {
	case typeForm:
		return c.readURLEncoded(form)
	case typeMultipart:
		if boundary != "" {
			return c.readMultipart(form, boundary)
		}
		return &HTTPError{Status: http.StatusBadRequest, Err: fmt.Errorf("the Content-Type %q has no boundary", header)}
	}
	return &HTTPError{Status: http.StatusUnsupportedMediaType, Message: "The request's Content-Type is not that of a form.", Err: fmt.Errorf("gourd: the Content-Type is %q", header)}
}

func (c *Ctx) readURLEncoded(form *Form) error {
	text, err := c.Body()
	if err != nil {
		return err
	}
	limit, parts := c.formLimits()
	if limit >= 0 && int64(len(text)) > limit {
		return formTooLarge("the form is longer than %d bytes (MAX_FORM_MEMORY_SIZE)", limit)
	}
	fields := 0
	for name, value := range pairs(string(text)) {
		if fields++; parts >= 0 && fields > parts {
			return formTooLarge("the form has more than %d fields (MAX_FORM_PARTS)", int64(parts))
		}
		form.Values.Add(name, value)
	}
	return nil
}

func formTooLarge(format string, limit int64) error {
	return &HTTPError{Status: http.StatusRequestEntityTooLarge, Err: fmt.Errorf(format, limit)}
}

func (c *Ctx) readMultipart(form *Form, boundary string) error {
	parts := multipart.NewReader(c.BodyReader(), boundary)
	limit, most := c.formLimits()
	memory := fieldMemory{each: limit, left: max(limit, defaultMaxContentLength)}
	for count := 0; ; count++ {
		part, err := parts.NextRawPart()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return formError(err)
		}
		if most >= 0 && count >= most {
			return formTooLarge("the form has more than %d parts (MAX_FORM_PARTS)", int64(most))
		}
		if err := c.readPart(form, part, &memory); err != nil {
			return formError(err)
		}
	}
}

// readPart reads a part, which is a file when it has a file's name.
func (c *Ctx) readPart(form *Form, part *multipart.Part, memory *fieldMemory) error {
	disposition := part.Header.Get("Content-Disposition")
	if disposition == "" {
		return errors.New("a part has no Content-Disposition")
	}
	_, params := httpheader.ParseOptions(disposition)
	filename, isFile := params.Lookup("filename")
	switch {
	case !isFile:
		return readField(form, part, params.Get("name"), memory)
	case filename == "":
		return nil // a file input that was left empty
	}
	return c.readFile(form, part, params.Get("name"), filename)
}

// readFile reads a part that is a file, a larger one into a temporary file that has
// no name any more where the system allows it.
func (c *Ctx) readFile(form *Form, part *multipart.Part, name, filename string) error {
	u := &Upload{Filename: baseName(filename), ContentType: part.Header.Get("Content-Type")}
	var err error
	if u.part, err = io.ReadAll(io.LimitReader(part, memoryFile+1)); err != nil {
		return err
	}
	u.Size = int64(len(u.part))
	if u.Size > memoryFile {
		if err := c.spool(u, part); err != nil {
			return err
		}
	}
	form.Files[name] = append(form.Files[name], u)
	return nil
}

// baseName drops the folders of a client's name for a file, those of Windows too,
// and a name that is none.
func baseName(name string) string {
	name = name[strings.LastIndexAny(name, `/\`)+1:]
	if name == "." || name == ".." {
		return ""
	}
	return name
}

func (c *Ctx) spool(u *Upload, rest io.Reader) error {
	f, err := os.CreateTemp("", "gourd-upload-*")
	if err != nil {
		return fmt.Errorf("gourd: an upload cannot be kept: %w", err)
	}
	c.cleanup = append(c.cleanup, func() {
		_ = f.Close()
		_ = os.Remove(f.Name())
	})
	if _, err := f.Write(u.part); err != nil {
		return fmt.Errorf("gourd: an upload cannot be kept: %w", err)
	}
	n, err := io.Copy(f, rest)
	if err != nil {
		return err
	}
	u.part, u.file, u.Size = nil, f, u.Size+n
	return nil
}

// formError gives what multipart's reader reports the status that it means.
func formError(err error) error {
	var h *HTTPError
	if errors.As(err, &h) || errors.Is(err, gateway.ErrBodyTimeout) || statusOf(err) != http.StatusInternalServerError {
		return err
	}
	var onDisk *os.PathError
	if errors.As(err, &onDisk) {
		return err
	}
	return &HTTPError{Status: http.StatusBadRequest, Err: fmt.Errorf("gourd: the form is malformed: %w", err)}
}
