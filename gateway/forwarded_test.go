package gateway_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gourd-go/gourd/gateway"
)

func TestForward(t *testing.T) {
	tests := []struct {
		name string
		told gateway.Forwarded
		want []string // of the exchange: peer, scheme, host, root; of the request: peer, host
	}{
		{"nothing", gateway.Forwarded{}, []string{"192.0.2.1:1234", "http", "example.com", "", "192.0.2.1:1234", "example.com"}},
		{"everything", gateway.Forwarded{RemoteAddr: "192.0.2.9", Scheme: "https", Host: "a.test", Root: "/shop/"}, []string{"192.0.2.9", "https", "a.test", "/shop", "192.0.2.9", "a.test"}},
		{"the host alone", gateway.Forwarded{Host: "a.test:1"}, []string{"192.0.2.1:1234", "http", "a.test:1", "", "192.0.2.1:1234", "a.test:1"}},
		{"a root that is none", gateway.Forwarded{Root: "/"}, []string{"192.0.2.1:1234", "http", "example.com", "", "192.0.2.1:1234", "example.com"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var got []string
			h := gateway.HandlerFunc(func(x *gateway.Exchange) {
				x.Forward(test.told)
				r := gateway.Request(x)
				got = []string{x.RemoteAddr, x.Scheme, string(x.Host), x.Root, r.RemoteAddr, r.Host}
				if host := string(x.Header("Host")); host != string(x.Host) {
					t.Errorf("the field Host is %q", host)
				}
			})
			r := httptest.NewRequest(http.MethodGet, "/", nil)
			gateway.HTTPHandler(h, gateway.HTTPOptions{}).ServeHTTP(httptest.NewRecorder(), r)
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if r.RemoteAddr != "192.0.2.1:1234" || r.Host != "example.com" {
				t.Errorf("the server's request was changed to %s, %s", r.RemoteAddr, r.Host)
			}
		})
	}
}
