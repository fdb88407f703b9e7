package gateway_test

import (
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gourd-go/gourd/gateway"
)

func head(status int, length int64, fields ...gateway.HeaderField) *gateway.Head {
	return &gateway.Head{Status: status, ContentLength: length, Fields: append(plain(), fields...)}
}

// TestAnswers has the rules that the exchange keeps for every transport: what the
// handler is told, and what the client sees then.
func TestAnswers(t *testing.T) {
	tests := []struct {
		name    string
		method  string // "": GET
		handler func(x *gateway.Exchange) error
		err     error  // that the handler gets
		message string // part of an error that has no name
		want    answer // status, body and broken
		length  string // Content-Length
		misuse  bool   // a strict transport tells
	}{
		{
			name:    "a handler that writes nothing answers 200",
			handler: func(*gateway.Exchange) error { return nil },
			want:    answer{status: 200}, length: "0",
		},
		{
			name: "an answer of one piece declares its length",
			handler: func(x *gateway.Exchange) error {
				return x.WriteHead(head(201, -1), []byte("hello"), false)
			},
			want: answer{status: 201, body: "hello"}, length: "5",
		},
		{
			name: "a body of unknown length",
			handler: func(x *gateway.Exchange) error {
				err := x.WriteHead(head(200, -1), []byte("one "), true)
				_, again := x.Write([]byte("two"))
				return errors.Join(err, again, x.Flush())
			},
			want: answer{status: 200, body: "one two"},
		},
		{
			name: "a body of declared length in parts",
			handler: func(x *gateway.Exchange) error {
				err := x.WriteHead(head(200, 7), []byte("one "), true)
				_, again := x.Write([]byte("two"))
				return errors.Join(err, again, x.Finish(nil))
			},
			want: answer{status: 200, body: "one two"}, length: "7",
		},
		{
			name: "a second head is refused",
			handler: func(x *gateway.Exchange) error {
				_ = x.WriteHead(head(200, -1), []byte("first"), true)
				_ = x.Flush()
				return x.WriteHead(head(500, -1), []byte("second"), false)
			},
			err: gateway.ErrHeadWritten, misuse: true,
			want: answer{status: 200, body: "first"},
		},
		{
			name: "a head behind the end is refused",
			handler: func(x *gateway.Exchange) error {
				_ = x.WriteHead(head(200, -1), []byte("first"), false)
				return x.WriteHead(head(500, -1), nil, false)
			},
			err: gateway.ErrHeadWritten, misuse: true,
			want: answer{status: 200, body: "first"}, length: "5",
		},
		{
			name: "a body without a head is refused",
			handler: func(x *gateway.Exchange) error {
				_, err := x.Write([]byte("lost"))
				return err
			},
			err: gateway.ErrNoHead, misuse: true,
			want: answer{status: 200}, length: "0",
		},
		{
			name: "a body behind the end is refused",
			handler: func(x *gateway.Exchange) error {
				_ = x.WriteHead(head(200, -1), []byte("all"), false)
				_, err := x.Write([]byte(" and more"))
				return err
			},
			err: gateway.ErrFinished, misuse: true,
			want: answer{status: 200, body: "all"}, length: "3",
		},
		{
			name: "a body longer than declared is refused whole",
			handler: func(x *gateway.Exchange) error {
				_ = x.WriteHead(head(200, 5), []byte("abc"), true)
				_, err := x.Write([]byte("defg"))
				_, _ = x.Write([]byte("de"))
				return err
			},
			err: gateway.ErrTooLong, misuse: true,
			want: answer{status: 200, body: "abcde"}, length: "5",
		},
		{
			name: "first bytes longer than declared are refused, and nothing is sent",
			handler: func(x *gateway.Exchange) error {
				err := x.WriteHead(head(200, 2), []byte("abc"), true)
				if x.Answered() {
					return errors.New("the exchange has answered")
				}
				return err
			},
			err: gateway.ErrTooLong, misuse: true,
			want: answer{status: 200}, length: "0",
		},
		{
			name: "a body shorter than declared breaks the connection",
			handler: func(x *gateway.Exchange) error {
				_ = x.WriteHead(head(200, 10), []byte("abc"), true)
				_ = x.Flush()
				return x.Finish(nil)
			},
			err:  io.ErrUnexpectedEOF,
			want: answer{status: 200, body: "abc", broken: true}, length: "10",
		},
		{
			name: "a body shorter than declared breaks the connection where the handler only returns",
			handler: func(x *gateway.Exchange) error {
				_ = x.WriteHead(head(200, 10), []byte("abc"), true)
				return x.Flush()
			},
			want: answer{status: 200, body: "abc", broken: true}, length: "10",
		},
		{
			name: "an answer that was given up breaks the connection",
			handler: func(x *gateway.Exchange) error {
				_ = x.WriteHead(head(200, -1), []byte("abc"), true)
				_ = x.Flush()
				x.Abort()
				if !x.Aborted() || !x.Ended() {
					return errors.New("the exchange does not say that it was given up")
				}
				_, err := x.Write([]byte("more"))
				return err
			},
			err:  gateway.ErrFinished,
			want: answer{status: 200, body: "abc", broken: true},
		},
		{
			name: "nothing at all comes of an answer that was given up before its head",
			handler: func(x *gateway.Exchange) error {
				x.Abort()
				return nil
			},
			want: answer{broken: true},
		},
		{
			name:    "204 has no body",
			handler: func(x *gateway.Exchange) error { return x.WriteHead(head(204, 0), nil, false) },
			want:    answer{status: 204},
		},
		{
			name:    "a body of 204 is refused",
			handler: func(x *gateway.Exchange) error { return x.WriteHead(head(204, -1), []byte("no"), false) },
			err:     gateway.ErrBodyNotAllowed, misuse: true,
			want: answer{status: 200}, length: "0",
		},
		{
			name:    "more to come of 304 is refused",
			handler: func(x *gateway.Exchange) error { return x.WriteHead(head(304, -1), nil, true) },
			err:     gateway.ErrBodyNotAllowed, misuse: true,
			want: answer{status: 200}, length: "0",
		},
		{
			name: "HEAD drops the body and declares its length", method: "HEAD",
			handler: func(x *gateway.Exchange) error { return x.WriteHead(head(200, -1), []byte("hello"), false) },
			want:    answer{status: 200}, length: "5",
		},
		{
			name: "HEAD declares a length without a body", method: "HEAD",
			handler: func(x *gateway.Exchange) error { return x.WriteHead(head(200, 1000), nil, false) },
			want:    answer{status: 200}, length: "1000",
		},
		{
			name: "HEAD drops what is written in parts", method: "HEAD",
			handler: func(x *gateway.Exchange) error {
				err := x.WriteHead(head(200, 6), []byte("abc"), true)
				_, again := x.Write([]byte("def"))
				return errors.Join(err, again, x.Flush(), x.Finish(nil))
			},
			want: answer{status: 200}, length: "6",
		},
		{
			name: "a line break in a value is refused",
			handler: func(x *gateway.Exchange) error {
				return x.WriteHead(head(200, -1, gateway.HeaderField{Name: "X-A", Value: "1\r\nSet-Cookie: evil=1"}), nil, false)
			},
			message: "line break", want: answer{status: 200}, length: "0",
		},
		{
			name: "a name that is none is refused",
			handler: func(x *gateway.Exchange) error {
				return x.WriteHead(head(200, -1, gateway.HeaderField{Name: "X A", Value: "1"}), nil, false)
			},
			message: `"X A" is not a header field's name`, want: answer{status: 200}, length: "0",
		},
		{
			name:    "a status that is none is refused",
			handler: func(x *gateway.Exchange) error { return x.WriteHead(head(99, -1), nil, false) },
			message: "status 99, want 200 to 999", want: answer{status: 200}, length: "0",
		},
		{
			name:    "an interim status is refused",
			handler: func(x *gateway.Exchange) error { return x.WriteHead(head(103, -1), nil, false) },
			message: "status 103", want: answer{status: 200}, length: "0",
		},
		{
			name: "fields of the framing are the transport's",
			handler: func(x *gateway.Exchange) error {
				return x.WriteHead(head(200, -1,
					gateway.HeaderField{Name: "content-length", Value: "77"},
					gateway.HeaderField{Name: "Transfer-Encoding", Value: "gzip"}), []byte("abc"), false)
			},
			want: answer{status: 200, body: "abc"}, length: "3",
		},
		{
			name: "Finish and Flush behind the end do nothing",
			handler: func(x *gateway.Exchange) error {
				err := x.WriteHead(head(200, -1), []byte("abc"), false)
				return errors.Join(err, x.Finish(nil), x.Flush())
			},
			want: answer{status: 200, body: "abc"}, length: "3",
		},
	}
	for _, tr := range transports {
		for _, test := range tests {
			t.Run(tr.name+"/"+test.name, func(t *testing.T) {
				told := make(report, 1)
				send, faults := tr.open(t, told.of(test.handler))
				method := test.method
				if method == "" {
					method = http.MethodGet
				}
				got := send(t, method, "/", nil, nil)
				switch err := <-told; {
				case test.message != "":
					if err == nil || !strings.Contains(err.Error(), test.message) {
						t.Errorf("the handler's error is %v, want one with %q", err, test.message)
					}
				default:
					wantErr(t, "the handler", err, test.err)
				}
				if got.status != test.want.status || got.body != test.want.body || got.broken != test.want.broken {
					t.Errorf("the answer is %d %q, broken: %v; want %d %q, broken: %v", got.status, got.body, got.broken, test.want.status, test.want.body, test.want.broken)
				}
				if length := got.header.Get("Content-Length"); length != test.length {
					t.Errorf("Content-Length is %q, want %q", length, test.length)
				}
				if told := mention(faults(), "broke the contract"); told != (test.misuse && tr.strict) {
					t.Errorf("misuse was told: %v, want %v: %q", told, test.misuse && tr.strict, faults())
				}
				if mention(faults(), "let through") {
					t.Errorf("the exchange let something through: %q", faults())
				}
			})
		}
	}
}

func TestFieldsKeepTheirValues(t *testing.T) {
	h := gateway.HandlerFunc(func(x *gateway.Exchange) {
		_ = x.WriteHead(head(200, -1,
			gateway.HeaderField{Name: "set-cookie", Value: "a=1"},
			gateway.HeaderField{Name: "Set-Cookie", Value: "b=2"},
			gateway.HeaderField{Name: "X-Empty", Value: ""}), nil, false)
	})
	everywhere(t, h, func(t *testing.T, send sender) {
		got := send(t, "GET", "/", nil, nil)
		if cookies := strings.Join(got.header["Set-Cookie"], " "); cookies != "a=1 b=2" {
			t.Errorf("Set-Cookie is %q, want a=1 b=2", cookies)
		}
		if _, ok := got.header["X-Empty"]; !ok {
			t.Errorf("the field without a value is not there: %v", got.header)
		}
	})
}

func TestStatusAndWritten(t *testing.T) {
	type seen struct {
		status  int
		written int64
	}
	states := make(chan seen, 4)
	h := gateway.HandlerFunc(func(x *gateway.Exchange) {
		note := func() { states <- seen{x.Status(), x.Written()} }
		note()
		_ = x.WriteHead(head(206, -1), []byte("abc"), true)
		note()
		_, _ = x.Write([]byte("de"))
		note()
		_ = x.Finish(nil)
		note()
	})
	everywhere(t, h, func(t *testing.T, send sender) {
		send(t, "GET", "/", nil, nil)
		for _, want := range []seen{{0, 0}, {206, 3}, {206, 5}, {206, 5}} {
			if got := <-states; got != want {
				t.Errorf("status and bytes are %v, want %v", got, want)
			}
		}
	})
}

func TestWriteFile(t *testing.T) {
	content := strings.Repeat("0123456789abcdef", 1<<16+1) // more than net/http is given at once
	name := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	size := int64(len(content))
	tests := []struct {
		name     string
		from     int64
		n        int64
		declared int64
		err      error
		broken   bool
	}{
		{name: "the whole file", n: size, declared: size},
		{name: "a part from the offset on", from: 5, n: 100, declared: 100},
		{name: "without a declared length", n: size, declared: -1},
		{name: "a file that is shorter than it should be", from: size - 10, n: 20, declared: 20, err: io.ErrUnexpectedEOF, broken: true},
		{name: "more than was declared", n: 20, declared: 10, err: gateway.ErrTooLong, broken: true},
	}
	for _, tr := range transports {
		for _, test := range tests {
			t.Run(tr.name+"/"+test.name, func(t *testing.T) {
				told := make(report, 1)
				send, _ := tr.open(t, told.of(func(x *gateway.Exchange) error {
					f, err := os.Open(name)
					if err != nil {
						return err
					}
					defer func() { _ = f.Close() }()
					if _, err := f.Seek(test.from, io.SeekStart); err != nil {
						return err
					}
					if err := x.WriteHead(head(200, test.declared), nil, true); err != nil {
						return err
					}
					_, err = x.WriteFile(f, test.n)
					return err
				}))
				got := send(t, "GET", "/", nil, nil)
				wantErr(t, "WriteFile", <-told, test.err)
				if got.broken != test.broken {
					t.Errorf("broken: %v, want %v", got.broken, test.broken)
				}
				if want := content[test.from:min(size, test.from+test.n)]; !test.broken && got.body != want {
					t.Errorf("the body has %d bytes, want %d of the file", len(got.body), len(want))
				}
			})
		}
	}
}

func TestTrailers(t *testing.T) {
	h := gateway.HandlerFunc(func(x *gateway.Exchange) {
		_ = x.WriteHead(head(200, -1), []byte("body"), true)
		_ = x.Finish([]gateway.HeaderField{{Name: "X-Sum", Value: "42"}})
	})
	everywhere(t, h, func(t *testing.T, send sender) {
		if got := send(t, "GET", "/", nil, nil); got.trailer.Get("X-Sum") != "42" || got.body != "body" {
			t.Errorf("the body is %q and its trailer %v, want X-Sum: 42", got.body, got.trailer)
		}
	})
}

// TestRequestTrailers is of net/http only: the test client sends none.
func TestRequestTrailers(t *testing.T) {
	h := gateway.HandlerFunc(func(x *gateway.Exchange) {
		body, _ := io.ReadAll(reader{x})
		var trailers string
		for _, f := range x.Trailers(nil) {
			trailers += string(f.Name) + "=" + string(f.Value)
		}
		text(200, string(body)+" "+trailers)(x)
	})
	s := startServer(t, gateway.HTTPHandler(h, gateway.HTTPOptions{}), false)
	r, _ := http.NewRequestWithContext(t.Context(), "POST", s.URL, io.NopCloser(strings.NewReader("body")))
	r.Trailer = http.Header{"X-Sum": {"42"}}
	res, err := s.Client().Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	if got, _ := io.ReadAll(res.Body); string(got) != "body X-Sum=42" {
		t.Errorf("the handler has seen %q", got)
	}
}

// reader is an exchange that is nothing but a reader.
type reader struct{ x *gateway.Exchange }

func (r reader) Read(p []byte) (int, error) { return r.x.Read(p) }

func TestFlushBehindTheEndSendsTheAnswer(t *testing.T) {
	seen := make(chan struct{})
	h := gateway.HandlerFunc(func(x *gateway.Exchange) {
		_ = x.WriteHead(head(200, -1), []byte("done"), false)
		_ = x.Flush()
		<-seen // the handler has something slow to do
	})
	s := startServer(t, gateway.HTTPHandler(h, gateway.HTTPOptions{}), false)
	got := overNetwork(s)(t, "GET", "/", nil, nil)
	close(seen)
	if got.body != "done" || got.broken {
		t.Errorf("the answer is %q, broken: %v", got.body, got.broken)
	}
}
