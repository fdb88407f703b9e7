package client_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/gourd-go/gourd/client"
)

// BenchmarkGet compares a call with the same one through net/http.Client, whose
// transport is below both.
func BenchmarkGet(b *testing.B) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, `{"id":1,"title":"x"}`)
	}))
	b.Cleanup(server.Close)
	b.Run("session", func(b *testing.B) {
		s := open(b, client.Config{BaseURL: server.URL, NoProxy: true})
		b.ReportAllocs()
		for b.Loop() {
			res, err := s.Get(b.Context(), "x")
			if err != nil {
				b.Fatal(err)
			}
			if _, err := res.Bytes(); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("net/http", func(b *testing.B) {
		c := &http.Client{Transport: &http.Transport{}}
		b.Cleanup(c.CloseIdleConnections)
		b.ReportAllocs()
		for b.Loop() {
			r, err := http.NewRequestWithContext(b.Context(), "GET", server.URL+"/x", nil)
			if err != nil {
				b.Fatal(err)
			}
			res, err := c.Do(r)
			if err != nil {
				b.Fatal(err)
			}
			if _, err := io.ReadAll(res.Body); err != nil {
				b.Fatal(err)
			}
			_ = res.Body.Close()
		}
	})
}
