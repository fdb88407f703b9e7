package client_test

import (
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"math"
	"net/http"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"github.com/gourd-go/gourd/client"
)

type todo struct {
	ID    int    `json:"id"`
	Title string `json:"title"`
}

// respond is a session whose every answer is this.
func respond(t testing.TB, config client.Config, status int, contentType, body string) *client.Session {
	config.Transport = roundTrip(func(r *http.Request) (*http.Response, error) {
		return response(r, status, strings.NewReader(body), "Content-Type", contentType), nil
	})
	config.BaseURL = "http://h/"
	return open(t, config)
}

func TestJSONAnswers(t *testing.T) {
	for name, c := range map[string]struct {
		status     int
		body, want string // want is a part of the error
	}{
		"object":         {200, `{"id":1,"title":"x"}`, ""},
		"created":        {201, `{"id":1,"title":"x"}`, ""},
		"byte order":     {200, "\ufeff" + `{"id":1,"title":"x"}`, ""},
		"not found":      {404, `{"id":1,"title":"x"}`, "status 404 Not Found"},
		"not modified":   {304, ``, "status 304"},
		"html":           {200, "<html>", "not the JSON that was expected"},
		"empty":          {200, "", "0 bytes"},
		"other type":     {200, `{"id":"1"}`, "not the JSON"},
		"name twice":     {200, `{"id":1,"id":2}`, "not the JSON"},
		"more after end": {200, `{"id":1} {}`, "not the JSON"},
	} {
		s := respond(t, client.Config{}, c.status, "application/json", c.body)
		got, err := s.GetJSON[todo](t.Context(), "todos/1")
		if c.want == "" {
			if err != nil || got != (todo{1, "x"}) {
				t.Errorf("%s: got %v, %v", name, got, err)
			}
			continue
		}
		if code, _ := gateway(err); !contains(err, c.want) || code != 502 {
			t.Errorf("%s: got %v, want a 502 with %q", name, err, c.want)
		}
		if got != (todo{}) {
			t.Errorf("%s: got %v beside an error", name, got)
		}
	}
}

func TestJSONCallsAskForJSON(t *testing.T) {
	s, _ := serve(t, client.Config{}, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		fmt.Fprintf(w, "%q", r.Method+" "+r.Header.Get("Accept")+" "+string(body))
	})
	for want, call := range map[string]func() (string, error){
		"GET application/json ": func() (string, error) { return s.GetJSON[string](t.Context(), "x") },
		"GET text/x-json ": func() (string, error) {
			return s.GetJSON[string](t.Context(), "x", client.Header("Accept", "text/x-json"))
		},
		"POST application/json [1]":  func() (string, error) { return s.PostJSON[string](t.Context(), "x", client.JSON([]int{1})) },
		"PATCH application/json [1]": func() (string, error) { return s.DoJSON[string](t.Context(), "PATCH", "x", client.JSON([]int{1})) },
	} {
		if got, err := call(); err != nil || got != want {
			t.Errorf("got %q, %v; want %q", got, err, want)
		}
	}
}

func TestRaise(t *testing.T) {
	long := strings.Repeat("x", client.RaisePrefix+10)
	s := respond(t, client.Config{}, 422, "text/plain", long)
	res, err := s.Post(t.Context(), "todos?token=secret")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Close()
	status, ok := errors.AsType[*client.StatusError](res.Raise())
	if !ok {
		t.Fatalf("got %v", res.Raise())
	}
	want := &client.StatusError{
		Method: "POST", URL: "http://h/todos", Status: 422,
		Header: http.Header{"Content-Type": {"text/plain"}}, Body: []byte(long[:client.RaisePrefix]),
	}
	if diff := cmp.Diff(want, status); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	for i := range 2 { // what Raise read can be read again, and again
		if text, err := res.Text(); err != nil || text != long {
			t.Errorf("%d: got %d bytes, %v; want %d", i, len(text), err, len(long))
		}
	}
	if again, ok := errors.AsType[*client.StatusError](res.Raise()); !ok || string(again.Body) != long[:client.RaisePrefix] {
		t.Errorf("after reading: got %v", again)
	}
}

func TestStatuses(t *testing.T) {
	for status, raises := range map[int]bool{200: false, 204: false, 299: false, 300: true, 304: true, 400: true, 500: true} {
		res, err := respond(t, client.Config{}, status, "", "").Get(t.Context(), "x")
		if err != nil {
			t.Fatal(err)
		}
		if got := res.Raise() != nil; got != raises || res.OK() == raises {
			t.Errorf("%d: Raise %v, OK %v; want Raise %v", status, got, res.OK(), raises)
		}
		_ = res.Close()
	}
}

func TestText(t *testing.T) {
	for _, c := range []struct{ contentType, body, want, err string }{
		{"text/plain", "é", "é", ""},
		{"", "a\xffb", "a\ufffdb", ""},
		{"text/plain; charset=UTF-8", "é", "é", ""},
		{"text/plain; charset=ISO-8859-1", "\xe9", "é", ""},
		{`text/plain; charset="latin1"`, "\xe9", "é", ""},
		{"text/plain; charset=shift_jis", "x", "", `charset "shift_jis"`},
		{";;;", "x", "x", ""},
	} {
		res, err := respond(t, client.Config{}, 200, c.contentType, c.body).Get(t.Context(), "x")
		if err != nil {
			t.Fatal(err)
		}
		got, err := res.Text()
		if got != c.want || (err != nil) != (c.err != "") || c.err != "" && !contains(err, c.err) {
			t.Errorf("%q: got %q, %v; want %q, %q", c.contentType, got, err, c.want, c.err)
		}
	}
}

func TestBodyLimit(t *testing.T) {
	for name, c := range map[string]struct {
		config int64
		option []client.Option
		size   int
		ok     bool
	}{
		"at the limit":   {10, nil, 10, true},
		"over":           {10, nil, 11, false},
		"option":         {10, []client.Option{client.MaxBody(20)}, 20, true},
		"over option":    {10, []client.Option{client.MaxBody(20)}, 21, false},
		"no limit":       {-1, nil, client.DefaultMaxBody + 1, true},
		"the largest":    {math.MaxInt64, nil, 10, true},
		"default":        {0, nil, client.DefaultMaxBody, true},
		"over default":   {0, nil, client.DefaultMaxBody + 1, false},
		"default option": {10, []client.Option{client.MaxBody(0)}, 11, true},
	} {
		res, err := respond(t, client.Config{MaxBody: c.config}, 200, "", strings.Repeat("x", c.size)).Get(t.Context(), "x", c.option...)
		if err != nil {
			t.Fatal(err)
		}
		data, err := res.Bytes()
		if c.ok && (err != nil || len(data) != c.size) {
			t.Errorf("%s: got %d bytes, %v; want %d", name, len(data), err, c.size)
		}
		if !c.ok {
			if code, _ := gateway(err); !errors.Is(err, client.ErrTooLarge) || code != 502 {
				t.Errorf("%s: got %v, want ErrTooLarge with 502", name, err)
			}
		}
	}
}

func TestADeclaredLengthOverTheLimitIsNotRead(t *testing.T) {
	s := open(t, client.Config{MaxBody: 10, Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
		res := response(r, 200, iotest.ErrReader(errors.New("was read")))
		res.ContentLength = 11
		return res, nil
	})})
	res, err := s.Get(t.Context(), "http://h/")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := res.Bytes(); !errors.Is(err, client.ErrTooLarge) {
		t.Errorf("got %v, want ErrTooLarge", err)
	}
}

func TestGzipIsDecodedAndLimitedAfterwards(t *testing.T) {
	s, _ := serve(t, client.Config{MaxBody: 1 << 20}, func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Accept-Encoding") != "gzip" {
			t.Errorf("Accept-Encoding %q", r.Header.Get("Accept-Encoding"))
		}
		w.Header().Set("Content-Encoding", "gzip")
		if r.URL.Path == "/broken" {
			_, _ = io.WriteString(w, "this is plain text and not gzip")
			return
		}
		z := gzip.NewWriter(w)
		n := 1 << 20
		if r.URL.Path == "/bomb" {
			n *= 20
		}
		_, _ = z.Write(make([]byte, n))
		_ = z.Close()
	})
	for path, want := range map[string]error{"fits": nil, "bomb": client.ErrTooLarge, "broken": gzip.ErrHeader} {
		res, err := s.Get(t.Context(), path)
		if err != nil {
			t.Fatal(err)
		}
		data, err := res.Bytes()
		if !errors.Is(err, want) || want == nil && (err != nil || len(data) != 1<<20) {
			t.Errorf("%s: got %d bytes, %v; want %v", path, len(data), err, want)
		}
	}
}

func TestAnswersWithoutBody(t *testing.T) {
	s, _ := serve(t, client.Config{MaxBody: 10}, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/204":
			w.WriteHeader(204)
		case "/304":
			w.WriteHeader(304)
		default:
			w.Header().Set("Content-Length", "1000")
		}
	})
	for path, method := range map[string]string{"204": "GET", "304": "GET", "200": "HEAD"} {
		res, err := s.Do(t.Context(), method, path)
		if err != nil {
			t.Fatal(err)
		}
		if fmt.Sprint(res.Status) != path {
			t.Errorf("status %d, want %s", res.Status, path)
		}
		if data, err := res.Bytes(); err != nil || len(data) != 0 {
			t.Errorf("%s %s: got %q, %v", method, path, data, err)
		}
		if err := res.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestMalformedAnswers(t *testing.T) {
	for name, answer := range map[string]string{
		"nothing":       "",
		"not http":      "SSH-2.0-OpenSSH_9.6\r\n\r\n",
		"bad status":    "HTTP/1.1 2OO OK\r\n\r\n",
		"bad header":    "HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
		"bad length":    "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
		"two lengths":   "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
		"bad chunk":     "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
		"missing chunk": "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nab",
		"short body":    "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nab",
		"huge header":   "HTTP/1.1 200 OK\r\nA: " + strings.Repeat("x", client.DefaultMaxHeader+1) + "\r\n\r\n",
	} {
		s := open(t, client.Config{NoProxy: true})
		res, err := s.Get(t.Context(), raw(t, answer))
		if err == nil {
			_, err = res.Bytes()
		}
		if code, _ := gateway(err); code != 502 {
			t.Errorf("%s: got %v, want a 502", name, err)
		}
	}
}

func TestLines(t *testing.T) {
	collect := func(r *client.Response) (lines []string, err error) {
		for line, e := range r.Lines() {
			if e != nil {
				return lines, e
			}
			lines = append(lines, line)
		}
		return lines, nil
	}
	for _, c := range []struct {
		body string
		want []string
	}{
		{"", nil},
		{"a\r\nb\n\nc", []string{"a", "b", "", "c"}},
		{"a\n", []string{"a"}},
		{strings.Repeat("x", client.MaxLine-2) + "\n", []string{strings.Repeat("x", client.MaxLine-2)}},
	} {
		res, err := respond(t, client.Config{MaxBody: 1}, 200, "", c.body).Get(t.Context(), "x")
		if err != nil {
			t.Fatal(err)
		}
		got, err := collect(res)
		if diff := cmp.Diff(c.want, got); diff != "" || err != nil {
			t.Errorf("%.20q: %v (-want +got)\n%s", c.body, err, diff)
		}
	}
	res, err := respond(t, client.Config{}, 200, "", "a\n"+strings.Repeat("x", client.MaxLine+1)).Get(t.Context(), "x")
	if err != nil {
		t.Fatal(err)
	}
	got, err := collect(res)
	if code, _ := gateway(err); !errors.Is(err, client.ErrTooLarge) || code != 502 || len(got) != 1 {
		t.Errorf("got %d lines, %v; want ErrTooLarge after 1", len(got), err)
	}
}

func TestAStreamIsReadAsItComes(t *testing.T) {
	for _, protocol := range []string{"HTTP/1.1", "HTTP/2.0"} {
		t.Run(strings.ReplaceAll(protocol, "/", " "), func(t *testing.T) {
			proceed := make(chan struct{})
			s := serveTLS(t, protocol, func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Trailer", "Sum")
				for i := range 3 {
					fmt.Fprintf(w, "line %d\n", i)
					_ = http.NewResponseController(w).Flush()
					<-proceed // line i+1 comes only when line i has been read
				}
				w.Header().Set("Sum", "3")
			})
			res, err := s.Get(t.Context(), "x")
			if err != nil {
				t.Fatal(err)
			}
			i := 0
			for line, err := range res.Lines() {
				if err != nil || line != fmt.Sprint("line ", i) {
					t.Fatalf("got %q, %v; want line %d", line, err, i)
				}
				i++
				proceed <- struct{}{}
			}
			if i != 3 || res.Trailer().Get("Sum") != "3" {
				t.Errorf("%d lines, trailer %v", i, res.Trailer())
			}
		})
	}
}

func TestLeavingAStreamEndsIt(t *testing.T) {
	for _, protocol := range []string{"HTTP/1.1", "HTTP/2.0"} {
		left := make(chan struct{})
		s := serveTLS(t, protocol, func(w http.ResponseWriter, r *http.Request) {
			defer close(left)
			for r.Context().Err() == nil {
				if _, err := io.WriteString(w, strings.Repeat("x", 1000)+"\n"); err != nil {
					return
				}
				_ = http.NewResponseController(w).Flush()
			}
		})
		res, err := s.Get(t.Context(), "x")
		if err != nil {
			t.Fatal(err)
		}
		for _, err := range res.Lines() {
			if err != nil {
				t.Error(err)
			}
			break
		}
		<-left
		if _, err := res.Body.Read(make([]byte, 1)); err == nil || !contains(err, "response is closed") {
			t.Errorf("reading after the loop: got %v", err)
		}
	}
}

func TestCloseDuringRead(t *testing.T) {
	s, _ := serve(t, client.Config{}, func(w http.ResponseWriter, r *http.Request) {
		_ = http.NewResponseController(w).Flush()
		<-r.Context().Done()
	})
	res, err := s.Get(t.Context(), "x")
	if err != nil {
		t.Fatal(err)
	}
	read := make(chan error)
	go func() {
		_, err := res.Body.Read(make([]byte, 1))
		read <- err
	}()
	if err := res.Close(); err != nil {
		t.Error(err)
	}
	if err := <-read; !contains(err, "response is closed") {
		t.Errorf("got %v", err)
	}
}

const gigabyte = 1 << 30

func TestAGigabytePassesInLittleMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("sends 2 GiB")
	}
	s, _ := serve(t, client.Config{Timeout: client.Timeouts{Total: -1}}, func(w http.ResponseWriter, r *http.Request) {
		n, err := io.Copy(w, r.Body)
		if n != gigabyte || err != nil {
			t.Errorf("the server got %d bytes, %v", n, err)
		}
	})
	full := client.BodyFunc(func() (io.ReadCloser, error) {
		return io.NopCloser(io.LimitReader(zeros{}, gigabyte)), nil
	}, gigabyte, "")
	var before, now runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	res, err := s.Post(t.Context(), "x", full)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Close()
	buf := make([]byte, 64<<10)
	total, most := 0, uint64(0)
	for i := 0; ; i++ {
		n, err := res.Body.Read(buf)
		total += n
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if i%2000 == 0 {
			runtime.GC()
			runtime.ReadMemStats(&now)
			most = max(most, now.HeapAlloc-min(now.HeapAlloc, before.HeapAlloc))
		}
	}
	if total != gigabyte || most > 8<<20 {
		t.Errorf("%d bytes with %d held, want %d with at most %d", total, most, gigabyte, 8<<20)
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { return len(p), nil }
