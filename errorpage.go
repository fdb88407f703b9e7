package gourd

import (
	"html"
	"net/http"
	"strings"
)

// statusNames are the names of errors as Werkzeug gives them, where they differ
// from net/http's.
var statusNames = map[int]string{
	418: "I'm a teapot",
}

func statusName(status int) string {
	if name := statusNames[status]; name != "" {
		return name
	}
	if name := http.StatusText(status); name != "" {
		return name
	}
	return "Unknown Error"
}

// statusText is what an error page says when the error has no message of its own.
func statusText(status int) string {
	switch status {
	case 400:
		return "The browser (or proxy) sent a request that this server could not understand."
	case 401:
		return "The server could not verify that you are authorized to access the URL requested. You either supplied the wrong credentials (e.g. a bad password), or your browser doesn't understand how to supply the credentials required."
	case 403:
		return "You don't have the permission to access the requested resource. It is either read-protected or not readable by the server."
	case 404:
		return "The requested URL was not found on the server. If you entered the URL manually please check your spelling and try again."
	case 405:
		return "The method is not allowed for the requested URL."
	case 408:
		return "The server closed the network connection because the browser didn't finish the request within the specified time."
	case 413:
		return "The data value transmitted exceeds the capacity limit."
	case 415:
		return "The server does not support the media type transmitted in the request."
	case 422:
		return "The request was well-formed but was unable to be followed due to semantic errors."
	case 500:
		return "The server encountered an internal error and was unable to complete your request. Either the server is overloaded or there is an error in the application."
	case 502:
		return "The proxy server received an invalid response from an upstream server."
	case 503:
		return "The server is temporarily unable to service your request due to maintenance downtime or capacity problems. Please try again later."
	case 504:
		return "The connection to an upstream server timed out."
	}
	return statusName(status) + "."
}

// errorPage writes the default answer to e into c's response: Flask's page, or JSON
// for an API operation and for a client that takes JSON and no HTML.
func (c *Ctx) errorPage(e *HTTPError) {
	c.fillErrorPage(e)
	for name, value := range e.Header.All() {
		c.res.Header.Add(name, value)
	}
}

func (c *Ctx) fillErrorPage(e *HTTPError) {
	c.res.Status = e.Status
	message := e.Message
	if message == "" {
		message = statusText(e.Status)
	}
	if c.wantsJSON() {
		c.errorJSON(e, message)
		return
	}
	if c.app.debugging() {
		if page := c.debugPage(e, message); page != "" {
			c.res.setText(typeHTML, page)
			return
		}
	}
	name := html.EscapeString(statusName(e.Status))
	text := strings.ReplaceAll(html.EscapeString(message), "\n", "<br>")
	var b strings.Builder
	b.WriteString("<!doctype html>\n<html lang=en>\n<title>")
	b.WriteString(itoa(e.Status) + " " + name)
	b.WriteString("</title>\n<h1>")
	b.WriteString(name)
	b.WriteString("</h1>\n<p>")
	b.WriteString(text)
	b.WriteString("</p>\n")
	if reason := c.debugReason(e); reason != "" {
		b.WriteString("<p>" + html.EscapeString(reason) + "</p>\n")
	}
	c.res.setText(typeHTML, b.String())
}

// problem is an error as JSON.
type problem struct {
	Status int            `json:"status"`
	Error  string         `json:"error"`
	Detail string         `json:"detail"`
	Fields []InvalidField `json:"fields,omitempty"`
	Reason string         `json:"reason,omitempty"`
}

func (c *Ctx) errorJSON(e *HTTPError, message string) {
	p := problem{Status: e.Status, Error: statusName(e.Status), Detail: message, Reason: c.debugReason(e)}
	if invalid, ok := asInvalid(e); ok {
		p.Fields = invalid.Fields
	}
	if err := c.encodeJSON(p); err != nil {
		c.res.setText(typeText, message+"\n")
	}
}

// debugReason is what the client learns in debug mode only.
func (c *Ctx) debugReason(e *HTTPError) string {
	if e.Err == nil || !c.app.debugging() {
		return ""
	}
	return e.Err.Error()
}

// wantsJSON reports whether errors of this request are JSON.
func (c *Ctx) wantsJSON() bool {
	if c.route != nil && c.route.operation {
		return true
	}
	accept := c.Header("Accept")
	return strings.Contains(accept, "application/json") && !strings.Contains(accept, "text/html")
}

func (r *Response) setText(contentType, body string) {
	r.kind, r.text, r.bytes, r.source = bodyText, body, nil, nil
	r.Header.Set("Content-Type", contentType)
}
