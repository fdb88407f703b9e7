package gateway_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"

	"github.com/gourd-go/gourd/gateway"
)

// A handler reads the request from the exchange's fields and answers with WriteHead.
func ExampleHTTPHandler() {
	hello := gateway.HandlerFunc(func(x *gateway.Exchange) {
		head := gateway.Head{Status: http.StatusOK, Fields: []gateway.HeaderField{{Name: "Content-Type", Value: "text/plain"}}}
		_ = x.WriteHead(&head, fmt.Appendf(nil, "hello, %s", x.Path[1:]), false)
	})
	w := httptest.NewRecorder()
	r := httptest.NewRequest(http.MethodGet, "/world", nil)
	gateway.HTTPHandler(hello, gateway.HTTPOptions{}).ServeHTTP(w, r)
	fmt.Println(w.Code, w.Header().Get("Content-Type"), w.Body)
	// Output: 200 text/plain hello, world
}

// Any http.Handler answers an exchange, and what it answers can be looked at before
// it is sent.
func ExampleServeHTTP() {
	pages := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "a page") })
	mounted := gateway.HandlerFunc(func(x *gateway.Exchange) {
		_ = gateway.ServeHTTP(x, pages, nil, func(h *gateway.Head) error {
			h.Fields = append(h.Fields, gateway.HeaderField{Name: "X-Seen", Value: "yes"})
			return nil
		})
	})
	w := httptest.NewRecorder()
	gateway.Serve(w, httptest.NewRequest(http.MethodGet, "/", nil), mounted, gateway.HTTPOptions{})
	fmt.Println(w.Code, w.Header().Get("X-Seen"), w.Body)
	// Output: 200 yes a page
}
