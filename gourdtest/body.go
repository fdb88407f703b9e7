package gourdtest

import (
	"bytes"
	"encoding/json/v2"
	"fmt"
	"io"
	"maps"
	"mime"
	"mime/multipart"
	"net/textproto"
	"net/url"
	"path"
	"slices"
)

// body is a request's.
type body struct {
	contentType string
	content     []byte    // as a whole
	reader      io.Reader // or a part at a time, its length not known
	present     bool
}

// JSON sends v as JSON, as encoding/json/v2 writes it.
func JSON(v any) Option {
	return func(r *request) {
		content, err := json.Marshal(v, json.Deterministic(true))
		if err != nil {
			r.err = fmt.Errorf("the body cannot be written as JSON: %w", err)
		}
		r.body = body{contentType: "application/json", content: content, present: true}
	}
}

// Form sends fields of a form, URL-encoded; together with [Files] in one multipart
// form.
func Form(values url.Values) Option {
	return func(r *request) { r.addForm(values, nil) }
}

// File is a file of a form.
type File struct {
	Field   string // the form's field
	Name    string // the file's own; "": as where no file was chosen
	Type    string // the media type; "": by the ending of the name, or application/octet-stream
	Content []byte
}

// Files sends files as a multipart form, together with the fields of [Form].
func Files(files ...File) Option {
	return func(r *request) { r.addForm(nil, files) }
}

// boundary stands between the parts of a form. It is always the same, so that a
// request is.
const boundary = "gourdtest-boundary-8d1f3a5c7e9b2406"

// addForm adds to the form that the body is, or begins one.
func (r *request) addForm(values url.Values, files []File) {
	if r.form == nil {
		r.form = &form{values: url.Values{}}
	}
	for name, list := range values {
		r.form.values[name] = append(r.form.values[name], list...)
	}
	r.form.files = append(r.form.files, files...)
	if r.form.files == nil {
		r.body = body{contentType: "application/x-www-form-urlencoded", content: []byte(r.form.values.Encode()), present: true}
		return
	}
	content, err := r.form.multipart()
	if err != nil {
		r.err = err
	}
	r.body = body{contentType: "multipart/form-data; boundary=" + boundary, content: content, present: true}
}

// form is what Form and Files have given so far.
type form struct {
	values url.Values
	files  []File
}

func (f *form) multipart() ([]byte, error) {
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	if err := w.SetBoundary(boundary); err != nil {
		return nil, err
	}
	for _, name := range slices.Sorted(maps.Keys(f.values)) {
		for _, v := range f.values[name] {
			if err := w.WriteField(name, v); err != nil {
				return nil, err
			}
		}
	}
	for _, file := range f.files {
		part, err := w.CreatePart(file.header())
		if err != nil {
			return nil, err
		}
		if _, err := part.Write(file.Content); err != nil {
			return nil, err
		}
	}
	err := w.Close()
	return b.Bytes(), err
}

func (f *File) header() textproto.MIMEHeader {
	contentType := f.Type
	if contentType == "" {
		contentType = mime.TypeByExtension(path.Ext(f.Name))
	}
	if contentType == "" {
		contentType = "application/octet-stream"
	}
	return textproto.MIMEHeader{
		"Content-Disposition": {multipart.FileContentDisposition(f.Field, f.Name)},
		"Content-Type":        {contentType},
	}
}
