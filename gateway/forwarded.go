package gateway

import (
	"net/http"
	"strings"
)

// Forwarded is what a proxy that is trusted has told of a request: of the client that
// sent it and of the address that it was sent to. What is empty was not told.
type Forwarded struct {
	RemoteAddr string // the client, with or without a port
	Scheme     string // "https"
	Host       string // "example.com", "example.com:8443"
	Root       string // the prefix that the proxy has taken off the path: "/shop"
}

// Forward gives x what a trusted proxy has told, also where it is seen as a request of
// net/http. It is called before a handler looks at x.
func (x *Exchange) Forward(f Forwarded) {
	if f.RemoteAddr != "" {
		x.RemoteAddr = f.RemoteAddr
	}
	if f.Scheme != "" {
		x.Scheme = f.Scheme
	}
	if f.Host != "" {
		x.Host = []byte(f.Host)
	}
	if f.Root != "" {
		x.Root = strings.TrimRight(f.Root, "/")
	}
	t, overHTTP := x.transport.(*httpTransport)
	if !overHTTP || t.r.RemoteAddr == x.RemoteAddr && t.r.Host == string(x.Host) {
		return
	}
	r := new(http.Request)
	*r = *t.r
	r.RemoteAddr, r.Host = x.RemoteAddr, string(x.Host)
	t.r = r
}
