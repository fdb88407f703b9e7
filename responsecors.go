package gourd

import (
	"strconv"
	"strings"
	"time"

	"github.com/gourd-go/gourd/httpheader"
)

// AccessControl is what an answer lets pages of other origins do: the fields
// Access-Control-* of CORS (https://fetch.spec.whatwg.org/#http-responses). It decides
// nothing by itself; an application looks at [Ctx.Origin] first.
type AccessControl struct {
	AllowOrigin      string         // one origin, or "*"; "": none
	AllowCredentials bool           // cookies too; never with "*"
	AllowMethods     httpheader.Set // of an answer to a preflight
	AllowHeaders     httpheader.Set // of an answer to a preflight
	ExposeHeaders    httpheader.Set // which fields scripts may see
	MaxAge           time.Duration  // how long an answer to a preflight holds, in whole seconds; 0: not said
}

// AccessControl returns what the answer lets pages of other origins do.
func (r *Response) AccessControl() AccessControl {
	seconds, err := strconv.ParseInt(strings.TrimSpace(r.Header.Get("Access-Control-Max-Age")), 10, 32)
	if err != nil {
		seconds = 0
	}
	return AccessControl{
		AllowOrigin:      r.Header.Get("Access-Control-Allow-Origin"),
		AllowCredentials: r.Header.Has("Access-Control-Allow-Credentials"),
		AllowMethods:     r.set("Access-Control-Allow-Methods"),
		AllowHeaders:     r.set("Access-Control-Allow-Headers"),
		ExposeHeaders:    r.set("Access-Control-Expose-Headers"),
		MaxAge:           time.Duration(seconds) * time.Second,
	}
}

// SetAccessControl sets what the answer lets pages of other origins do. What is not set
// in allow is taken away.
func (r *Response) SetAccessControl(allow AccessControl) {
	r.setOr("Access-Control-Allow-Origin", allow.AllowOrigin)
	credentials, maxAge := "", ""
	if allow.AllowCredentials {
		credentials = "true"
	}
	if allow.MaxAge > 0 {
		maxAge = httpheader.FormatAge(allow.MaxAge)
	}
	r.setOr("Access-Control-Allow-Credentials", credentials)
	r.setOr("Access-Control-Allow-Methods", allow.AllowMethods.String())
	r.setOr("Access-Control-Allow-Headers", allow.AllowHeaders.String())
	r.setOr("Access-Control-Expose-Headers", allow.ExposeHeaders.String())
	r.setOr("Access-Control-Max-Age", maxAge)
}

// CrossOriginOpenerPolicy says which pages share a browsing context group with this
// one.
type CrossOriginOpenerPolicy string

// The values of [CrossOriginOpenerPolicy].
const (
	OpenerUnsafeNone            CrossOriginOpenerPolicy = "unsafe-none" // the default
	OpenerSameOriginAllowPopups CrossOriginOpenerPolicy = "same-origin-allow-popups"
	OpenerSameOrigin            CrossOriginOpenerPolicy = "same-origin"
)

// CrossOriginEmbedderPolicy says what a page may load from other origins.
type CrossOriginEmbedderPolicy string

// The values of [CrossOriginEmbedderPolicy].
const (
	EmbedderUnsafeNone  CrossOriginEmbedderPolicy = "unsafe-none" // the default
	EmbedderRequireCORP CrossOriginEmbedderPolicy = "require-corp"
)

// OpenerPolicy returns the answer's Cross-Origin-Opener-Policy.
func (r *Response) OpenerPolicy() CrossOriginOpenerPolicy {
	if v := r.Header.Get("Cross-Origin-Opener-Policy"); v != "" {
		return CrossOriginOpenerPolicy(v)
	}
	return OpenerUnsafeNone
}

// SetOpenerPolicy sets the answer's Cross-Origin-Opener-Policy.
func (r *Response) SetOpenerPolicy(p CrossOriginOpenerPolicy) {
	r.setOr("Cross-Origin-Opener-Policy", string(p))
}

// EmbedderPolicy returns the answer's Cross-Origin-Embedder-Policy.
func (r *Response) EmbedderPolicy() CrossOriginEmbedderPolicy {
	if v := r.Header.Get("Cross-Origin-Embedder-Policy"); v != "" {
		return CrossOriginEmbedderPolicy(v)
	}
	return EmbedderUnsafeNone
}

// SetEmbedderPolicy sets the answer's Cross-Origin-Embedder-Policy.
func (r *Response) SetEmbedderPolicy(p CrossOriginEmbedderPolicy) {
	r.setOr("Cross-Origin-Embedder-Policy", string(p))
}
