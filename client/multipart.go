package client

import (
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"mime/multipart"
	"net/textproto"
	"net/url"
	"slices"
	"sync"
)

// File is one file of a multipart form. Exactly one of Reader and Open is set.
type File struct {
	// Field is the name of the form field.
	Field string
	// Name is the file name that the other side sees.
	Name string
	// Type is the media type. Default application/octet-stream.
	Type string
	// Reader is the content; the rules of Body hold.
	Reader io.Reader
	// Open returns the content, and can do so again for retries and redirects.
	Open func() (io.ReadCloser, error)
}

func (f File) discard() {
	if c, ok := f.Reader.(io.Closer); ok {
		_ = c.Close()
	}
}

// segment is a stretch of a multipart body: a part's head and its content.
type segment struct {
	head    []byte
	content *payload // nil in the last one
}

// multipartBody lays out a form (RFC 7578): fields by name, then the files. No
// file is read before it is its turn to be sent.
func multipartBody(fields url.Values, files []File) (*payload, error) {
	var head bytes.Buffer
	w := multipart.NewWriter(&head)
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		for _, value := range fields[name] {
			if err := w.WriteField(name, value); err != nil {
				return nil, err
			}
		}
	}
	var segments []segment
	for _, f := range files {
		content, err := f.payload()
		if err != nil {
			return nil, err
		}
		h := textproto.MIMEHeader{}
		h.Set("Content-Disposition", multipart.FileContentDisposition(f.Field, f.Name))
		h.Set("Content-Type", or(f.Type, "application/octet-stream"))
		if _, err := w.CreatePart(h); err != nil {
			return nil, err
		}
		segments = append(segments, segment{bytes.Clone(head.Bytes()), content})
		head.Reset()
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	segments = append(segments, segment{bytes.Clone(head.Bytes()), nil})
	return join(segments, w.FormDataContentType()), nil
}

func (f File) payload() (*payload, error) {
	if f.Field == "" {
		return nil, fmt.Errorf("the file %q has no Field; set it to the name of the form field", f.Name)
	}
	if err := checkHeader("Content-Type", f.Type); err != nil {
		return nil, err
	}
	switch {
	case f.Open != nil && f.Reader == nil:
		return &payload{open: f.Open, size: -1}, nil
	case f.Reader != nil && f.Open == nil:
		return readerBody(f.Reader, ""), nil
	}
	return nil, fmt.Errorf("the file %q needs exactly one of Reader and Open", f.Name)
}

// join makes one body of the segments. Its length is known if every file's is.
func join(segments []segment, contentType string) *payload {
	p := &payload{contentType: contentType}
	known := true
	for _, s := range segments {
		p.size += int64(len(s.head))
		if s.content == nil {
			continue
		}
		p.once = p.once || s.content.once
		known = known && s.content.size >= 0
		p.size += s.content.size
	}
	if !known {
		p.size = -1
	}
	p.open = func() (io.ReadCloser, error) { return &multipartReader{rest: segments}, nil }
	p.drop = func() { _ = (&multipartReader{rest: segments}).Close() }
	return p
}

// multipartReader reads the segments one after another, opening each file when it
// is reached. Close may run beside Read, which a transport does when it gives up.
type multipartReader struct {
	head []byte // of the current segment; only Read uses it

	mu      sync.Mutex
	rest    []segment
	content io.ReadCloser
	closed  bool
}

func (m *multipartReader) Read(p []byte) (int, error) {
	for {
		if len(m.head) > 0 {
			n := copy(p, m.head)
			m.head = m.head[n:]
			return n, nil
		}
		content, err := m.current()
		if err != nil {
			return 0, err
		}
		if content != nil {
			n, err := content.Read(p)
			if err != io.EOF {
				return n, err
			}
			m.drop(content)
			if n > 0 {
				return n, nil
			}
		}
		if err := m.next(); err != nil {
			return 0, err
		}
	}
}

func (m *multipartReader) current() (io.ReadCloser, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.closed {
		return nil, fs.ErrClosed
	}
	return m.content, nil
}

// drop closes content, which is at its end.
func (m *multipartReader) drop(content io.ReadCloser) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.content == content {
		m.content = nil
		_ = content.Close()
	}
}

// next moves to the next segment.
func (m *multipartReader) next() error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.closed {
		return fs.ErrClosed
	}
	if len(m.rest) == 0 {
		return io.EOF
	}
	s := m.rest[0]
	m.rest = m.rest[1:]
	m.head = s.head
	if s.content == nil {
		return nil
	}
	content, err := s.content.start()
	if err != nil {
		return err
	}
	m.content = content
	return nil
}

// Close closes the open file and those that were never reached.
func (m *multipartReader) Close() error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.closed = true
	var err error
	if m.content != nil {
		err = m.content.Close()
		m.content = nil
	}
	for _, s := range m.rest {
		if s.content != nil {
			s.content.discard()
		}
	}
	m.rest = nil
	return err
}
