package gourd

import (
	"errors"
	"fmt"
	"html"
	"net/http"
	"strings"
)

// ResponseHeader returns the header of the answer in the making: what is set here is
// sent with whatever the view returns. The fields of a Response that the view
// returns replace those of the same name. Of an error page too, so that a cookie
// that was set survives an error.
func (c *Ctx) ResponseHeader() *Header { c.alive(); return &c.res.Header }

// SetHeader sets a header field of the answer.
func (c *Ctx) SetHeader(name, value string) { c.ResponseHeader().Set(name, value) }

// SetStatus sets the status of the answer, for views that return no Response:
//
//	c.SetStatus(201)
//	return note, nil
func (c *Ctx) SetStatus(status int) { c.alive(); c.res.Status = status }

// Redirect is an answer that leads to another address: 302, or one of 301, 303, 305,
// 307 and 308. The location is sent as it is, percent-encoded where it must be, with
// a small page for clients that do not follow; one that begins with a host that came
// from the client is an open redirect, so do not pass what users send.
func (c *Ctx) Redirect(location string, status ...int) Response {
	code := http.StatusFound
	if len(status) > 0 {
		code = status[0]
	}
	switch code {
	case 301, 302, 303, 305, 307, 308:
	default:
		return failed(fmt.Errorf("gourd: c.Redirect with status %d, want 301, 302, 303, 305, 307 or 308", code))
	}
	return redirect(location, code)
}

func redirect(location string, code int) Response {
	shown := html.EscapeString(strings.ToValidUTF8(location, "\ufffd"))
	r := HTML("<!doctype html>\n<html lang=en>\n<title>Redirecting...</title>\n<h1>Redirecting...</h1>\n" +
		"<p>You should be redirected automatically to the target URL: <a href=\"" + shown + "\">" + shown +
		"</a>. If not, click the link.\n")
	r.Status = code
	r.Header.Set("Location", asciiLocation(location))
	return r
}

// answerOptions is the automatic answer to OPTIONS: an empty page with Allow.
func (c *Ctx) answerOptions() error {
	if allowed := c.matched.Allowed(nil); len(allowed) > 0 {
		c.res.Header.Set("Allow", strings.Join(allowed, ", "))
	}
	return encodeString(c, "")
}

// methodError is a 405 with Allow.
func (c *Ctx) methodError() error {
	e := &HTTPError{Status: http.StatusMethodNotAllowed}
	e.Header.Set("Allow", strings.Join(c.matched.Allowed(nil), ", "))
	return e
}

// routingRedirect is a redirect that the rules ask for. Error handlers do not see
// it, as in Flask.
type routingRedirect struct{ location string }

func (e *routingRedirect) Error() string { return "redirected to " + e.location }

func (e *routingRedirect) HTTPStatus() int { return http.StatusPermanentRedirect }

// redirectError leads to the address that the rules prefer: absolute, with the
// query that was sent.
func (c *Ctx) redirectError() error {
	to, scheme := c.matched.Location(), c.x.Scheme
	if c.wantsSocket() {
		scheme = socketScheme(scheme)
	}
	location := to.URL(scheme, c.app.fullHost(to.Host, c.serverName()), c.x.Root, c.QueryString())
	if c.serverName() == "" { // HTTP/1.0
		location = strings.TrimPrefix(location, scheme+"://")
	}
	return &routingRedirect{location}
}

// socketScheme is the scheme of a WebSocket beside that of HTTP.
func socketScheme(scheme string) string { return strings.Replace(scheme, "http", "ws", 1) }

// asRoutingAnswer is the answer to a routing redirect.
func asRoutingAnswer(err error) (Response, bool) {
	var r *routingRedirect
	if !errors.As(err, &r) {
		return Response{}, false
	}
	return redirect(r.location, http.StatusPermanentRedirect), true
}

// URL builds the address of an endpoint, as Flask's url_for. Arguments of the rule
// and what is more goes into the query, in pairs of name and value or as a Map:
//
//	c.URL("show", "id", 3)             // /notes/3
//	c.URL("index", "page", 2)          // /?page=2
//	c.URL(".index")                    // of the blueprint that the request is in
//	c.URL("show", "id", 3, "_anchor", "end", "_external", true)
//
// The names _anchor, _scheme, _external and _method are url_for's. A nil value is
// left out. An endpoint that is not there, or an argument that is missing, is a
// mistake of the program and panics, which is a 500 with the names that were meant.
func (c *Ctx) URL(endpoint string, values ...any) string {
	c.alive()
	u, err := c.app.buildURL(c, endpoint, values)
	if err != nil {
		panic(err)
	}
	return u
}
