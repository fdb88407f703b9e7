package server

import (
	"net/http"
	"sync"
	"time"
)

// streamWriter is a stream's of HTTP/2. It is reset when the client takes longer
// than patience to make room for the next bytes (RFC 9113, section 5.2). A stream's
// deadline runs whether or not somebody writes, so it is set only when the time is
// over.
type streamWriter struct {
	http.ResponseWriter
	patience time.Duration
	timer    *time.Timer

	mu  sync.Mutex
	due time.Time // of the write under way; zero: none
}

var (
	_ http.ResponseWriter = (*streamWriter)(nil)
	_ http.Flusher        = (*streamWriter)(nil)
)

// Unwrap is for http.ResponseController.
func (w *streamWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

func (w *streamWriter) Write(p []byte) (int, error) {
	defer w.stop()
	return inPieces(p, func(piece []byte) (int, error) {
		w.extend()
		return w.ResponseWriter.Write(piece)
	})
}

func (w *streamWriter) Flush() { _ = w.FlushError() }

func (w *streamWriter) FlushError() error {
	defer w.stop()
	w.extend()
	return http.NewResponseController(w.ResponseWriter).Flush()
}

// end is for what net/http sends when the handler has returned.
func (w *streamWriter) end() {
	_ = http.NewResponseController(w.ResponseWriter).SetWriteDeadline(time.Now().Add(w.patience))
}

func (w *streamWriter) extend() {
	w.mu.Lock()
	w.due = time.Now().Add(w.patience)
	w.mu.Unlock()
	if w.timer == nil {
		w.timer = time.AfterFunc(w.patience, w.expire)
	} else {
		w.timer.Reset(w.patience)
	}
}

func (w *streamWriter) stop() {
	w.timer.Stop()
	w.mu.Lock()
	w.due = time.Time{}
	w.mu.Unlock()
}

// expire holds the lock, so that the handler cannot return meanwhile.
func (w *streamWriter) expire() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if now := time.Now(); !w.due.IsZero() && !now.Before(w.due) {
		_ = http.NewResponseController(w.ResponseWriter).SetWriteDeadline(now.Add(-time.Second))
	}
}
