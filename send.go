package gourd

import (
	"net/http"

	"github.com/gourd-go/gourd/gateway"
)

// send writes the answer: the last step but the teardown.
func (c *Ctx) send() error {
	switch c.res.kind {
	case bodyText:
		return c.sendBytes(gateway.Bytes(c.res.text))
	case bodyBytes:
		return c.sendBytes(c.res.bytes)
	case bodySource:
		s := c.res.source
		c.res.source = nil // it releases itself from here on
		return s.send(c)
	}
	return c.writeHeadLength(nil, 0)
}

// sendBytes writes an answer that is there as a whole.
func (c *Ctx) sendBytes(body []byte) error {
	if !gateway.BodyAllowed(c.res.StatusCode()) {
		return c.writeHeadLength(nil, 0)
	}
	c.fillHead(int64(len(body)))
	return c.x.WriteHead(&c.head, body, false)
}

// writeHead writes a head whose body has no known length, and its first bytes.
func (c *Ctx) writeHead(first []byte, more bool) error {
	c.fillHead(-1)
	return c.x.WriteHead(&c.head, first, more && gateway.BodyAllowed(c.head.Status))
}

// writeHeadLength writes a head whose body has that many bytes, the first of which
// are there; -1: not known.
func (c *Ctx) writeHeadLength(first []byte, length int64) error {
	c.fillHead(length)
	return c.x.WriteHead(&c.head, first, gateway.BodyAllowed(c.head.Status) && !c.isHead() && int64(len(first)) != length)
}

// fillHead makes the head of what stands in c.res.
func (c *Ctx) fillHead(length int64) {
	c.answering()
	status := c.res.StatusCode()
	c.head.Status, c.head.ContentLength = status, length
	if status >= 300 && status < 400 || status == http.StatusCreated {
		c.res.encodeLocation()
	}
	c.head.Fields = c.res.Header.fields
	if !gateway.BodyAllowed(status) {
		c.head.ContentLength = 0
		if status == http.StatusNotModified {
			c.res.Header.dropEntity()
		}
		c.head.Fields = c.res.Header.fields
	}
}

// bodiless reports whether the answer has no body, whatever its source has: to HEAD,
// and with a status that allows none.
func (c *Ctx) bodiless() bool { return c.isHead() || !gateway.BodyAllowed(c.res.StatusCode()) }

func (c *Ctx) isHead() bool { return string(c.x.Method) == http.MethodHead }
