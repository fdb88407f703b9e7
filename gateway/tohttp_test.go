package gateway_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/gourd-go/gourd/gateway"
	"github.com/gourd-go/gourd/gourdtest"
)

// served is h behind an exchange.
func served(h http.Handler) gateway.Handler {
	return gateway.HandlerFunc(func(x *gateway.Exchange) { _ = gateway.ServeHTTP(x, h, nil, nil) })
}

// TestHandlersAnswerAsBehindNetHTTP has net/http itself say what is right.
func TestHandlersAnswerAsBehindNetHTTP(t *testing.T) {
	file := filepath.Join(t.TempDir(), "page.txt")
	if err := os.WriteFile(file, []byte(strings.Repeat("0123456789", 1000)), 0o600); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name    string
		method  string
		header  http.Header
		handler func(w http.ResponseWriter, r *http.Request)
	}{
		{name: "nothing is written", handler: func(http.ResponseWriter, *http.Request) {}},
		{name: "200 is implied", handler: func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "plain") }},
		{name: "the content is sniffed", handler: func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "<!doctype html><p>hi") }},
		{name: "a content type is kept", handler: func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/x-mine")
			fmt.Fprint(w, "<html>")
		}},
		{name: "a content type is left out on purpose", handler: func(w http.ResponseWriter, _ *http.Request) {
			w.Header()["Content-Type"] = nil
			fmt.Fprint(w, "<html>")
		}},
		{name: "encoded content is not sniffed", handler: func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "br")
			fmt.Fprint(w, "<html>")
		}},
		{name: "a second WriteHeader has no effect", handler: func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(201)
			w.WriteHeader(500)
			fmt.Fprint(w, "made")
		}},
		{name: "fields between the status and the body have no effect", handler: func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("X-Before", "1")
			w.WriteHeader(203)
			w.Header().Set("X-Before", "2")
			w.Header().Set("X-Between", "1")
			fmt.Fprint(w, "made")
		}},
		{name: "trailers between the status and the end", handler: func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Trailer", "X-Sum")
			w.WriteHeader(203)
			w.Header().Set("X-Sum", "42")
		}},
		{name: "a length that was declared and a body that never came", handler: func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "30")
			w.WriteHeader(203)
		}},
		{name: "fields behind the head have no effect", handler: func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("X-Before", "1")
			fmt.Fprint(w, "x")
			w.(http.Flusher).Flush()
			w.Header().Set("X-After", "1")
		}},
		{name: "several values of a field", handler: func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Add("X-Many", "1")
			w.Header().Add("X-Many", "2")
		}},
		{name: "line breaks in values become spaces", handler: func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("X-Broken", "1\r\nSet-Cookie: evil=1")
		}},
		{name: "names that are none are left out", handler: func(w http.ResponseWriter, _ *http.Request) {
			w.Header()["X Broken"] = []string{"1"}
			w.WriteHeader(202)
		}},
		{name: "a body of 204", handler: func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(204)
			_, err := fmt.Fprint(w, "no")
			want(err, http.ErrBodyNotAllowed)
		}},
		{name: "HEAD", method: "HEAD", handler: func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "5")
			_, err := io.WriteString(w, "hello")
			want(err, nil)
		}},
		{name: "a body longer than declared", handler: func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "3")
			_, err := fmt.Fprint(w, "abc")
			_, again := fmt.Fprint(w, "de")
			want(err, nil)
			want(again, http.ErrContentLength)
		}},
		{name: "a body shorter than declared", handler: func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "30")
			fmt.Fprint(w, "abc")
			w.(http.Flusher).Flush()
		}},
		{name: "a body behind the status", handler: func(w http.ResponseWriter, r *http.Request) { http.Error(w, "gone", http.StatusGone) }},
		{name: "a redirect", handler: func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/there?a=b", http.StatusFound) }},
		{name: "a file", handler: func(w http.ResponseWriter, r *http.Request) { http.ServeFile(w, r, file) }},
		{name: "a part of a file", header: http.Header{"Range": {"bytes=10-19"}}, handler: func(w http.ResponseWriter, r *http.Request) { http.ServeFile(w, r, file) }},
		{name: "a part that is not there", header: http.Header{"Range": {"bytes=100000-"}}, handler: func(w http.ResponseWriter, r *http.Request) { http.ServeFile(w, r, file) }},
		{name: "a file by HEAD", method: "HEAD", handler: func(w http.ResponseWriter, r *http.Request) { http.ServeFile(w, r, file) }},
		{name: "a file that is copied", handler: func(w http.ResponseWriter, _ *http.Request) {
			f, err := os.Open(file)
			want(err, nil)
			defer func() { _ = f.Close() }()
			_, err = w.(io.ReaderFrom).ReadFrom(f)
			want(err, nil)
		}},
		{name: "declared trailers", handler: func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Trailer", "X-Sum, X-Other")
			fmt.Fprint(w, "body")
			w.Header().Set("X-Sum", "42")
			w.Header().Set("X-Other", "43")
		}},
		{name: "trailers that were not declared", handler: func(w http.ResponseWriter, _ *http.Request) {
			fmt.Fprint(w, "body")
			w.(http.Flusher).Flush()
			w.Header().Set(http.TrailerPrefix+"X-Sum", "42")
		}},
		{name: "a panic", handler: func(w http.ResponseWriter, _ *http.Request) {
			fmt.Fprint(w, "some")
			w.(http.Flusher).Flush()
			panic("boom")
		}},
		{name: "ErrAbortHandler", handler: func(w http.ResponseWriter, _ *http.Request) {
			fmt.Fprint(w, "some")
			w.(http.Flusher).Flush()
			panic(http.ErrAbortHandler)
		}},
		{name: "a panic before the head", handler: func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }},
		{name: "a status that is none panics", handler: func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(42) }},
	}
	for _, test := range tests {
		method := test.method
		if method == "" {
			method = "GET"
		}
		plain := overNetwork(startServer(t, http.HandlerFunc(test.handler), false))(t, method, "/page.txt?q=1", test.header, nil)
		want := comparable(plain)
		for _, tr := range transports {
			t.Run(tr.name+"/"+test.name, func(t *testing.T) {
				send, faults := tr.open(t, served(http.HandlerFunc(test.handler)))
				got := comparable(send(t, method, "/page.txt?q=1", test.header, nil))
				if diff := cmp.Diff(want, got); diff != "" {
					t.Errorf("the answer differs from net/http's (-net/http +here):\n%s", diff)
				}
				if mention(faults(), "let through") {
					t.Errorf("the exchange let something through: %q", faults())
				}
			})
		}
	}
}

// want ends a handler whose writer gives another error.
func want(err, want error) {
	if !errors.Is(err, want) {
		panic(fmt.Sprintf("the error is %v, want %v", err, want))
	}
}

// comparable is an answer without what each server does in its own way, as whether
// a head comes of an answer that breaks before its body.
func comparable(a answer) map[string]any {
	if a.broken && a.body == "" {
		return map[string]any{"broken": true}
	}
	for _, name := range []string{"Date", "Content-Length", "Connection", "Last-Modified"} {
		a.header.Del(name)
	}
	header := http.Header{}
	for name, values := range a.header {
		if name != "Trailer" {
			header[name] = values
		}
	}
	trailer := http.Header{}
	for name, values := range a.trailer {
		trailer[name] = values
	}
	return map[string]any{"status": a.status, "header": header, "body": a.body, "trailer": trailer, "broken": a.broken}
}

func TestRequestIsNetHTTPs(t *testing.T) {
	h := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		fmt.Fprintf(w, "%s %s %q %q %q %q %s %d %q %v", r.Method, r.RequestURI, r.URL.Path, r.URL.RawPath, r.URL.EscapedPath(), r.URL.RawQuery, r.Header.Get("X-A"), r.ContentLength, body, err)
	})
	for _, target := range []string{"/", "/a/b?c=d", "/a%20b", "/a%2Fb/c", "//x", "/a?b?c", "/%E4%BD%A0", "/a;b", "/a+b", "/%FF", "/?a=%zz", "/(x)*'!"} {
		header := http.Header{"X-A": {"1"}}
		want := overNetwork(startServer(t, h, false))(t, "POST", target, header, strings.NewReader("hello"))
		everywhere(t, served(h), func(t *testing.T, send sender) {
			if got := send(t, "POST", target, header, strings.NewReader("hello")); got.body != want.body {
				t.Errorf("%s: the handler has seen\n%s, behind net/http\n%s", target, got.body, want.body)
			}
		})
	}
}

func TestOnHead(t *testing.T) {
	refused := errors.New("refused")
	tests := []struct {
		name   string
		onHead func(h *gateway.Head) error
		status int
		header string
		err    error
	}{
		{"may change the head", func(h *gateway.Head) error {
			h.Status = 202
			h.Fields = append(h.Fields, gateway.HeaderField{Name: "X-Seen", Value: "1"})
			return nil
		}, 202, "1", nil},
		{"may refuse it", func(*gateway.Head) error { return refused }, 500, "", refused},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			told := make(report, 1)
			h := told.of(func(x *gateway.Exchange) error {
				err := gateway.ServeHTTP(x, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "body") }), nil, test.onHead)
				if err != nil {
					text(500, "body")(x)
				}
				return err
			})
			everywhere(t, h, func(t *testing.T, send sender) {
				got := send(t, "GET", "/", nil, nil)
				wantErr(t, "ServeHTTP", <-told, test.err)
				if got.status != test.status || got.header.Get("X-Seen") != test.header || got.body != "body" {
					t.Errorf("the answer is %d %v %q", got.status, got.header, got.body)
				}
			})
		})
	}
}

func TestResponseController(t *testing.T) {
	for _, tr := range transports {
		t.Run(tr.name, func(t *testing.T) {
			told := make(chan error, 3)
			send, _ := tr.open(t, served(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				c := http.NewResponseController(w)
				told <- c.Flush()
				told <- c.SetReadDeadline(time.Time{})
				told <- c.SetWriteDeadline(time.Time{})
			})))
			send(t, "GET", "/", nil, nil)
			wantErr(t, "Flush", <-told, nil)
			var deadlines error
			if tr.name == "memory" {
				deadlines = http.ErrNotSupported
			}
			wantErr(t, "SetReadDeadline", <-told, deadlines)
			wantErr(t, "SetWriteDeadline", <-told, deadlines)
		})
	}
}

func TestHijack(t *testing.T) {
	h := served(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		conn, rw, err := w.(http.Hijacker).Hijack()
		if err != nil {
			http.Error(w, "cannot: "+err.Error(), http.StatusNotImplemented)
			return
		}
		defer func() { _ = conn.Close() }()
		_, _ = rw.WriteString("HTTP/1.1 299 Mine\r\nContent-Length: 2\r\n\r\nhi")
		_ = rw.Flush()
	}))
	everywhere(t, h, func(t *testing.T, send sender) {
		got := send(t, "GET", "/", nil, nil)
		if got.status == 501 && strings.HasPrefix(got.body, "cannot: ") && !strings.HasSuffix(t.Name(), "HTTP/1.1") {
			return
		}
		if got.status != 299 || got.body != "hi" {
			t.Errorf("the answer is %d %q", got.status, got.body)
		}
	})
}

// TestProxyBehindAnExchange: the transport of a reverse proxy may read the request's
// body when its handler has returned already.
func TestProxyBehindAnExchange(t *testing.T) {
	upstream := startServer(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		http.Error(w, "enough", http.StatusRequestEntityTooLarge) // without reading
	}), false)
	to, err := url.Parse(upstream.URL)
	if err != nil {
		t.Fatal(err)
	}
	proxy := httputil.NewSingleHostReverseProxy(to)
	proxy.Transport = upstream.Client().Transport
	proxy.ErrorLog = quiet(t)
	client := gourdtest.NewHandler(t, served(proxy))
	for range 20 {
		body := struct{ io.Reader }{io.LimitReader(endless{}, 8<<20)}
		if res := client.Post("/", gourdtest.Body("application/octet-stream", body)); res.Status != 413 && res.Status != 502 {
			t.Errorf("the answer is %d %q", res.Status, res.Text())
		}
	}
}

// TestBodyBehindTheHandlersEnd: what reads on then is told so, and does not touch
// the exchange of another request.
func TestBodyBehindTheHandlersEnd(t *testing.T) {
	for _, tr := range transports {
		t.Run(tr.name, func(t *testing.T) {
			bodies := make(chan io.Reader, 1)
			send, faults := tr.open(t, served(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { bodies <- r.Body })))
			send(t, "POST", "/", nil, strings.NewReader("body"))
			if n, err := (<-bodies).Read(make([]byte, 10)); err == nil {
				t.Errorf("%d bytes can be read behind the end", n)
			}
			if len(faults()) > 0 {
				t.Errorf("the exchange was used: %q", faults())
			}
		})
	}
}

type endless struct{}

func (endless) Read(p []byte) (int, error) { return len(p), nil }

// TestMiddlewareAroundAnExchange: an exchange within a handler within an exchange.
func TestMiddlewareAroundAnExchange(t *testing.T) {
	inner := gateway.HandlerFunc(func(x *gateway.Exchange) {
		body, _ := io.ReadAll(reader{x})
		_ = x.WriteHead(head(201, -1, gateway.HeaderField{Name: "Vary", Value: "Cookie"}), body, true)
		_ = x.Flush()
		_ = x.Finish([]gateway.HeaderField{{Name: "X-Sum", Value: "42"}})
	})
	around := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Vary", "Accept")
		w.Header().Set("X-Around", "1")
		w.Header().Set("Content-Type", "text/x-replaced")
		gateway.Serve(w, r, inner, gateway.HTTPOptions{})
	})
	everywhere(t, served(around), func(t *testing.T, send sender) {
		got := send(t, "POST", "/", nil, strings.NewReader("hello"))
		want := http.Header{"Vary": {"Accept", "Cookie"}, "X-Around": {"1"}, "Content-Type": {"text/plain"}}
		got.header.Del("Date")
		if diff := cmp.Diff(want, got.header); diff != "" || got.status != 201 || got.body != "hello" || got.trailer.Get("X-Sum") != "42" {
			t.Errorf("the answer is %d %q, trailer %v; its header (-want +got):\n%s", got.status, got.body, got.trailer, diff)
		}
	})
}

// TestRecorder: a handler of the gateway runs behind httptest's recorder too.
func TestRecorder(t *testing.T) {
	w := httptest.NewRecorder()
	gateway.HTTPHandler(text(418, "short"), gateway.HTTPOptions{}).ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), "GET", "/", nil))
	if w.Code != 418 || w.Body.String() != "short" || w.Header().Get("Content-Length") != "5" {
		t.Errorf("the answer is %d %q %v", w.Code, w.Body, w.Header())
	}
}
