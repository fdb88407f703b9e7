package httpheader

import (
	"strconv"
	"strings"
	"time"
)

// CacheControl is a Cache-Control field, of a request or an answer (RFC 9111, section
// 5.2): directives in the order in which they were set. The zero CacheControl has
// none and is ready for use. Directives that have no methods here are in Directives.
type CacheControl struct{ Directives Params }

// ParseCacheControl reads a Cache-Control field.
func ParseCacheControl(s string) CacheControl { return CacheControl{ParseParams(s)} }

// String writes the directives.
func (c CacheControl) String() string { return c.Directives.String() }

// IsZero reports whether there is no directive.
func (c CacheControl) IsZero() bool { return len(c.Directives) == 0 }

// seconds returns a directive's number of seconds, and whether it is there and has one.
func (c CacheControl) seconds(name string) (time.Duration, bool) {
	v, _ := c.Directives.Lookup(name)
	n, ok := pythonInt(v)
	return asSeconds(n), ok
}

func (c *CacheControl) setSeconds(name string, d time.Duration) {
	c.Directives.Set(name, strconv.FormatInt(int64(d/time.Second), 10))
}

func (c *CacheControl) setFlag(name string, on bool) {
	if on {
		c.Directives.SetBare(name)
	} else {
		c.Directives.Del(name)
	}
}

// MaxAge returns max-age: for how long an answer is fresh, or how old one may be that
// the client takes. ok is false where it is not there or is no number of seconds.
func (c CacheControl) MaxAge() (age time.Duration, ok bool) { return c.seconds("max-age") }

// SetMaxAge sets max-age, in whole seconds.
func (c *CacheControl) SetMaxAge(d time.Duration) { c.setSeconds("max-age", d) }

// SharedMaxAge returns s-maxage: max-age for caches that users share.
func (c CacheControl) SharedMaxAge() (age time.Duration, ok bool) { return c.seconds("s-maxage") }

// SetSharedMaxAge sets s-maxage, in whole seconds.
func (c *CacheControl) SetSharedMaxAge(d time.Duration) { c.setSeconds("s-maxage", d) }

// StaleIfError returns stale-if-error: for how long a stale answer does in place of
// an error (RFC 5861).
func (c CacheControl) StaleIfError() (age time.Duration, ok bool) {
	return c.seconds("stale-if-error")
}

// SetStaleIfError sets stale-if-error, in whole seconds.
func (c *CacheControl) SetStaleIfError(d time.Duration) { c.setSeconds("stale-if-error", d) }

// StaleWhileRevalidate returns stale-while-revalidate: for how long a stale answer
// does while a cache asks for a fresh one (RFC 5861).
func (c CacheControl) StaleWhileRevalidate() (age time.Duration, ok bool) {
	return c.seconds("stale-while-revalidate")
}

// SetStaleWhileRevalidate sets stale-while-revalidate, in whole seconds.
func (c *CacheControl) SetStaleWhileRevalidate(d time.Duration) {
	c.setSeconds("stale-while-revalidate", d)
}

// MaxStale returns a request's max-stale: by how much an answer may have become stale.
// any is true where the directive stands alone: the client takes answers of any age.
func (c CacheControl) MaxStale() (age time.Duration, any, ok bool) {
	for _, p := range c.Directives {
		if p.Name == "max-stale" && p.Bare {
			return 0, true, true
		}
	}
	age, ok = c.seconds("max-stale")
	return age, false, ok
}

// MinFresh returns a request's min-fresh: for how much longer an answer must be fresh.
func (c CacheControl) MinFresh() (age time.Duration, ok bool) { return c.seconds("min-fresh") }

// OnlyIfCached reports whether a request has only-if-cached.
func (c CacheControl) OnlyIfCached() bool { return c.Directives.Has("only-if-cached") }

// NoCache reports whether there is no-cache.
func (c CacheControl) NoCache() bool { return c.Directives.Has("no-cache") }

// NoCacheFields returns the fields of an answer that no-cache names, none when it
// means the whole answer.
func (c CacheControl) NoCacheFields() Set { return ParseSet(c.Directives.Get("no-cache")) }

// SetNoCache sets no-cache or takes it away.
func (c *CacheControl) SetNoCache(on bool, fields ...string) { c.setFields("no-cache", on, fields) }

// NoStore reports whether there is no-store.
func (c CacheControl) NoStore() bool { return c.Directives.Has("no-store") }

// SetNoStore sets no-store or takes it away.
func (c *CacheControl) SetNoStore(on bool) { c.setFlag("no-store", on) }

// NoTransform reports whether there is no-transform.
func (c CacheControl) NoTransform() bool { return c.Directives.Has("no-transform") }

// SetNoTransform sets no-transform or takes it away.
func (c *CacheControl) SetNoTransform(on bool) { c.setFlag("no-transform", on) }

// Public reports whether an answer has public.
func (c CacheControl) Public() bool { return c.Directives.Has("public") }

// SetPublic sets public or takes it away.
func (c *CacheControl) SetPublic(on bool) { c.setFlag("public", on) }

// Private reports whether an answer has private.
func (c CacheControl) Private() bool { return c.Directives.Has("private") }

// PrivateFields returns the fields that private names, none when it means the whole
// answer.
func (c CacheControl) PrivateFields() Set { return ParseSet(c.Directives.Get("private")) }

// SetPrivate sets private, for the whole answer or for those fields of it, or takes it
// away.
func (c *CacheControl) SetPrivate(on bool, fields ...string) { c.setFields("private", on, fields) }

func (c *CacheControl) setFields(name string, on bool, fields []string) {
	if on && len(fields) > 0 {
		c.Directives.Set(name, strings.Join(fields, ", "))
		return
	}
	c.setFlag(name, on)
}

// MustRevalidate reports whether an answer has must-revalidate.
func (c CacheControl) MustRevalidate() bool { return c.Directives.Has("must-revalidate") }

// SetMustRevalidate sets must-revalidate or takes it away.
func (c *CacheControl) SetMustRevalidate(on bool) { c.setFlag("must-revalidate", on) }

// ProxyRevalidate reports whether an answer has proxy-revalidate.
func (c CacheControl) ProxyRevalidate() bool { return c.Directives.Has("proxy-revalidate") }

// SetProxyRevalidate sets proxy-revalidate or takes it away.
func (c *CacheControl) SetProxyRevalidate(on bool) { c.setFlag("proxy-revalidate", on) }

// MustUnderstand reports whether an answer has must-understand.
func (c CacheControl) MustUnderstand() bool { return c.Directives.Has("must-understand") }

// SetMustUnderstand sets must-understand or takes it away.
func (c *CacheControl) SetMustUnderstand(on bool) { c.setFlag("must-understand", on) }

// Immutable reports whether an answer has immutable (RFC 8246).
func (c CacheControl) Immutable() bool { return c.Directives.Has("immutable") }

// SetImmutable sets immutable or takes it away.
func (c *CacheControl) SetImmutable(on bool) { c.setFlag("immutable", on) }
