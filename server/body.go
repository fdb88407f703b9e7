package server

import (
	"io"
	"net/http"
	"time"
)

// patientBody is a request's body whose Reads have a deadline each. In HTTP/1 one
// stands from the beginning to the end of the body, since net/http itself reads what
// the handler has left, and would wait for it for ever before it answers.
type patientBody struct {
	io.ReadCloser
	control  *http.ResponseController
	patience time.Duration
	stream   bool // of HTTP/2, which ends a body at its deadline whether or not it is read
}

func newPatientBody(w http.ResponseWriter, r *http.Request, patience time.Duration) *patientBody {
	b := &patientBody{ReadCloser: r.Body, control: http.NewResponseController(w), patience: patience, stream: r.ProtoMajor != 1}
	if !b.stream {
		b.extend()
	}
	return b
}

func (b *patientBody) Read(p []byte) (int, error) {
	b.extend()
	n, err := b.ReadCloser.Read(p)
	if err == io.EOF || b.stream {
		_ = b.control.SetReadDeadline(time.Time{})
	}
	return n, err
}

func (b *patientBody) extend() { _ = b.control.SetReadDeadline(time.Now().Add(b.patience)) }
