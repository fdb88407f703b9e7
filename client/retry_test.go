package client_test

import (
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gourd-go/gourd/client"
)

// script is a transport that fails or answers in turn; the last entry repeats.
type script struct {
	steps []any // error, or int for a status, or [2]string{status, Retry-After}
	times []time.Time
}

func (s *script) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Body != nil {
		_, _ = io.Copy(io.Discard, r.Body)
		_ = r.Body.Close()
	}
	step := s.steps[min(len(s.times), len(s.steps)-1)]
	s.times = append(s.times, time.Now())
	switch v := step.(type) {
	case error:
		return nil, v
	case int:
		return response(r, v, strings.NewReader("x")), nil
	default:
		after := v.(string)
		return response(r, http.StatusServiceUnavailable, strings.NewReader("x"), "Retry-After", after), nil
	}
}

func TestRetries(t *testing.T) {
	refused := &net.OpError{Op: "dial", Net: "tcp", Err: errors.New("connection refused")}
	unknown := &net.OpError{Op: "dial", Err: &net.DNSError{Err: "no such host", IsNotFound: true}}
	three := client.RetryPolicy{Attempts: 3}
	once := client.Body(io.MultiReader(strings.NewReader("x")), "")
	again := client.Body(strings.NewReader("x"), "")
	for name, c := range map[string]struct {
		policy   client.RetryPolicy
		method   string
		steps    []any
		options  []client.Option
		attempts int
		status   int // 0: an error
	}{
		"off by default":         {client.RetryPolicy{}, "GET", []any{refused}, nil, 1, 0},
		"one attempt":            {client.RetryPolicy{Attempts: 1}, "GET", []any{503, 200}, nil, 1, 503},
		"connection error":       {three, "GET", []any{refused, 200}, nil, 2, 200},
		"statuses":               {three, "GET", []any{502, 504, 200}, nil, 3, 200},
		"bounded":                {three, "GET", []any{503}, nil, 3, 503},
		"bounded errors":         {three, "GET", []any{refused}, nil, 3, 0},
		"unknown host":           {three, "GET", []any{unknown, 200}, nil, 1, 0},
		"other statuses":         {three, "GET", []any{500}, nil, 1, 500},
		"chosen statuses":        {client.RetryPolicy{Attempts: 3, Statuses: []int{429}}, "GET", []any{429, 503}, nil, 2, 503},
		"post":                   {three, "POST", []any{503}, []client.Option{again}, 1, 503},
		"post on error":          {three, "POST", []any{refused}, []client.Option{again}, 1, 0},
		"chosen methods":         {client.RetryPolicy{Attempts: 3, Methods: []string{"POST"}}, "POST", []any{503, 200}, []client.Option{again}, 2, 200},
		"put, body again":        {three, "PUT", []any{refused, 503, 200}, []client.Option{again}, 3, 200},
		"put, body only once":    {three, "PUT", []any{503, 200}, []client.Option{once}, 1, 503},
		"per request":            {client.RetryPolicy{}, "GET", []any{503, 200}, []client.Option{client.Retry(three)}, 2, 200},
		"off per request":        {three, "GET", []any{503, 200}, []client.Option{client.Retry(client.RetryPolicy{})}, 1, 503},
		"asked to wait too long": {three, "GET", []any{"11", 200}, nil, 1, 503},
		"no time left":           {three, "GET", []any{"5", 200}, []client.Option{client.Timeout(4 * time.Second)}, 1, 503},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				transport := &script{steps: c.steps}
				s := open(t, client.Config{Transport: transport, Retry: c.policy})
				res, err := s.Do(t.Context(), c.method, "http://h/x", c.options...)
				if len(transport.times) != c.attempts {
					t.Errorf("%d attempts, want %d", len(transport.times), c.attempts)
				}
				if c.status == 0 {
					if code, _ := gateway(err); code != 502 {
						t.Errorf("got %v, want a 502", err)
					}
					return
				}
				if err != nil {
					t.Fatal(err)
				}
				defer res.Close()
				if res.Status != c.status {
					t.Errorf("status %d, want %d", res.Status, c.status)
				}
			})
		})
	}
}

func TestPausesGrowAndHonourRetryAfter(t *testing.T) {
	between := func(low, high time.Duration) [2]time.Duration { return [2]time.Duration{low, high} }
	for name, c := range map[string]struct {
		policy client.RetryPolicy
		steps  []any
		want   [][2]time.Duration
	}{
		"doubling": {
			client.RetryPolicy{Attempts: 5, Base: time.Second, Max: 3 * time.Second},
			[]any{503},
			[][2]time.Duration{between(500*time.Millisecond, time.Second), between(time.Second, 2*time.Second), between(1500*time.Millisecond, 3*time.Second), between(1500*time.Millisecond, 3*time.Second)},
		},
		"default": {
			client.RetryPolicy{Attempts: 2},
			[]any{503},
			[][2]time.Duration{between(50*time.Millisecond, 100*time.Millisecond)},
		},
		"seconds": {
			client.RetryPolicy{Attempts: 2},
			[]any{"7"},
			[][2]time.Duration{between(7*time.Second, 7*time.Second)},
		},
		"date": {
			client.RetryPolicy{Attempts: 2},
			[]any{"Sat, 01 Jan 2000 00:00:05 GMT"},
			[][2]time.Duration{between(5*time.Second, 5*time.Second)},
		},
		"date gone by": {
			client.RetryPolicy{Attempts: 2},
			[]any{"Sat, 01 Jan 1999 00:00:05 GMT"},
			[][2]time.Duration{between(50*time.Millisecond, 100*time.Millisecond)},
		},
		"nonsense": {
			client.RetryPolicy{Attempts: 2},
			[]any{"-5 apples"},
			[][2]time.Duration{between(50*time.Millisecond, 100*time.Millisecond)},
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { // the bubble's clock starts at 2000-01-01
				transport := &script{steps: c.steps}
				res, err := open(t, client.Config{Transport: transport, Retry: c.policy}).Get(t.Context(), "http://h/")
				if err != nil {
					t.Fatal(err)
				}
				defer res.Close()
				if len(transport.times) != len(c.want)+1 {
					t.Fatalf("%d attempts, want %d", len(transport.times), len(c.want)+1)
				}
				for i, want := range c.want {
					pause := transport.times[i+1].Sub(transport.times[i])
					if pause < want[0] || pause > want[1] {
						t.Errorf("pause %d is %v, want %v to %v", i+1, pause, want[0], want[1])
					}
				}
			})
		})
	}
}

func TestABrokenBodyAndALateHeadAreNotRetried(t *testing.T) {
	t.Run("body", func(t *testing.T) {
		url := raw(t, "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf")
		res, err := open(t, client.Config{NoProxy: true, Retry: client.RetryPolicy{Attempts: 3}}).Get(t.Context(), url)
		if err != nil {
			t.Fatal(err)
		}
		defer res.Close()
		_, err = res.Bytes()
		if code, _ := gateway(err); code != 502 || !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("first byte", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			var dials atomic.Int32
			transport := piped(func(c net.Conn) {
				dials.Add(1)
				readHead(c)
				_, _ = io.WriteString(c, "HTTP/1.1 200")
			})
			_, err := open(t, client.Config{Transport: transport, Retry: client.RetryPolicy{Attempts: 3}}).Get(t.Context(), "http://h/")
			if code, _ := gateway(err); code != 502 || dials.Load() != 1 {
				t.Errorf("got %v after %d connections, want a 502 after 1", err, dials.Load())
			}
		})
	})
	t.Run("no byte", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			var dials atomic.Int32
			transport := piped(func(c net.Conn) {
				readHead(c)
				if dials.Add(1) == 2 {
					_, _ = io.WriteString(c, "HTTP/1.1 204 No Content\r\n\r\n")
				}
			})
			res, err := open(t, client.Config{Transport: transport, Retry: client.RetryPolicy{Attempts: 3}}).Get(t.Context(), "http://h/")
			if err != nil || res.Status != 204 || dials.Load() != 2 {
				t.Errorf("got %v after %d connections, want a 204 after 2", err, dials.Load())
			}
		})
	})
}

func FuzzRetryAfter(f *testing.F) {
	for _, seed := range []string{"1", "-1", "999999999999", "Sat, 01 Jan 2000 00:00:05 GMT", "", "1.5"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, value string) {
		transport := &script{steps: []any{value, 200}}
		s := open(t, client.Config{Transport: transport, Retry: client.RetryPolicy{Attempts: 2, Base: 1, Max: time.Millisecond}})
		start := time.Now()
		res, err := s.Get(t.Context(), "http://h/")
		if err != nil {
			t.Fatal(err)
		}
		defer res.Close()
		if took := time.Since(start); took > 10*time.Second {
			t.Errorf("Retry-After %q made the call take %v", value, took)
		}
	})
}
