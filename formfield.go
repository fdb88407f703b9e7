package gourd

import (
	"io"
	"mime/multipart"
	"strings"

	"github.com/gourd-go/gourd/httpheader"
)

// formLimits are what a form of this request may have.
type formLimits struct {
	memory int64 // 0: the Config's
	parts  int   // 0: the Config's
}

// MaxFormMemorySize lets a field of this request's form that is no file, or the whole
// form where it is URL-encoded, have n bytes; 0: as many as the Config says; -1: any
// length. It must be called before
// the form is read.
func (c *Ctx) MaxFormMemorySize(n int64) {
	c.alive()
	c.request.limits.memory = n
}

// MaxFormParts lets this request's form have n parts; 0: as many as the Config says;
// -1: any number. It must be called before the form is read.
func (c *Ctx) MaxFormParts(n int) {
	c.alive()
	c.request.limits.parts = n
}

// formLimits returns the limits of this request's form.
func (c *Ctx) formLimits() (memory int64, parts int) {
	memory, parts = c.app.Config.MaxFormMemorySize, c.app.Config.MaxFormParts
	if own := c.request.limits; own.memory != 0 {
		memory = own.memory
	}
	if own := c.request.limits; own.parts != 0 {
		parts = own.parts
	}
	return memory, parts
}

// fieldMemory is what a multipart form's fields may still have: each as Flask has it,
// and all of them together no more than a body may have by default, so that a request
// which may be longer because of its files does not fill the memory with fields.
type fieldMemory struct {
	each int64 // -1: any
	left int64
}

// readField reads a part that is no file.
func readField(form *Form, part *multipart.Part, name string, memory *fieldMemory) error {
	var from io.Reader = part
	most := min(memory.each, memory.left)
	if memory.each >= 0 {
		from = io.LimitReader(part, most+1)
	}
	content, err := io.ReadAll(from)
	if err != nil {
		return err
	}
	if memory.each >= 0 {
		if int64(len(content)) > most {
			return formTooLarge("a form's field, or all of them together, have more than %d bytes (MAX_FORM_MEMORY_SIZE)", most)
		}
		memory.left -= int64(len(content))
	}
	form.Values.Add(name, fieldText(part, content))
	return nil
}

// fieldText decodes a field in the charset that its part names: utf-8, which is the
// default, ascii or iso-8859-1. Another one is taken for utf-8, as by Werkzeug.
func fieldText(part *multipart.Part, content []byte) string {
	if contentType := part.Header.Get("Content-Type"); contentType != "" {
		_, params := httpheader.ParseOptions(contentType)
		if text, ok := httpheader.Decode(strings.ToLower(params.Get("charset")), content); ok {
			return text
		}
	}
	text, _ := httpheader.Decode("utf-8", content)
	return text
}
