package client_test

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/gourd-go/gourd/client"
)

// sent is what a server saw of a request.
type sent struct {
	Type, Body string
	Length     int64
}

// post sends a request to a server that reports what it saw.
func post(t *testing.T, options ...client.Option) sent {
	t.Helper()
	var got sent
	s, _ := serve(t, client.Config{}, func(w http.ResponseWriter, r *http.Request) {
		data, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		got = sent{r.Header.Get("Content-Type"), string(data), r.ContentLength}
	})
	res, err := s.Post(t.Context(), "x", options...)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(res.Raise(), res.Close()); err != nil {
		t.Fatal(err)
	}
	return got
}

func TestBodies(t *testing.T) {
	file := filepath.Join(t.TempDir(), "f")
	if err := os.WriteFile(file, []byte("0123456789"), 0o600); err != nil {
		t.Fatal(err)
	}
	opened, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := opened.Seek(4, io.SeekStart); err != nil {
		t.Fatal(err)
	}
	empty, err := os.Create(filepath.Join(t.TempDir(), "empty"))
	if err != nil {
		t.Fatal(err)
	}
	open := func() (io.ReadCloser, error) { return os.Open(file) }
	for name, c := range map[string]struct {
		options []client.Option
		want    sent
	}{
		"none":           {nil, sent{"", "", 0}},
		"zero option":    {[]client.Option{{}}, sent{"", "", 0}},
		"json":           {[]client.Option{client.JSON(map[string]int{"a": 1})}, sent{"application/json", `{"a":1}`, 7}},
		"json type":      {[]client.Option{client.JSON(1), client.Header("Content-Type", "application/x+json")}, sent{"application/x+json", "1", 1}},
		"form":           {[]client.Option{client.Form(url.Values{"b": {"2&"}, "a": {"1"}})}, sent{"application/x-www-form-urlencoded", "a=1&b=2%26", 10}},
		"two forms":      {[]client.Option{client.Form(url.Values{"a": {"1"}}), client.Form(url.Values{"a": {"2"}})}, sent{"application/x-www-form-urlencoded", "a=1&a=2", 7}},
		"string":         {[]client.Option{client.Body(strings.NewReader("abc"), "text/plain")}, sent{"text/plain", "abc", 3}},
		"buffer":         {[]client.Option{client.Body(bytes.NewBufferString("abc"), "")}, sent{"", "abc", 3}},
		"bytes":          {[]client.Option{client.Body(bytes.NewReader([]byte("abc")), "")}, sent{"", "abc", 3}},
		"reader":         {[]client.Option{client.Body(iotest.OneByteReader(strings.NewReader("abc")), "")}, sent{"", "abc", -1}},
		"data with EOF":  {[]client.Option{client.Body(iotest.DataErrReader(strings.NewReader("abc")), "")}, sent{"", "abc", -1}},
		"empty reader":   {[]client.Option{client.Body(iotest.OneByteReader(strings.NewReader("")), "")}, sent{"", "", -1}},
		"rest of a file": {[]client.Option{client.Body(opened, "")}, sent{"", "456789", 6}},
		"empty file":     {[]client.Option{client.Body(empty, "")}, sent{"", "", -1}},
		"opened file":    {[]client.Option{client.BodyFunc(open, 10, "")}, sent{"", "0123456789", 10}},
		"unknown size":   {[]client.Option{client.BodyFunc(open, -1, "")}, sent{"", "0123456789", -1}},
	} {
		if diff := cmp.Diff(c.want, post(t, c.options...)); diff != "" {
			t.Errorf("%s: (-want +got)\n%s", name, diff)
		}
	}
	if err := opened.Close(); !errors.Is(err, os.ErrClosed) {
		t.Errorf("the file was not closed after sending: %v", err)
	}
}

func TestMultipart(t *testing.T) {
	type part struct{ Field, Name, Type, Body string }
	read := func(s sent) (parts []part) {
		_, params, err := mime.ParseMediaType(s.Type)
		if err != nil {
			t.Fatal(err)
		}
		r := multipart.NewReader(strings.NewReader(s.Body), params["boundary"])
		for {
			p, err := r.NextPart()
			if err == io.EOF {
				return parts
			}
			if err != nil {
				t.Fatal(err)
			}
			data, err := io.ReadAll(p)
			if err != nil {
				t.Fatal(err)
			}
			parts = append(parts, part{p.FormName(), p.FileName(), p.Header.Get("Content-Type"), string(data)})
		}
	}
	closing := &closeReader{Reader: strings.NewReader("one")}
	open := func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader("two")), nil }
	got := post(t,
		client.Files(client.File{Field: "a", Name: `x".txt`, Type: "text/plain", Reader: closing}),
		client.Form(url.Values{"z": {"1", "2"}, "b": {"3"}}),
		client.Files(client.File{Field: "c", Name: "two", Open: open}))
	want := []part{
		{"b", "", "", "3"},
		{"z", "", "", "1"},
		{"z", "", "", "2"},
		{"a", `x".txt`, "text/plain", "one"},
		{"c", "two", "application/octet-stream", "two"},
	}
	if diff := cmp.Diff(want, read(got)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if got.Length != -1 {
		t.Errorf("length %d, want it unknown", got.Length)
	}
	if n := closing.closed.Load(); n != 1 {
		t.Errorf("the file was closed %d times, want once", n)
	}
	got = post(t, client.Files(client.File{Field: "a", Name: "n", Reader: strings.NewReader("known")}))
	if got.Length != int64(len(got.Body)) || !strings.Contains(got.Body, "known") {
		t.Errorf("length %d of a body of %d bytes", got.Length, len(got.Body))
	}
}

func TestFilesAreStreamedNotBuffered(t *testing.T) {
	content, write := io.Pipe()
	reached := make(chan struct{})
	s, _ := serve(t, client.Config{}, func(w http.ResponseWriter, r *http.Request) {
		parts, err := r.MultipartReader()
		if err != nil {
			t.Error(err)
			return
		}
		p, err := parts.NextPart()
		if err != nil {
			t.Error(err)
			return
		}
		first := make([]byte, 5)
		if _, err := io.ReadFull(p, first); err != nil || string(first) != "first" {
			t.Errorf("got %q, %v", first, err)
		}
		close(reached)
		rest, err := io.ReadAll(p)
		if err != nil || string(rest) != "second" {
			t.Errorf("got %q, %v", rest, err)
		}
	})
	go func() {
		_, _ = io.WriteString(write, "first")
		<-reached
		_, _ = io.WriteString(write, "second")
		_ = write.Close()
	}()
	res, err := s.Post(t.Context(), "x", client.Files(client.File{Field: "f", Name: "n", Reader: content}))
	if err != nil {
		t.Fatal(err)
	}
	defer res.Close()
	if err := res.Raise(); err != nil {
		t.Error(err)
	}
}

func TestAnUploadIsSentAsItIsRead(t *testing.T) {
	for _, protocol := range []string{"HTTP/1.1", "HTTP/2.0"} {
		t.Run(strings.ReplaceAll(protocol, "/", " "), func(t *testing.T) {
			body, write := io.Pipe()
			reached := make(chan struct{})
			s := serveTLS(t, protocol, func(w http.ResponseWriter, r *http.Request) {
				first := make([]byte, 3)
				if _, err := io.ReadFull(r.Body, first); err != nil || string(first) != "one" {
					t.Errorf("got %q, %v", first, err)
				}
				close(reached)
				rest, err := io.ReadAll(r.Body)
				fmt.Fprintf(w, "%s %s %v", r.Proto, rest, err)
			})
			go func() {
				_, _ = io.WriteString(write, "one")
				<-reached // the server has chunk 1 before chunk 2 exists
				_, _ = io.WriteString(write, "two")
				_ = write.Close()
			}()
			res, err := s.Post(t.Context(), "x", client.Body(body, ""))
			if err != nil {
				t.Fatal(err)
			}
			if text, err := res.Text(); err != nil || text != protocol+" two <nil>" {
				t.Errorf("got %q, %v", text, err)
			}
		})
	}
}

func TestAnErrorOfTheBodyReaderIsTheCallersOwn(t *testing.T) {
	s, _ := serve(t, client.Config{Retry: client.RetryPolicy{Attempts: 3, Methods: []string{"POST"}}}, func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
	})
	broken := errors.New("disk on fire")
	opens := 0
	for name, option := range map[string]client.Option{
		"reader": client.Body(iotest.ErrReader(broken), ""),
		"open":   client.BodyFunc(func() (io.ReadCloser, error) { opens++; return nil, broken }, -1, ""),
		"file":   client.Files(client.File{Field: "f", Reader: iotest.ErrReader(broken)}),
	} {
		_, err := s.Post(t.Context(), "x", option)
		if !errors.Is(err, broken) {
			t.Errorf("%s: got %v", name, err)
		}
		if code, ok := gateway(err); ok {
			t.Errorf("%s: Gateway %d for an error of our own reader", name, code)
		}
	}
	if opens != 1 {
		t.Errorf("a body that does not open was tried %d times", opens)
	}
}

func TestABodyOfTheWrongLengthIsTheCallersOwnError(t *testing.T) {
	for name, reader := range map[string]func(io.Reader) io.Reader{
		"at once":       func(r io.Reader) io.Reader { return r },
		"byte by byte":  iotest.OneByteReader,
		"data with EOF": iotest.DataErrReader,
	} {
		for _, size := range []int64{3, 5} {
			body := func() io.Reader { return reader(strings.NewReader("four")) }
			refused(t, fmt.Sprintf("%s, size %d", name, size), body, size, func(err error) bool {
				return contains(err, fmt.Sprint(size, " were announced"))
			})
		}
	}
}

func TestAReaderThatFailsAtItsEndIsTheCallersOwnError(t *testing.T) {
	broken := errors.New("disk on fire")
	for name, body := range map[string]func() io.Reader{
		"after the last byte": func() io.Reader { return io.MultiReader(strings.NewReader("four"), iotest.ErrReader(broken)) },
		"with the last byte":  func() io.Reader { return &lastReader{"four", broken} },
	} {
		refused(t, name, body, 4, func(err error) bool { return errors.Is(err, broken) })
	}
}

// lastReader returns its error together with its last bytes.
type lastReader struct {
	text string
	err  error
}

func (r *lastReader) Read(p []byte) (int, error) {
	n := copy(p, r.text)
	if r.text = r.text[n:]; r.text == "" {
		return n, r.err
	}
	return n, nil
}

// refused posts a body to servers that answer when they have read it. The call must
// fail with the caller's own error, and no server may take the body for a whole one.
func refused(t *testing.T, name string, body func() io.Reader, size int64, right func(error) bool) {
	t.Helper()
	for where, start := range map[string]func(http.HandlerFunc) *client.Session{
		"HTTP/1.1":          func(h http.HandlerFunc) *client.Session { s, _ := serve(t, client.Config{}, h); return s },
		"HTTP/1.1 over TLS": func(h http.HandlerFunc) *client.Session { return serveTLS(t, "HTTP/1.1", h) },
		"HTTP/2.0":          func(h http.HandlerFunc) *client.Session { return serveTLS(t, "HTTP/2.0", h) },
		"whose answer wins": func(h http.HandlerFunc) *client.Session {
			return open(t, client.Config{BaseURL: "http://h/", Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
				defer r.Body.Close()
				w := httptest.NewRecorder()
				h(w, r)
				return w.Result(), nil
			})})
		},
	} {
		read := make(chan error, 1)
		s := start(func(w http.ResponseWriter, r *http.Request) {
			_, err := io.Copy(io.Discard, r.Body)
			read <- err
		})
		_, err := s.Post(t.Context(), "x", client.BodyFunc(func() (io.ReadCloser, error) { return io.NopCloser(body()), nil }, size, ""))
		if _, ok := gateway(err); !right(err) || ok {
			t.Errorf("%s, %s: got %v", name, where, err)
		}
		if <-read == nil {
			t.Errorf("%s, %s: the server took the body for a whole one", name, where)
		}
	}
}

func TestAPanicOfATransportLeavesNothingHeld(t *testing.T) {
	fails := true
	s := open(t, client.Config{MaxRequests: 1, Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
		if fails {
			panic("boom")
		}
		return response(r, 200, strings.NewReader("ok")), nil
	})})
	func() {
		defer func() {
			if recover() == nil {
				t.Error("the panic was swallowed")
			}
		}()
		_, _ = s.Get(t.Context(), "http://h/")
	}()
	fails = false
	res, err := s.Get(t.Context(), "http://h/")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Close()
}

func TestAnAnswerMayComeBeforeTheBodyIsSent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		body, write := io.Pipe()
		s := open(t, client.Config{Transport: piped(answer("HTTP/1.1 413 Too Large\r\nContent-Length: 4\r\n\r\nmuch"))})
		res, err := s.Post(t.Context(), "http://h/x", client.Body(body, ""))
		if err != nil {
			t.Fatal(err)
		}
		if text, err := res.Text(); err != nil || res.Status != 413 || text != "much" {
			t.Errorf("got %d %q, %v", res.Status, text, err)
		}
		synctest.Wait()
		if _, err := io.WriteString(write, "x"); err != io.ErrClosedPipe { // the body is not left open
			t.Errorf("got %v, want io.ErrClosedPipe", err)
		}
	})
}

func TestAServerThatHangsUpDuringTheUpload(t *testing.T) {
	for _, secure := range []bool{false, true} {
		server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			c, _, err := http.NewResponseController(w).Hijack()
			if err != nil {
				t.Error(err)
				return
			}
			_ = c.Close()
		}))
		config := client.Config{NoProxy: true, Timeout: client.Timeouts{Total: 20 * time.Second}}
		if secure {
			server.StartTLS()
			roots := x509.NewCertPool()
			roots.AddCert(server.Certificate())
			config.TLS = &tls.Config{RootCAs: roots}
		} else {
			server.Start()
		}
		t.Cleanup(server.Close)
		body, write := io.Pipe() // waits for data that does not come
		_, err := open(t, config).Post(t.Context(), server.URL, client.Body(body, ""))
		if code, _ := gateway(err); code != 502 {
			t.Errorf("got %v, want a 502", err)
		}
		if _, err := io.WriteString(write, "x"); err != io.ErrClosedPipe {
			t.Errorf("got %v, want io.ErrClosedPipe", err)
		}
	}
}
