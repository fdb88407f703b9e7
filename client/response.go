package client

import (
	"bufio"
	"bytes"
	"encoding/json/v2"
	"errors"
	"fmt"
	"io"
	"iter"
	"math"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"
)

// Sizes of what a Response reads on its own.
const (
	// MaxLine is the longest line that Lines takes, in bytes.
	MaxLine = 1 << 20
	// RaisePrefix is how much of a refused answer's body Raise keeps, in bytes.
	RaisePrefix = 4 << 10
)

// Response is an answer whose head has come. Close it, or read its body to the
// end; both give its connection back. Its methods are for one goroutine, but Close
// may be called from any.
type Response struct {
	// Status is the status code.
	Status int
	// Proto is the protocol of the answer, as "HTTP/2.0".
	Proto string
	// Header holds the header fields.
	Header http.Header
	// URL is where the answer came from, after redirects, without userinfo.
	URL *url.URL
	// ContentLength is the length of the body in bytes, or -1 where it is not
	// known, as after decompression.
	ContentLength int64
	// Body streams the body, decompressed if the session itself asked for gzip.
	// It is never nil.
	Body io.ReadCloser

	raw    *http.Response
	method string
	limit  int64 // of read; negative: none
	stream *stream
	cached []byte // what read has read
	read   bool
}

// answer makes the Response of an attempt.
func (c *call) answer(a *attempt, raw *http.Response) *Response {
	s := a.stream(raw)
	if raw.Body == http.NoBody || a.hop.method == http.MethodHead ||
		raw.StatusCode == http.StatusNoContent || raw.StatusCode == http.StatusNotModified {
		s.err = io.EOF // nothing to read and so nothing to close
		s.finish()
	}
	shown := *a.hop.url
	return &Response{
		Status: raw.StatusCode, Proto: raw.Proto, Header: raw.Header, URL: &shown,
		ContentLength: raw.ContentLength, Body: s,
		raw: raw, method: a.hop.method, limit: c.request.maxBody, stream: s,
	}
}

// OK reports a 2xx status.
func (r *Response) OK() bool { return r.Status >= 200 && r.Status <= 299 }

// Cookies are the cookies that the answer sets.
func (r *Response) Cookies() []*http.Cookie { return r.raw.Cookies() }

// Trailer holds the trailer fields; they are there when the body has been read.
func (r *Response) Trailer() http.Header { return r.raw.Trailer }

// Close gives up what is left of the body. It may be called more than once.
func (r *Response) Close() error { return r.stream.Close() }

// Raise returns a *StatusError if the status is not 2xx, as httpx's
// raise_for_status; a 304 counts, so look at Status before Raise where one is
// expected. It waits for up to RaisePrefix bytes of the body, which go into the
// error and can still be read.
func (r *Response) Raise() error {
	if r.OK() {
		return nil
	}
	prefix := r.cached
	if !r.read {
		prefix = r.stream.peek(RaisePrefix)
	}
	return &StatusError{
		Method: r.method, URL: display(r.URL), Status: r.Status, Header: r.Header,
		Body: bytes.Clone(prefix[:min(len(prefix), RaisePrefix)]),
	}
}

// Bytes reads the body to its end and closes it. A second call, or Text or JSON,
// returns the same again. Errors: ErrTooLarge over Config.MaxBody; those of Do.
func (r *Response) Bytes() ([]byte, error) {
	if r.read {
		return r.cached, nil
	}
	defer r.Close()
	if r.limit >= 0 && r.ContentLength > r.limit && r.method != http.MethodHead {
		return nil, r.wrong(tooLarge(r.limit))
	}
	var from io.Reader = r.stream
	if r.limit >= 0 && r.limit < math.MaxInt64 {
		from = io.LimitReader(from, r.limit+1)
	}
	data, err := io.ReadAll(from)
	if err != nil {
		return nil, err
	}
	if r.limit >= 0 && int64(len(data)) > r.limit {
		return nil, r.wrong(tooLarge(r.limit))
	}
	r.cached, r.read = data, true
	return data, nil
}

// Text reads the body as Bytes does and decodes the charset of its Content-Type:
// UTF-8, which is also the default, US-ASCII or ISO-8859-1. Bytes that are not
// UTF-8 become U+FFFD. Errors: those of Bytes; another charset.
func (r *Response) Text() (string, error) {
	data, err := r.Bytes()
	if err != nil {
		return "", err
	}
	_, params, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	switch charset := strings.ToLower(params["charset"]); charset {
	case "", "utf-8", "utf8", "us-ascii", "ascii":
		return strings.ToValidUTF8(string(data), string(utf8.RuneError)), nil
	case "iso-8859-1", "latin1":
		runes := make([]rune, len(data))
		for i, b := range data {
			runes[i] = rune(b)
		}
		return string(runes), nil
	default:
		return "", r.wrong(fmt.Errorf("charset %q, expected utf-8, us-ascii or iso-8859-1; read the Bytes and decode them", charset))
	}
}

// JSON reads the body as Bytes does and decodes it with encoding/json/v2: field
// names are matched by case, a name twice in an object is an error. The status and
// the Content-Type do not matter. Errors: those of Bytes; a body that is not JSON or
// does not fit T.
func (r *Response) JSON[T any]() (T, error) {
	var v T
	data, err := r.Bytes()
	if err != nil {
		return v, err
	}
	data = bytes.TrimPrefix(data, []byte("\ufeff")) // RFC 8259 section 8.1 lets a parser ignore it
	if err := json.Unmarshal(data, &v); err != nil {
		var zero T
		return zero, r.wrong(fmt.Errorf("%d bytes of %q with status %d are not the JSON that was expected: %w",
			len(data), r.Header.Get("Content-Type"), r.Status, err))
	}
	return v, nil
}

// Lines reads the body a line at a time, as it comes; the end of a line, "\n" or
// "\r\n", is left off. The sequence ends after an error, and closes the Response
// however it ends. Errors: those of Do; ErrTooLarge for a line over MaxLine.
func (r *Response) Lines() iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		defer r.Close()
		var from io.Reader = r.stream
		if r.read {
			from = bytes.NewReader(r.cached)
		}
		lines := bufio.NewScanner(from)
		lines.Buffer(nil, MaxLine)
		for lines.Scan() {
			if !yield(lines.Text(), nil) {
				return
			}
		}
		err := lines.Err()
		if errors.Is(err, bufio.ErrTooLong) {
			err = r.wrong(fmt.Errorf("a line of more than %d bytes is %w", MaxLine, ErrTooLarge))
		}
		if err != nil {
			yield("", err)
		}
	}
}

func (r *Response) wrong(err error) error {
	return &Error{Method: r.method, URL: display(r.URL), Err: err}
}

func tooLarge(limit int64) error {
	return fmt.Errorf("a body of more than %d bytes is %w; raise MaxBody or read Response.Body", limit, ErrTooLarge)
}
