package server_test

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/gourd-go/gourd/server"
)

// next is a request that would be answered if the one before it was misread.
const next = "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n"

func TestARequestThatIsNotHTTPIsRefusedAndIsTheLast(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, raw string
		status    int
	}{
		{"two lengths that differ (RFC 9112, 6.3)", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab", 400},
		{"a length with a sign (RFC 9110, 8.6)", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +1\r\n\r\na", 400},
		{"a length that is no number (RFC 9110, 8.6)", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1x\r\n\r\na", 400},
		{"a negative length (RFC 9110, 8.6)", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n", 400},
		{"a list of lengths that differ (RFC 9110, 8.6)", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1, 2\r\n\r\nab", 400},
		{"a transfer coding that is not known (RFC 9112, 6.1)", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 501},
		{"two Transfer-Encodings (RFC 9112, 6.1)", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n", 501},
		{"a chunk size that is no number (RFC 9112, 7.1)", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n", 400},
		{"a chunk longer than its size (RFC 9112, 7.1)", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n0\r\n\r\n", 400},
		{"a chunk size that ends with a bare LF (RFC 9112, 2.2)", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\na\r\n0\r\n\r\n", 400},
		{"a chunk size that is too large", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\na", 400},
		{"a NUL in a value (RFC 9110, 5.5)", "GET / HTTP/1.1\r\nHost: a\r\nX: a\x00b\r\n\r\n", 400},
		{"a NUL in a name (RFC 9110, 5.1)", "GET / HTTP/1.1\r\nHost: a\r\nX\x00: a\r\n\r\n", 400},
		{"a CR in a value (RFC 9112, 2.2)", "GET / HTTP/1.1\r\nHost: a\r\nX: a\rb\r\n\r\n", 400},
		{"a space before the colon (RFC 9112, 5.1)", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length : 1\r\n\r\na", 400},
		{"a field without a colon (RFC 9112, 5)", "GET / HTTP/1.1\r\nHost: a\r\nX\r\n\r\n", 400},
		{"a field before the first (RFC 9112, 2.2)", "GET / HTTP/1.1\r\n Host: a\r\n\r\n", 400},
		{"no Host (RFC 9112, 3.2)", "GET / HTTP/1.1\r\n\r\n", 400},
		{"two Hosts (RFC 9112, 3.2)", "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400},
		{"a Host that is none (RFC 9112, 3.2)", "GET / HTTP/1.1\r\nHost: a/b c\r\n\r\n", 400},
		{"a method that is none (RFC 9110, 9.1)", "G(T / HTTP/1.1\r\nHost: a\r\n\r\n", 400},
		{"a space in the target (RFC 9112, 3.2)", "GET /a b HTTP/1.1\r\nHost: a\r\n\r\n", 400},
		{"a target in no form (RFC 9112, 3.2)", "GET a HTTP/1.1\r\nHost: a\r\n\r\n", 400},
		{"no version (RFC 9112, 2.3)", "GET /\r\nHost: a\r\n\r\n", 400},
		{"a version that is none (RFC 9112, 2.3)", "GET / HTTP/1.1x\r\nHost: a\r\n\r\n", 400},
		{"a version to come (RFC 9110, 15.6.6)", "GET / HTTP/3.0\r\nHost: a\r\n\r\n", 505},
		{"HTTP/2 without TLS", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505},
		{"TLS", "\x16\x03\x01\x00\x05hello\r\n\r\n", 400},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			c := open(t, echo, server.Config{}).dial()
			res := c.send(test.raw+next).wants(test.status, "")
			if !res.Close && res.ProtoAtLeast(1, 1) {
				t.Error("the answer does not say that the connection ends")
			}
			c.wantsEnd()
		})
	}
}

func TestARequestThatIsUnusualButRightIsServed(t *testing.T) {
	tests := []struct{ name, raw, want string }{
		{"the absolute form, whose host counts (RFC 9112, 3.2.2)", "GET http://b/path?q=1 HTTP/1.1\r\nHost: a\r\n\r\n", "GET|/path|b|"},
		{"the absolute form without a path", "GET http://b HTTP/1.1\r\nHost: b\r\n\r\n", "GET|/|b|"},
		{"a bare LF in the head (RFC 9112, 2.2)", "GET /lf HTTP/1.1\nHost: a\n\n", "GET|/lf|a|"},
		{"the same length twice (RFC 9110, 8.6)", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\nx", "POST|/|a|x"},
		{"a line break behind the last body (RFC 9112, 2.2)", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx\r\n", "POST|/|a|x"},
		{
			"a chunked body with extensions and trailers (RFC 9112, 7.1)",
			"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: Chunked\r\n\r\n1;a=b\r\nx\r\n002\r\nyz\r\n0\r\nX: y\r\n\r\n", "POST|/|a|xyz",
		},
		{"white space around a value (RFC 9112, 5.1)", "GET / HTTP/1.1\r\nHost: \t a \r\n\r\n", "GET|/|a|"},
		{"a method of one's own (RFC 9110, 9.1)", "BREW /pot HTTP/1.1\r\nHost: a\r\n\r\n", "BREW|/pot|a|"},
		{"the empty Host (RFC 9112, 3.2)", "GET / HTTP/1.1\r\nHost:\r\n\r\n", "GET|/||"},
		{"HTTP/1.0 without a Host", "GET / HTTP/1.0\r\n\r\n", "GET|/||"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			open(t, echo, server.Config{}).dial().send(test.raw).wants(200, test.want)
		})
	}
}

// A request with both is either refused, or read by its chunks and the last of its
// connection: RFC 9112, section 6.1.
func TestABodyWithChunksAndALengthCannotSmuggle(t *testing.T) {
	c := open(t, echo, server.Config{}).dial()
	c.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 40\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n" + next)
	if res := c.wants(200, "POST|/|a|x"); !res.Close {
		t.Error("the connection stays open")
	}
	c.wantsEnd()
}

func TestOptionsOfTheServerItselfAreAnswered(t *testing.T) {
	c := open(t, echo, server.Config{}).dial()
	c.send("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n").wants(200, "")
	c.send(get).wants(200, "GET|/|localhost|")
}

func TestPipelinedRequestsAreAnsweredInOrder(t *testing.T) {
	c := open(t, echo, server.Config{}).dial()
	c.send("GET /1 HTTP/1.1\r\nHost: a\r\n\r\nPOST /2 HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nxyGET /3 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n" + next)
	c.wants(200, "GET|/1|a|")
	c.wants(200, "POST|/2|a|xy")
	if !c.wants(200, "GET|/3|a|").Close {
		t.Error("the last answer does not say that it is the last")
	}
	c.wantsEnd()
}

func TestARequestByteByByteIsTheSame(t *testing.T) {
	c := open(t, echo, server.Config{}).dial()
	for b := range strings.SplitSeq("POST /slow HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n", "") {
		c.send(b)
	}
	c.wants(200, "POST|/slow|a|abc")
}

func TestHTTP10(t *testing.T) {
	t.Run("closes", func(t *testing.T) {
		c := open(t, text("hello"), server.Config{}).dial().send("GET / HTTP/1.0\r\n\r\n")
		c.wants(200, "hello")
		c.wantsEnd()
	})
	t.Run("stays when asked", func(t *testing.T) {
		c := open(t, text("hello"), server.Config{}).dial()
		for range 2 {
			res := c.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n").wants(200, "hello")
			if got := res.Header.Get("Connection"); got != "keep-alive" {
				t.Errorf("Connection is %q", got)
			}
		}
	})
	t.Run("gets no chunks", func(t *testing.T) {
		c := open(t, server.HTTP(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			_, _ = io.WriteString(w, "one")
			_ = http.NewResponseController(w).Flush()
			_, _ = io.WriteString(w, "two")
		})), server.Config{}).dial().send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
		if res := c.wants(200, "onetwo"); len(res.TransferEncoding) > 0 {
			t.Error("the body is chunked")
		}
		c.wantsEnd()
	})
}

func TestAnHTTPHandlerThatContradictsItselfIsBrokenOff(t *testing.T) {
	for _, length := range []string{"1", "100"} {
		c := open(t, server.HTTP(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", length)
			_, _ = io.WriteString(w, "two")
		})), server.Config{}).dial().send(get)
		res, err := http.ReadResponse(c.r, nil)
		if err == nil {
			_, err = io.ReadAll(res.Body)
			_ = res.Body.Close()
		}
		if err == nil || isTimeout(err) {
			t.Errorf("with Content-Length %s the answer ended with %v", length, err)
		}
	}
}
