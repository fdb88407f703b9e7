package gourd

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strconv"
	"sync"
)

// seeker is what a file can do that can be sent.
type seeker interface {
	fs.File
	io.Seeker
}

// openFile is a file that is open, and belongs to an answer in the making.
type openFile struct {
	content io.ReadSeeker
	closer  io.Closer   // nil: nothing to close, or closed
	system  *os.File    // content as a file of the system; nil: it is none
	info    fs.FileInfo // nil: it is a reader
	base    string      // its name without folders
	etag    string      // quoted
}

func (f *openFile) release() {
	if f.closer != nil {
		_ = f.closer.Close()
		f.closer = nil
	}
}

func (f *openFile) size() (int64, error) {
	if f.info != nil {
		return f.info.Size(), nil
	}
	return f.content.Seek(0, io.SeekEnd)
}

// tag makes the file's ETag of its time and size; an embedded file has no time, and
// is hashed, once if there is a cache to keep that under the key.
func (f *openFile) tag(cache *sync.Map, key any) error {
	if !f.info.ModTime().IsZero() {
		room := make([]byte, 0, 40)
		room = strconv.AppendInt(append(room, '"'), f.info.ModTime().UnixNano(), 16)
		room = strconv.AppendInt(append(room, '-'), f.info.Size(), 16)
		f.etag = string(append(room, '"'))
		return nil
	}
	if cache != nil {
		if tag, ok := cache.Load(key); ok {
			f.etag = tag.(string)
			return nil
		}
	}
	h := sha256.New()
	if _, err := io.Copy(h, f.content); err != nil {
		return fmt.Errorf("gourd: the file %q: %w", f.base, err)
	}
	f.etag = `"` + base64.RawURLEncoding.EncodeToString(h.Sum(nil)[:12]) + `"`
	if cache != nil {
		cache.Store(key, f.etag)
	}
	return nil
}

// fileSource is a body that lies in a file: the whole of it, a range, or several.
type fileSource struct {
	openFile
	total       int64 // bytes of the file
	start       int64
	length      int64
	ranges      *multipartRanges // several; nil: start and length
	conditional bool
	elsewhere   string // the path for a server in front that sends the file itself; "": this one does
}

var _ source = (*fileSource)(nil)

// settle decides what the request is answered with, as Werkzeug's send_file: a part
// of the file, that the client has it already, or the file. r is the answer in the
// making, whose status is the view's by now.
func (s *fileSource) settle(c *Ctx, r *Response) error {
	if s.elsewhere != "" {
		r.Header.Set("X-Sendfile", s.elsewhere)
	}
	status := r.Status
	if status == 0 {
		status = c.res.Status
	}
	if !s.conditional || status != 0 && status != 200 || !c.readsOnly() {
		return nil
	}
	r.Header.Set("Accept-Ranges", "bytes")
	if s.total > 0 && s.elsewhere == "" && c.asksForRange(&r.Header) {
		ranges, ok := satisfy(c.requestField("Range"), s.total)
		if !ok {
			return RangeNotSatisfiable("", s.total)
		}
		s.take(r, ranges)
		return nil
	}
	if status := c.conditionalStatus(&r.Header); status != 0 {
		r.Status = status
		r.Header.Del("X-Sendfile") // some servers would send the file in spite of the 304
	}
	return nil
}

// take makes the answer one of these ranges.
func (s *fileSource) take(r *Response, ranges []byteRange) {
	r.Status = 206
	if len(ranges) == 1 {
		s.start, s.length = ranges[0].start, ranges[0].length
		r.Header.Set("Content-Range", ranges[0].contentRange(s.total))
		return
	}
	s.ranges = newMultipartRanges(ranges, r.Header.Get("Content-Type"), s.total)
	s.length = s.ranges.length
	r.Header.Set("Content-Type", s.ranges.contentType())
}

func (s *fileSource) late() bool { return false }

// inOneWrite is how much of a file goes out together with its head. More is sent
// from the file by the kernel, where the server can.
const inOneWrite = 16 << 10

func (s *fileSource) send(c *Ctx) error {
	defer s.release()
	switch {
	case c.res.Header.Has("X-Sendfile"):
		return c.writeHeadLength(nil, 0)
	case c.bodiless() || s.length == 0:
		return c.writeHeadLength(nil, s.length)
	case s.ranges != nil:
		return s.sendRanges(c)
	}
	if _, err := s.content.Seek(s.start, io.SeekStart); err != nil {
		return fmt.Errorf("gourd: the file %q: %w", s.base, err)
	}
	if s.length <= inOneWrite {
		part := c.room(int(s.length))
		if _, err := io.ReadFull(s.content, part); err != nil {
			return fmt.Errorf("gourd: the file %q: %w", s.base, err)
		}
		return c.writeHeadLength(part, s.length)
	}
	if err := c.writeHeadLength(nil, s.length); err != nil {
		return err
	}
	if err := s.copy(c, s.length); err != nil {
		return err
	}
	return c.x.Finish(nil)
}

// sendRanges sends several ranges, each behind its own head.
func (s *fileSource) sendRanges(c *Ctx) error {
	if err := c.writeHeadLength(nil, s.length); err != nil {
		return err
	}
	for i, r := range s.ranges.ranges {
		if _, err := c.x.Write([]byte(s.ranges.heads[i])); err != nil {
			return err
		}
		if _, err := s.content.Seek(r.start, io.SeekStart); err != nil {
			return fmt.Errorf("gourd: the file %q: %w", s.base, err)
		}
		if err := s.copy(c, r.length); err != nil {
			return err
		}
	}
	if _, err := c.x.Write([]byte(s.ranges.end)); err != nil {
		return err
	}
	return c.x.Finish(nil)
}

// copy sends the next n bytes of the file.
func (s *fileSource) copy(c *Ctx, n int64) error {
	if s.system != nil {
		_, err := c.x.WriteFile(s.system, n)
		return err
	}
	room := c.room(32 << 10)
	for n > 0 {
		part := room[:min(n, int64(len(room)))]
		if _, err := io.ReadFull(s.content, part); err != nil {
			return fmt.Errorf("gourd: the file %q: %w", s.base, err)
		}
		if _, err := c.x.Write(part); err != nil {
			return err
		}
		n -= int64(len(part))
	}
	return nil
}

// room returns n bytes that belong to the answer, and keeps them for the next.
func (c *Ctx) room(n int) []byte {
	if cap(c.buffer) < n {
		c.buffer = make([]byte, 0, max(n, 4<<10))
	}
	return c.buffer[:n]
}
