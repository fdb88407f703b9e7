package gourdtest

import (
	"bytes"
	"io"
	"iter"
	"strconv"
	"strings"
	"time"

	"github.com/gourd-go/gourd"
)

// Events reads the stream as server-sent events (the WHATWG's HTML standard,
// section 9.2) until it ends; [Stream.Err] tells how. An event that the stream's end
// cuts off is dropped, as a browser drops it. ID is the last one that was sent, as
// of the event's lastEventId; a Comment is an event of its own, or part of the one
// that it stands in. A field with several lines has them joined by "\n".
func (s *Stream) Events() iter.Seq[gourd.Event] {
	return func(yield func(gourd.Event) bool) {
		var text []byte
		for {
			event, rest, ok := cutEvent(text)
			if ok {
				text = rest
				if parsed, any := parseEvent(event); any && !yield(parsed) {
					s.unread = append(text, s.unread...)
					return
				}
				continue
			}
			chunk, err := s.Next()
			if err != nil {
				return
			}
			text = append(text, chunk...)
		}
	}
}

// cutEvent takes the lines up to the first empty one.
func cutEvent(text []byte) (event, rest []byte, ok bool) {
	for i := 0; i < len(text); {
		line, next, ended := cutLine(text[i:])
		if !ended {
			return nil, text, false
		}
		if len(line) == 0 {
			return text[:i], text[i+next:], true
		}
		i += next
	}
	return nil, text, false
}

// cutLine finds the end of a line, CR LF, LF or CR, and where the next one begins.
// Where a CR is the last that has come, an LF behind it looks like one more empty
// line, which means nothing.
func cutLine(text []byte) (line []byte, next int, ended bool) {
	i := bytes.IndexAny(text, "\r\n")
	switch {
	case i < 0:
		return text, len(text), false
	case text[i] == '\r' && i+1 < len(text) && text[i+1] == '\n':
		return text[:i], i + 2, true
	}
	return text[:i], i + 1, true
}

// parseEvent reads the lines of an event, and reports whether there is anything in
// it.
func parseEvent(text []byte) (e gourd.Event, any bool) {
	var data, comments []string
	for len(text) > 0 {
		line, next, _ := cutLine(text)
		text = text[next:]
		name, value, _ := strings.Cut(string(line), ":")
		value = strings.TrimPrefix(value, " ")
		switch name {
		case "":
			comments = append(comments, value)
		case "data":
			data = append(data, value)
		case "id":
			e.ID = value
		case "event":
			e.Name = value
		case "retry":
			if ms, err := strconv.ParseInt(value, 10, 64); err == nil && ms >= 0 {
				e.Retry = time.Duration(ms) * time.Millisecond
			}
		default:
			continue
		}
		any = true
	}
	e.Data, e.Comment = strings.Join(data, "\n"), strings.Join(comments, "\n")
	return e, any
}

// Read reads the stream's bytes, whatever its chunks are, for a decoder of JSON
// lines and the like. It implements io.Reader.
func (s *Stream) Read(p []byte) (int, error) {
	chunk, err := s.Next()
	if err != nil {
		return 0, err
	}
	n := copy(p, chunk)
	s.unread = chunk[n:]
	return n, nil
}

var _ io.Reader = (*Stream)(nil)
