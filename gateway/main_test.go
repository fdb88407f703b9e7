package gateway_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/gourd-go/gourd/gateway"
	"github.com/gourd-go/gourd/gourdtest"
	"github.com/gourd-go/gourd/internal/pipes"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// answer is what a client sees, whatever the transport.
type answer struct {
	status  int
	header  http.Header
	body    string
	trailer http.Header
	broken  bool
}

// sender sends one request.
type sender func(t *testing.T, method, target string, header http.Header, body io.Reader) answer

// transport is one way from a client to a handler.
type transport struct {
	name string
	// strict transports report what a handler does wrong into faults.
	strict bool
	open   func(t *testing.T, h gateway.Handler) (send sender, faults func() []string)
}

var transports = []transport{
	{name: "HTTP/1.1", open: func(t *testing.T, h gateway.Handler) (sender, func() []string) {
		return overNetwork(startServer(t, gateway.HTTPHandler(h, gateway.HTTPOptions{}), false)), nothing
	}},
	{name: "HTTP/2", open: func(t *testing.T, h gateway.Handler) (sender, func() []string) {
		return overNetwork(startServer(t, gateway.HTTPHandler(h, gateway.HTTPOptions{}), true)), nothing
	}},
	{name: "memory", strict: true, open: func(t *testing.T, h gateway.Handler) (sender, func() []string) {
		tb := &recorder{TB: t}
		return inMemory(gourdtest.NewHandler(tb, h)), tb.all
	}},
}

func nothing() []string { return nil }

// everywhere runs a test over every transport.
func everywhere(t *testing.T, h gateway.Handler, test func(t *testing.T, send sender)) {
	t.Helper()
	for _, tr := range transports {
		t.Run(tr.name, func(t *testing.T) {
			send, _ := tr.open(t, h)
			test(t, send)
		})
	}
}

// startServer serves h with net/http. Connections are not used again, so that the
// client does not repeat a request whose connection broke.
func startServer(t *testing.T, h http.Handler, two bool) *httptest.Server {
	t.Helper()
	return begin(t, httptest.NewUnstartedServer(h), two)
}

// startServerInMemory is startServer in a bubble.
func startServerInMemory(t *testing.T, h http.Handler, two bool) *httptest.Server {
	t.Helper()
	l := pipes.Listen()
	s := begin(t, &httptest.Server{Listener: l, Config: &http.Server{Handler: h}}, two)
	s.Client().Transport.(*http.Transport).DialContext = l.Dial
	return s
}

func begin(t *testing.T, s *httptest.Server, two bool) *httptest.Server {
	t.Helper()
	s.EnableHTTP2 = two
	s.Config.ErrorLog = quiet(t)
	if two {
		s.StartTLS()
	} else {
		s.Start()
		s.Client().Transport.(*http.Transport).DisableKeepAlives = true
	}
	s.Client().CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	t.Cleanup(func() {
		s.Client().CloseIdleConnections()
		s.Close()
	})
	return s
}

func overNetwork(s *httptest.Server) sender {
	return func(t *testing.T, method, target string, header http.Header, body io.Reader) answer {
		t.Helper()
		r, err := http.NewRequestWithContext(t.Context(), method, s.URL+target, body)
		if err != nil {
			t.Fatal(err)
		}
		for name, values := range header {
			r.Header[name] = values
		}
		res, err := s.Client().Do(r)
		if err != nil {
			return answer{broken: true}
		}
		defer func() { _ = res.Body.Close() }()
		if res.StatusCode == http.StatusSwitchingProtocols {
			return answer{status: res.StatusCode, header: res.Header}
		}
		text, err := io.ReadAll(res.Body)
		return answer{status: res.StatusCode, header: res.Header, body: string(text), trailer: res.Trailer, broken: err != nil}
	}
}

func inMemory(c *gourdtest.Client) sender {
	return func(t *testing.T, method, target string, header http.Header, body io.Reader) answer {
		t.Helper()
		var options []gourdtest.Option
		for name, values := range header {
			for _, v := range values {
				options = append(options, gourdtest.Header(name, v))
			}
		}
		if body != nil {
			options = append(options, gourdtest.Body("", body))
		}
		res := c.Do(method, target, options...)
		return answer{status: res.Status, header: res.Header, body: res.Text(), trailer: res.Trailer, broken: res.Broken}
	}
}

// recorder is a test that takes note of failures and does not fail.
type recorder struct {
	testing.TB
	mu     sync.Mutex
	faults []string
}

func (r *recorder) Errorf(format string, args ...any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.faults = append(r.faults, sprintf(format, args...))
}

func (r *recorder) Logf(string, ...any) {}

func (r *recorder) all() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.faults
}

// mention reports whether one of the faults contains text.
func mention(faults []string, text string) bool {
	return strings.Contains(strings.Join(faults, "\n"), text)
}
