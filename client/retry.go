package client

import (
	"crypto/tls"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"slices"
	"strconv"
	"time"
)

// RetryPolicy says what is tried again. The zero value retries nothing, since only
// the caller knows whether a second request does harm.
//
// Tried again is a request of one of Methods whose body can be sent again, after a
// connection that could not be made or broke before the first byte of an answer, a
// connect timeout, or an answer with one of Statuses. Not tried again: an unknown
// host name, a certificate that does not fit, any other timeout, a broken body.
type RetryPolicy struct {
	// Attempts is how often a call is tried at most, the first time included. Zero
	// and one: no retry.
	Attempts int
	// Base is the pause before the second attempt; it doubles with each further
	// one, and each is shortened at random by up to a half. Default 100ms.
	Base time.Duration
	// Max is the longest pause. An answer whose Retry-After asks for more is
	// returned instead of tried again. Default 10s.
	Max time.Duration
	// Methods that may be tried again. Default: the idempotent ones of RFC 9110
	// section 9.2.2, which are GET, HEAD, OPTIONS, TRACE, PUT and DELETE.
	Methods []string
	// Statuses that are tried again. Default 502, 503 and 504.
	Statuses []int
}

func (p RetryPolicy) check() error {
	if p.Attempts < 0 || p.Base < 0 || p.Max < 0 {
		return fmt.Errorf("client: RetryPolicy with Attempts %d, Base %v, Max %v, expected none below zero", p.Attempts, p.Base, p.Max)
	}
	return nil
}

func (p RetryPolicy) allows(method string) bool {
	if p.Methods != nil {
		return slices.Contains(p.Methods, method)
	}
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodOptions, http.MethodTrace, http.MethodPut, http.MethodDelete:
		return true
	}
	return false
}

func (p RetryPolicy) retries(status int) bool {
	if p.Statuses != nil {
		return slices.Contains(p.Statuses, status)
	}
	return status == http.StatusBadGateway || status == http.StatusServiceUnavailable || status == http.StatusGatewayTimeout
}

// pause is how long to wait before retry n, counted from 1.
func (p RetryPolicy) pause(n int) time.Duration {
	longest := or(p.Max, DefaultRetryMax)
	d := or(p.Base, DefaultRetryBase)
	for range n - 1 {
		if d >= longest {
			break
		}
		d *= 2
	}
	d = min(d, longest)
	return d - rand.N(d/2+1)
}

// again decides whether the outcome of an attempt calls for another one, and after
// what pause. Exactly one of raw and err is set.
func (c *call) again(a *attempt, raw *http.Response, err error) (time.Duration, bool) {
	p := c.request.retry
	if c.retries+1 >= p.Attempts || !p.allows(a.hop.method) || !a.hop.body.repeatable() || c.ctx.Err() != nil {
		return 0, false
	}
	pause := p.pause(c.retries + 1)
	switch {
	case err != nil:
		if !a.connectionFailed(err) {
			return 0, false
		}
	case !p.retries(raw.StatusCode):
		return 0, false
	default:
		asked := retryAfter(raw.Header.Get("Retry-After"), time.Now())
		if asked > or(p.Max, DefaultRetryMax) {
			return 0, false
		}
		pause = max(pause, asked)
	}
	if deadline, ok := c.ctx.Deadline(); ok && time.Until(deadline) <= pause {
		return 0, false
	}
	return pause, true
}

// connectionFailed reports a failure before the first byte of an answer that
// another attempt may not meet.
func (a *attempt) connectionFailed(err error) bool {
	if a.answered.Load() {
		return false
	}
	if timeout, ok := errors.AsType[*TimeoutError](err); ok {
		return timeout.Phase == PhaseConnect
	}
	if dns, ok := errors.AsType[*net.DNSError](err); ok && dns.IsNotFound {
		return false
	}
	if _, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return false
	}
	_, ok := errors.AsType[*Error](err)
	return ok && !errors.Is(err, errProxy)
}

// retryAfter reads seconds or a date (RFC 9110 section 10.2.3); what is neither
// asks for nothing.
func retryAfter(value string, now time.Time) time.Duration {
	if seconds, err := strconv.ParseUint(value, 10, 32); err == nil {
		return time.Duration(seconds) * time.Second
	}
	if at, err := http.ParseTime(value); err == nil {
		return max(at.Sub(now), 0)
	}
	return 0
}
