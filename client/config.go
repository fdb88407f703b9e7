package client

import (
	"crypto/tls"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"time"
)

// Defaults of Config, Timeouts, Pool and RetryPolicy.
const (
	DefaultPoolTimeout    = 30 * time.Second
	DefaultConnectTimeout = 10 * time.Second
	DefaultWriteTimeout   = 30 * time.Second
	DefaultHeaderTimeout  = 30 * time.Second
	DefaultReadTimeout    = 30 * time.Second
	DefaultTotalTimeout   = 5 * time.Minute

	DefaultMaxIdle     = 100
	DefaultIdleTimeout = 30 * time.Second

	DefaultMaxRedirects = 10
	DefaultMaxBody      = 32 << 20
	DefaultMaxHeader    = 256 << 10
	DefaultUserAgent    = "gourd-client"

	DefaultRetryBase = 100 * time.Millisecond
	DefaultRetryMax  = 10 * time.Second
)

// Config describes a Session. Its zero value works: no base URL, no retries, no
// cookie jar, the timeouts and limits of the constants above.
type Config struct {
	// BaseURL is put before every path. It is an absolute http or https URL
	// without query and fragment; userinfo in it becomes basic authentication.
	// "https://api.example.com/v1" and "https://api.example.com/v1/" mean the
	// same, and so do the paths "todos" and "/todos": as in httpx, and unlike
	// aiohttp, a leading slash does not leave the base's path. A path with a ".."
	// segment is refused, and an absolute URL is taken only when it lies below the
	// base. Empty: every call names an absolute URL.
	BaseURL string

	// Header is sent with every request; a request's own header of the same name
	// replaces it. Nothing of it but content negotiation follows a redirect to
	// another origin.
	Header http.Header

	// Query is added to every URL; a request's own parameter of the same name
	// replaces it. It is not added to where a redirect leads.
	Query url.Values

	// UserAgent is the User-Agent header. Default DefaultUserAgent.
	UserAgent string

	// Timeout bounds the phases of a request.
	Timeout Timeouts

	// Pool sizes the connection pool. Not used with Transport.
	Pool Pool

	// Retry says what is tried again. The zero value retries nothing.
	Retry RetryPolicy

	// MaxRedirects is how many redirects are followed before the call fails with
	// ErrTooManyRedirects. Default DefaultMaxRedirects; negative: none is followed
	// and the 3xx answer is returned, as with NoRedirect.
	MaxRedirects int

	// MaxBody is how many bytes, after decompression, Bytes, Text and JSON read
	// before they fail with ErrTooLarge. Response.Body is not limited.
	// Default DefaultMaxBody; negative: no limit.
	MaxBody int64

	// MaxHeader limits the head of an answer in bytes. Default DefaultMaxHeader.
	// Not used with Transport.
	MaxHeader int64

	// MaxRequests limits how many requests are in flight at the same time, from
	// the call until the body is read or closed, pauses between retries included;
	// further calls wait for at most Timeouts.Pool. Default: no limit.
	MaxRequests int

	// Jar keeps cookies between requests. Default nil: cookies of answers are
	// ignored. A jar from net/http/cookiejar needs a public suffix list when the
	// session talks to more than one party.
	Jar http.CookieJar

	// TLS configures https; nil is the default of crypto/tls. It is cloned.
	// Not used with Transport.
	TLS *tls.Config

	// Proxy chooses a proxy for a request. Nil: from the environment, as net/http
	// does (HTTP_PROXY, HTTPS_PROXY, NO_PROXY). Not used with Transport or UnixSocket.
	Proxy func(*http.Request) (*url.URL, error)

	// NoProxy makes the session ignore the environment's proxies.
	NoProxy bool

	// UnixSocket is the path of a Unix socket that every connection goes to,
	// whatever host the URL names. Not used with Transport.
	UnixSocket string

	// Transport replaces the session's own pool, for tests and for
	// instrumentation. Timeouts, redirects, retries, cookies and limits stay the
	// session's. Close calls its CloseIdleConnections method if it has one.
	Transport http.RoundTripper

	// Log gets one debug line a call: method, scheme, host and path, status,
	// attempts, duration. Nil: none.
	Log *slog.Logger
}

// Timeouts bounds the phases of a request. In each field zero means the default
// and a negative value means no limit. A phase that takes too long ends the call
// with a *TimeoutError that names it.
type Timeouts struct {
	// Pool bounds the wait for a place under Config.MaxRequests. Default 30s.
	Pool time.Duration
	// Connect bounds the time until there is a connection: the wait for a free one
	// under Pool.MaxPerHost, DNS, TCP, a proxy's CONNECT, TLS. Default 10s.
	Connect time.Duration
	// Write bounds how long the other side may take no byte of the request.
	// Default 30s. Time in which the request's own body reader makes the caller
	// wait does not count.
	Write time.Duration
	// Header bounds the time from the request's last byte to the end of the
	// answer's head. Default 30s.
	Header time.Duration
	// Read bounds the wait for the next bytes of the answer's body. Default 30s.
	// Time in which nobody reads does not count.
	Read time.Duration
	// Total bounds the whole call: queue, redirects, retries and the reading of
	// the body. Default 5m, as aiohttp. Streams that live longer need -1.
	Total time.Duration
}

// Pool sizes a connection pool. Zero fields mean the default.
type Pool struct {
	// MaxPerHost limits the connections to one host, dialing and busy ones
	// included. Default: no limit.
	MaxPerHost int
	// MaxIdle limits the connections that are kept open without work, over all
	// hosts. Default 100.
	MaxIdle int
	// MaxIdlePerHost does the same for one host. Default: MaxIdle.
	MaxIdlePerHost int
	// IdleTimeout closes a connection after that long without work. Default 30s,
	// below what servers commonly use, so that it is the client that hangs up.
	IdleTimeout time.Duration
	// NoHTTP2 keeps the session on HTTP/1.1. Otherwise HTTP/2 is used over TLS
	// where the server offers it.
	NoHTTP2 bool
}

// or returns d, or the default where d is zero.
func or[T comparable](d, fallback T) T {
	var zero T
	if d == zero {
		return fallback
	}
	return d
}

// over returns t with the zero fields taken from under.
func (t Timeouts) over(under Timeouts) Timeouts {
	return Timeouts{
		Pool:    or(t.Pool, under.Pool),
		Connect: or(t.Connect, under.Connect),
		Write:   or(t.Write, under.Write),
		Header:  or(t.Header, under.Header),
		Read:    or(t.Read, under.Read),
		Total:   or(t.Total, under.Total),
	}
}

func defaultTimeouts() Timeouts {
	return Timeouts{
		Pool:    DefaultPoolTimeout,
		Connect: DefaultConnectTimeout,
		Write:   DefaultWriteTimeout,
		Header:  DefaultHeaderTimeout,
		Read:    DefaultReadTimeout,
		Total:   DefaultTotalTimeout,
	}
}

// withDefaults fills in what was left zero, copies what the caller could still
// change, and refuses what cannot work.
func (c Config) withDefaults() (Config, error) {
	c.UserAgent = or(c.UserAgent, DefaultUserAgent)
	c.Timeout = c.Timeout.over(defaultTimeouts())
	c.Pool.MaxIdle = or(c.Pool.MaxIdle, DefaultMaxIdle)
	c.Pool.MaxIdlePerHost = or(c.Pool.MaxIdlePerHost, c.Pool.MaxIdle)
	c.Pool.IdleTimeout = or(c.Pool.IdleTimeout, DefaultIdleTimeout)
	c.MaxRedirects = or(c.MaxRedirects, DefaultMaxRedirects)
	c.MaxBody = or(c.MaxBody, DefaultMaxBody)
	c.MaxHeader = or(c.MaxHeader, DefaultMaxHeader)
	c.Query = url.Values(http.Header(c.Query).Clone())
	if c.MaxRequests < 0 || c.Pool.MaxPerHost < 0 || c.Pool.MaxIdle < 0 || c.Pool.MaxIdlePerHost < 0 || c.MaxHeader < 0 {
		return c, fmt.Errorf("client: a size of the Config is negative; leave MaxRequests, MaxHeader and the fields of Pool at zero for their defaults")
	}
	header, err := canonical(c.Header)
	if err != nil {
		return c, err
	}
	c.Header = header
	if err := checkHeader("User-Agent", c.UserAgent); err != nil {
		return c, err
	}
	if err := c.Retry.check(); err != nil {
		return c, err
	}
	if c.Transport != nil && (c.UnixSocket != "" || c.TLS != nil || c.Proxy != nil) {
		return c, fmt.Errorf("client: Config.Transport replaces the session's own connections, so UnixSocket, TLS and Proxy have no effect beside it; set them on the Transport")
	}
	return c, nil
}

// canonical checks Config.Header and copies it under canonical names, so that a
// request's own header finds what it replaces.
func canonical(header http.Header) (http.Header, error) {
	copied := make(http.Header, len(header))
	for name, values := range header {
		if err := checkHeader(name, values...); err != nil {
			return nil, fmt.Errorf("%w (in Config.Header)", err)
		}
		key := http.CanonicalHeaderKey(name)
		if key == "Host" {
			return nil, fmt.Errorf("client: Config.Header has a Host; the host is the BaseURL's, and the option Header changes it for one request")
		}
		copied[key] = append(copied[key], values...)
	}
	return copied, nil
}
