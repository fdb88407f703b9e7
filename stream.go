package gourd

import (
	"bytes"
	"fmt"
	"io"
	"iter"
	"net/http"
	"os"
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/gourd-go/gourd/gateway"
)

// Event is a server-sent event (the WHATWG's HTML standard, section 9.2). A view
// that returns iter.Seq2[Event, error] answers text/event-stream, and each event is
// sent as soon as it is there.
type Event struct {
	ID    string        // the browser sends the last one back as Last-Event-ID; "" leaves it
	Name  string        // the event's type; "" is "message"
	Data  string        // may have several lines
	JSON  any           // in the place of Data: a value that is sent as JSON; nil: there is none
	Retry time.Duration // how long the browser waits before it connects again; 0 leaves it
	// Comment is a line that clients ignore: a heartbeat, so that nobody on the way
	// takes the connection for dead.
	Comment string
}

// elementWriter writes one element of a stream into buf, which is sent then.
type elementWriter[E any] func(c *Ctx, buf []byte, v E) ([]byte, error)

func writeString(_ *Ctx, buf []byte, s string) ([]byte, error) { return append(buf, s...), nil }

func writeBytes(_ *Ctx, buf []byte, b []byte) ([]byte, error) { return append(buf, b...), nil }

func writeEvent(c *Ctx, buf []byte, e Event) ([]byte, error) {
	if e.JSON != nil {
		data, err := writeJSONLine(c, nil, e.JSON)
		if err != nil {
			return nil, err
		}
		e.Data = strings.TrimSuffix(string(data), "\n")
	}
	if strings.ContainsAny(e.ID, "\r\n\x00") || strings.ContainsAny(e.Name, "\r\n") {
		return nil, fmt.Errorf("gourd: the event's ID %q or name %q has a line break", e.ID, e.Name)
	}
	buf = eventLines(buf, "", e.Comment)
	if e.ID != "" {
		buf = append(append(append(buf, "id: "...), e.ID...), '\n')
	}
	if e.Name != "" {
		buf = append(append(append(buf, "event: "...), e.Name...), '\n')
	}
	if e.Retry > 0 {
		buf = append(strconv.AppendInt(append(buf, "retry: "...), e.Retry.Milliseconds(), 10), '\n')
	}
	if e.Data != "" || e.Comment == "" {
		buf = eventLines(buf, "data", e.Data)
		if e.Data == "" {
			buf = append(buf, "data:\n"...)
		}
	}
	return append(buf, '\n'), nil
}

// eventLines writes text as a field for each of its lines, which CR LF, LF and CR
// all end.
func eventLines(buf []byte, field, text string) []byte {
	for text != "" {
		line, rest := text, ""
		if i := strings.IndexAny(text, "\r\n"); i >= 0 {
			line, rest = text[:i], text[i+1:]
			if text[i] == '\r' && strings.HasPrefix(rest, "\n") {
				rest = rest[1:]
			}
			if rest == "" {
				buf = append(append(append(append(buf, field...), ": "...), line...), '\n')
				return append(append(buf, field...), ":\n"...)
			}
		}
		buf = append(append(append(append(buf, field...), ": "...), line...), '\n')
		text = rest
	}
	return buf
}

// writeJSONLine writes a value as a line of JSON.
func writeJSONLine[E any](c *Ctx, buf []byte, v E) ([]byte, error) {
	b := bytes.NewBuffer(buf)
	if err := c.app.json.Encode(b, v); err != nil {
		return nil, err
	}
	return append(bytes.TrimRight(b.Bytes(), "\n"), '\n'), nil
}

// streamSource is a body that is made while it is sent.
type streamSource[E any] struct {
	seq   iter.Seq2[E, error]
	write elementWriter[E]
	at    bool // the head is sent at once, and not with the first element
}

// send sends each element as soon as it is there. The head goes with the first, so
// that an error before it can still be answered.
func (s streamSource[E]) send(c *Ctx) (err error) {
	if s.at {
		if err := c.beginEvents(); err != nil {
			return err
		}
	}
	if c.isHead() && c.x.Answered() {
		return nil
	}
	if c.bodiless() {
		return c.writeHead(nil, true)
	}
	for v, failed := range s.seq {
		if failed != nil {
			return failed
		}
		chunk, failed := s.write(c, c.buffer[:0], v)
		if failed != nil {
			return failed
		}
		c.buffer = chunk
		if len(chunk) == 0 {
			continue
		}
		if err := c.sendChunk(chunk); err != nil {
			return err
		}
	}
	if !c.x.Answered() {
		return c.writeHead(nil, false)
	}
	return c.x.Finish(nil)
}

// beginEvents sends the head of a stream of events, so that a browser knows that it is
// connected.
func (c *Ctx) beginEvents() error {
	if !gateway.BodyAllowed(c.res.StatusCode()) {
		return nil
	}
	if c.res.Header.Get("Cache-Control") == "" {
		c.res.Header.Set("Cache-Control", "no-cache")
	}
	if err := c.writeHead(nil, true); err != nil {
		return err
	}
	return c.x.Flush()
}

func (s streamSource[E]) late() bool { return false }
func (s streamSource[E]) release()   {}

func (c *Ctx) sendChunk(chunk []byte) (err error) {
	if c.x.Answered() {
		_, err = c.x.Write(chunk)
	} else {
		err = c.writeHead(chunk, true)
	}
	if err != nil {
		return err
	}
	return c.x.Flush()
}

// reflectStream is for stream types that are not known to this package: those with
// a name, whose strings, bytes and events are written as ever, and those of other
// elements, each of which is a line of JSON.
func reflectStream[T any](t reflect.Type) (func(*Ctx, T) error, error) {
	var element reflect.Type
	switch {
	case t.CanSeq2():
		yield := t.In(0)
		if yield.In(1) != reflect.TypeFor[error]() {
			return nil, fmt.Errorf("a stream is iter.Seq2[E, error] or iter.Seq[E], but its second value is a %s", yield.In(1))
		}
		element = yield.In(0)
	default:
		element = t.In(0).In(0)
	}
	if err := streamable(element); err != nil {
		return nil, err
	}
	contentType, write := reflectElement(element)
	encode := encodeStream(contentType, write)
	return func(c *Ctx, v T) error {
		seq := reflect.ValueOf(v)
		if seq.IsNil() {
			return encode(c, nil)
		}
		if t.CanSeq2() {
			return encode(c, func(yield func(reflect.Value, error) bool) {
				for e, failed := range seq.Seq2() {
					err, _ := failed.Interface().(error)
					if !yield(e, err) {
						return
					}
				}
			})
		}
		return encode(c, withoutErrors(seq.Seq()))
	}, nil
}

func streamable(element reflect.Type) error {
	if element == reflect.TypeFor[Event]() {
		return nil
	}
	return encodable(element)
}

// reflectElement says how an element of that type is written.
func reflectElement(t reflect.Type) (contentType string, write elementWriter[reflect.Value]) {
	switch t {
	case reflect.TypeFor[Event]():
		return typeEvents, func(c *Ctx, buf []byte, v reflect.Value) ([]byte, error) {
			return writeEvent(c, buf, v.Interface().(Event))
		}
	case reflect.TypeFor[string]():
		return typeHTML, func(c *Ctx, buf []byte, v reflect.Value) ([]byte, error) { return append(buf, v.String()...), nil }
	case reflect.TypeFor[[]byte]():
		return typeHTML, func(c *Ctx, buf []byte, v reflect.Value) ([]byte, error) { return append(buf, v.Bytes()...), nil }
	}
	return typeLines, func(c *Ctx, buf []byte, v reflect.Value) ([]byte, error) {
		return writeJSONLine(c, buf, v.Interface())
	}
}

// readerSource is a body that is copied.
type readerSource struct {
	r      io.Reader
	length int64 // -1: not known
}

func (s *readerSource) send(c *Ctx) (err error) {
	defer s.release()
	if f, ok := s.r.(*os.File); ok {
		if s.length < 0 {
			s.length = gateway.FileLength(f)
		}
		if s.length >= 0 {
			return c.sendFile(f, s.length)
		}
	}
	if c.bodiless() {
		return c.writeHeadLength(nil, s.length)
	}
	return s.copy(c)
}

func (s *readerSource) late() bool { return false }

func (s *readerSource) release() {
	if closer, ok := s.r.(io.Closer); ok {
		_ = closer.Close()
	}
}

// copy sends what the reader has. The head goes with the first bytes, so that a
// reader that fails at once is answered as a view that fails.
func (s *readerSource) copy(c *Ctx) error {
	const room = 32 << 10
	if cap(c.buffer) < room {
		c.buffer = make([]byte, 0, room)
	}
	buf := c.buffer[:room]
	for sent := int64(0); ; {
		n, failed := s.r.Read(buf)
		if sent += int64(n); s.length >= 0 && sent > s.length {
			return fmt.Errorf("gourd: the reader has more than the %d bytes that gourd.Reader was told", s.length)
		}
		if n > 0 {
			if err := s.sendPart(c, buf[:n]); err != nil {
				return err
			}
		}
		switch {
		case failed == io.EOF && !c.x.Answered():
			return c.writeHeadLength(nil, 0)
		case failed == io.EOF:
			return c.x.Finish(nil)
		case failed != nil:
			return failed
		}
	}
}

func (s *readerSource) sendPart(c *Ctx, part []byte) error {
	if !c.x.Answered() {
		if err := c.writeHeadLength(part, s.length); err != nil {
			return err
		}
	} else if _, err := c.x.Write(part); err != nil {
		return err
	}
	if s.length >= 0 {
		return nil
	}
	return c.x.Flush()
}

func (c *Ctx) sendFile(f *os.File, n int64) error {
	if err := c.writeHeadLength(nil, n); err != nil || c.bodiless() || n == 0 {
		return err
	}
	if _, err := c.x.WriteFile(f, n); err != nil {
		return err
	}
	return c.x.Finish(nil)
}

// jsonSource is a value that becomes JSON when the Ctx is there.
type jsonSource struct{ v any }

func (s jsonSource) fill(c *Ctx) error { return c.encodeJSON(s.v) }

func (s jsonSource) send(c *Ctx) error {
	if err := s.fill(c); err != nil {
		return err
	}
	return c.sendBytes(c.res.bytes)
}

func (s jsonSource) late() bool { return false }
func (s jsonSource) release()   {}

// handlerSource is a handler of net/http that answers by itself.
type handlerSource struct{ h http.Handler }

// send runs the handler. The after hooks see its head, and run before it is sent.
func (s handlerSource) send(c *Ctx) error {
	r := gateway.Request(c.x)
	for i := range c.matched.Len() {
		r.SetPathValue(c.matched.Name(i), c.argText(c.matched.Value(i)))
	}
	if c.route != nil && c.route.mount {
		r = c.mountedRequest(r)
	}
	return gateway.ServeHTTP(c.x, s.h, r, c.lateHead)
}

func (s handlerSource) late() bool { return true }
func (s handlerSource) release()   {}

// lateHead runs the after hooks on a head that a handler has made.
func (c *Ctx) lateHead(h *gateway.Head) error {
	c.answering()
	if len(c.place().after) == 0 && c.res.Header.Len() == 0 && c.app.sessions == nil {
		return nil
	}
	r := Response{Status: h.Status, Header: Header{fields: h.Fields}, kind: bodySource, source: c.res.source}
	r.Header.merge(&c.res.Header)
	if err := c.runAfter(&r); err != nil {
		return err
	}
	h.Status, h.Fields = r.StatusCode(), r.Header.fields
	return nil
}
