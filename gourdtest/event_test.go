package gourdtest

import (
	"bytes"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/gourd-go/gourd"
)

// read is the events of a stream that comes in chunks of that size.
func read(text []byte, size int) (events []gourd.Event) {
	e := &exchange{body: newQueue()}
	s := &Stream{e: e}
	go func() {
		for len(text) > 0 {
			n := min(size, len(text))
			e.body.put(text[:n], nil)
			text = text[n:]
		}
		e.body.end(ErrBroken)
	}()
	for event := range s.Events() {
		events = append(events, event)
	}
	return events
}

// FuzzEvents: the events do not depend on how the stream is cut, nor on how its lines
// end.
func FuzzEvents(f *testing.F) {
	for _, text := range []string{"", "data: x\n\n", "id: 1\r\nevent: e\r\ndata\r\n\r\n", ": c\r\rretry: 5\n\n", "\xff: \x00\n\n"} {
		f.Add([]byte(text), 3)
	}
	f.Fuzz(func(t *testing.T, text []byte, size int) {
		whole := read(text, len(text)+1)
		if diff := cmp.Diff(whole, read(text, max(1, size%10))); diff != "" {
			t.Errorf("%q in parts of %d gives other events (-whole +parts):\n%s", text, max(1, size%10), diff)
		}
		lines := bytes.ReplaceAll(bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n")), []byte("\r"), []byte("\n"))
		if diff := cmp.Diff(whole, read(lines, len(text)+1)); diff != "" {
			t.Errorf("%q with LF for each end of a line gives other events:\n%s", text, diff)
		}
	})
}
