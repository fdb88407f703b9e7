package gourd

import (
	"html"
	"strings"
)

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
