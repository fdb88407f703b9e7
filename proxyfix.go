package gourd

import (
	"strings"

	"github.com/gourd-go/gourd/gateway"
	"github.com/gourd-go/gourd/httpheader"
)

// ProxyFix says how many proxies in front of the application write each of the
// forwarded fields, so that it knows the client's address, and the address that the
// client asked for. It is Werkzeug's ProxyFix, where Flask's documentation recommends
// ProxyFix{For: 1, Proto: 1} behind one proxy.
//
// Each number is that of the proxies which append to the field: of its values the one
// counts that the first of them has written, the number-th from the end. Where there
// are fewer the field is not looked at. 0 is the default: the field is not trusted,
// since a client can write into it what it likes.
type ProxyFix struct {
	For    int // X-Forwarded-For: Ctx.RemoteAddr
	Proto  int // X-Forwarded-Proto: Ctx.Scheme
	Host   int // X-Forwarded-Host: Ctx.Host
	Port   int // X-Forwarded-Port: the port of Ctx.Host
	Prefix int // X-Forwarded-Prefix: Ctx.Root
}

// Handler is next behind p, for a handler that is no application. An application has
// Config.ProxyFix.
func (p ProxyFix) Handler(next gateway.Handler) gateway.Handler {
	return gateway.HandlerFunc(func(x *gateway.Exchange) {
		p.apply(x)
		next.Serve(x)
	})
}

// apply changes x to what the trusted proxies have told. Middleware of net/http makes
// another exchange of the request, in which the scheme and the root are lost: it is
// applied there once more. Twice is as once.
func (p *ProxyFix) apply(x *gateway.Exchange) {
	if *p != (ProxyFix{}) {
		p.forward(x)
	}
}

// forward is apart so that apply is inlined: without proxies it costs no call.
func (p *ProxyFix) forward(x *gateway.Exchange) {
	f := gateway.Forwarded{
		RemoteAddr: forwarded(x, "X-Forwarded-For", p.For),
		Scheme:     forwarded(x, "X-Forwarded-Proto", p.Proto),
		Host:       forwarded(x, "X-Forwarded-Host", p.Host),
		Root:       forwarded(x, "X-Forwarded-Prefix", p.Prefix),
	}
	if port := forwarded(x, "X-Forwarded-Port", p.Port); port != "" {
		host := f.Host
		if host == "" {
			host = string(x.Host)
		}
		if host != "" {
			f.Host = hostWithoutPort(host) + ":" + port
		}
	}
	x.Forward(f)
}

// hostWithoutPort takes the port off a host. An IPv6 address in brackets has none.
func hostWithoutPort(host string) string {
	if i := strings.LastIndexByte(host, ':'); i >= 0 && !strings.HasSuffix(host, "]") {
		return host[:i]
	}
	return host
}

// forwarded returns the value of a field that the first of so many trusted proxies has
// written, "" when there is none.
func forwarded(x *gateway.Exchange, name string, trusted int) string {
	if trusted <= 0 {
		return ""
	}
	var lines []string
	for _, line := range x.HeaderValues(nil, name) {
		lines = append(lines, string(line))
	}
	values := httpheader.ParseList(strings.Join(lines, ","))
	if len(values) < trusted {
		return ""
	}
	return values[len(values)-trusted]
}
