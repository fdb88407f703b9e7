//go:build linux

package harness

import (
	"errors"
	"testing"
)

func TestGetHasItsLines(t *testing.T) {
	for _, test := range []struct{ got, want string }{
		{string(Get("/a?b")), "GET /a?b HTTP/1.1\r\nHost: bench.test\r\n\r\n"},
		{string(Get("/", "Cookie: a=b", "X-Y: z")), "GET / HTTP/1.1\r\nHost: bench.test\r\nCookie: a=b\r\nX-Y: z\r\n\r\n"},
	} {
		if test.got != test.want {
			t.Errorf("got %q, want %q", test.got, test.want)
		}
	}
}

func TestParseResponse(t *testing.T) {
	const short = "short"
	tests := []struct {
		name   string
		text   string
		status int
		body   string
		fails  string // short, or any; empty: it does not
	}{
		{"complete", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", 200, "ok", ""},
		{"name in another case", "HTTP/1.1 404 Not Found\r\nDate: x\r\ncontent-length:0\r\n\r\n", 404, "", ""},
		{"no reason phrase", "HTTP/1.1 200\r\nContent-Length: 1\r\n\r\nx", 200, "x", ""},
		{"nothing yet", "", 0, "", short},
		{"head not complete", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n", 0, "", short},
		{"body not complete", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\no", 0, "", short},
		{"more than the body", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP", 0, "", "any"},
		{"no length", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 0, "", "any"},
		{"negative length", "HTTP/1.1 200 OK\r\nContent-Length: -2\r\n\r\n", 0, "", "any"},
		{"longer name", "HTTP/1.1 200 OK\r\nX-Content-Length: 2\r\n\r\nok", 0, "", "any"},
		{"another protocol", "SSH-2.0-OpenSSH_9.2\r\n\r\n", 0, "", "any"},
		{"no status", "HTTP/1.1 abc\r\nContent-Length: 0\r\n\r\n", 0, "", "any"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			status, body, err := parseResponse([]byte(test.text))
			switch {
			case test.fails == "" && (err != nil || status != test.status || string(body) != test.body):
				t.Errorf("got %d %q %v, want %d %q", status, body, err, test.status, test.body)
			case test.fails == short && !errors.Is(err, errShort):
				t.Errorf("got %v, want errShort", err)
			case test.fails == "any" && (err == nil || errors.Is(err, errShort)):
				t.Errorf("got %v, want an error that is not errShort", err)
			}
		})
	}
}

func FuzzParseResponse(f *testing.F) {
	f.Add([]byte("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"))
	f.Add([]byte("HTTP/1.1 200 OK\r\n\r\n"))
	f.Add([]byte("HTTP/1.1 2"))
	f.Fuzz(func(t *testing.T, text []byte) {
		status, body, err := parseResponse(text)
		if err != nil {
			return
		}
		if status < -99 || status > 999 {
			t.Errorf("status %d of %q", status, text)
		}
		if string(text[len(text)-len(body):]) != string(body) {
			t.Errorf("the body %q is not the end of %q", body, text)
		}
		if _, _, err := parseResponse(text[:len(text)-1]); err == nil {
			t.Errorf("%q is complete, and without its last byte too", text)
		}
	})
}
