//go:build linux

package harness

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
)

// Get returns a request as it goes over the wire, with lines of its header such as
// "Cookie: a=b".
func Get(target string, lines ...string) []byte {
	head := "GET " + target + " HTTP/1.1\r\nHost: bench.test\r\n"
	for _, line := range lines {
		head += line + "\r\n"
	}
	return []byte(head + "\r\n")
}

// errShort means that the answer is not complete.
var errShort = errors.New("harness: the answer is not complete")

var (
	headEnd       = []byte("\r\n\r\n")
	lineEnd       = []byte("\r\n")
	contentLength = []byte("Content-Length")
)

// parseResponse returns the status and the body of the one answer in b: RFC 9112,
// sections 4 and 6.2. It is errShort while bytes are missing.
func parseResponse(b []byte) (status int, body []byte, err error) {
	end := bytes.Index(b, headEnd)
	if end < 0 {
		return 0, nil, errShort
	}
	head, body := b[:end+len(lineEnd)], b[end+len(headEnd):]
	line, fields, _ := bytes.Cut(head, lineEnd)
	// "HTTP/1.1 200 OK"
	if len(line) < 12 || !bytes.HasPrefix(line, []byte("HTTP/1.1 ")) {
		return 0, nil, fmt.Errorf("harness: the status line is %q, want HTTP/1.1 and a status", line)
	}
	if status, err = strconv.Atoi(string(line[9:12])); err != nil {
		return 0, nil, fmt.Errorf("harness: the status line is %q, want HTTP/1.1 and a status", line)
	}
	length, err := findLength(fields)
	if err != nil {
		return 0, nil, err
	}
	switch {
	case len(body) < length:
		return 0, nil, errShort
	case len(body) > length:
		return 0, nil, fmt.Errorf("harness: the answer has %d bytes behind its body of %d", len(body)-length, length)
	}
	return status, body, nil
}

// findLength returns the value of Content-Length, which an answer must have here.
func findLength(fields []byte) (int, error) {
	for len(fields) > 0 {
		var line []byte
		line, fields, _ = bytes.Cut(fields, lineEnd)
		name, value, _ := bytes.Cut(line, []byte(":"))
		if len(name) == len(contentLength) && bytes.EqualFold(name, contentLength) {
			n, err := strconv.ParseUint(string(bytes.TrimSpace(value)), 10, 31)
			if err != nil {
				return 0, fmt.Errorf("harness: the answer's Content-Length is %q, want a number", value)
			}
			return int(n), nil
		}
	}
	return 0, errors.New("harness: the answer has no Content-Length")
}
