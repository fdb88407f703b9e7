package gourd

import (
	"context"
	"crypto/tls"
	"encoding/json/v2"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"os"
	"slices"
	"strings"
)

// commandRequest is a request that gourd request describes.
type commandRequest struct {
	Method   string      `json:"method"`
	Target   string      `json:"target"`
	Header   [][2]string `json:"header"`
	Body     string      `json:"body"`
	BodyFile string      `json:"body_file"` // in the place of Body; "-": the standard input
	Fail     bool        `json:"fail"`      // a status of 400 and above is an error
}

// answerRequest answers gourd request: it has the application answer one request
// without a socket and prints the answer as it comes. The request is the one
// argument, as JSON.
func (a *App) answerRequest(ctx context.Context, args []string, streams Stdio) error {
	if len(args) != 1 {
		return errors.New("gourd: GOURD_COMMAND=request takes one argument, the request as JSON; use gourd request")
	}
	var described commandRequest
	if err := json.Unmarshal([]byte(args[0]), &described); err != nil {
		return fmt.Errorf("gourd: the request of GOURD_COMMAND=request: %w", err)
	}
	return a.whileStarted(ctx, func(ctx context.Context) error {
		r, err := described.request(ctx, a, streams.In)
		if err != nil {
			return err
		}
		defer r.Body.Close()
		w := &printedAnswer{out: streams.Out, header: http.Header{}}
		if err := a.answerPrinted(w, r); err != nil {
			return err
		}
		if described.Fail && w.status >= 400 {
			return fmt.Errorf("gourd: %s %s was answered with the status %d", described.Method, described.Target, w.status)
		}
		return w.err
	})
}

// answerPrinted answers r. An answer that breaks off is an error.
func (a *App) answerPrinted(w *printedAnswer, r *http.Request) (err error) {
	defer func() {
		if v := recover(); v == http.ErrAbortHandler {
			err = errors.New("gourd: the answer broke off; the log says why")
		} else if v != nil {
			panic(v)
		}
	}()
	a.ServeHTTP(w, r)
	w.WriteHeader(http.StatusOK)
	return nil
}

func (c *commandRequest) request(ctx context.Context, a *App, stdin io.Reader) (*http.Request, error) {
	body, err := c.body(stdin)
	if err != nil {
		return nil, err
	}
	url := c.Target
	if strings.HasPrefix(url, "/") {
		host := a.Config.ServerName
		if host == "" {
			host = "localhost"
		}
		url = a.Config.PreferredURLScheme + "://" + host + url
	}
	r, err := http.NewRequestWithContext(ctx, c.Method, url, body)
	if err != nil {
		_ = body.Close()
		return nil, fmt.Errorf("gourd: the request %s %s: %w", c.Method, c.Target, err)
	}
	r.ContentLength = int64(len(c.Body))
	if c.BodyFile != "" {
		r.ContentLength = -1 // it is not known before its end
	}
	for _, field := range c.Header {
		if http.CanonicalHeaderKey(field[0]) == "Host" {
			r.Host = field[1]
			continue
		}
		r.Header.Add(field[0], field[1])
	}
	if r.URL.Scheme == "https" {
		r.TLS = &tls.ConnectionState{HandshakeComplete: true, ServerName: r.URL.Hostname()}
	}
	r.RemoteAddr, r.RequestURI = "127.0.0.1:0", r.URL.RequestURI()
	return r, nil
}

func (c *commandRequest) body(stdin io.Reader) (io.ReadCloser, error) {
	switch c.BodyFile {
	case "":
		return io.NopCloser(strings.NewReader(c.Body)), nil
	case "-":
		return io.NopCloser(stdin), nil
	}
	f, err := os.Open(c.BodyFile)
	if err != nil {
		return nil, fmt.Errorf("gourd: the body of the request: %w", err)
	}
	return f, nil
}

// printedAnswer prints an answer as HTTP/1.1 would send it, with the line ends of a
// terminal.
type printedAnswer struct {
	out    io.Writer
	header http.Header
	status int
	err    error // of out
}

var _ http.Flusher = (*printedAnswer)(nil)

func (w *printedAnswer) Header() http.Header { return w.header }

// Flush does nothing: what is printed is there at once.
func (w *printedAnswer) Flush() {}

func (w *printedAnswer) WriteHeader(status int) {
	if w.status != 0 || status < 200 && status != http.StatusSwitchingProtocols {
		return
	}
	w.status = status
	var b strings.Builder
	fmt.Fprintf(&b, "HTTP/1.1 %d %s\n", status, statusName(status))
	for _, name := range slices.Sorted(maps.Keys(w.header)) {
		for _, value := range w.header[name] {
			b.WriteString(name + ": " + value + "\n")
		}
	}
	b.WriteByte('\n')
	_, w.err = io.WriteString(w.out, b.String())
}

func (w *printedAnswer) Write(p []byte) (int, error) {
	w.WriteHeader(http.StatusOK)
	n, err := w.out.Write(p)
	if err != nil {
		w.err = err
	}
	return n, err
}
