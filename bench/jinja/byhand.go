//go:build linux

package main

import "strconv"

// What somebody writes who has no template engine and is in a hurry: appending to a buffer,
// and escaping as Jinja2 does.

// appendEscaped appends s with the five characters of HTML escaped.
func appendEscaped(dst []byte, s string) []byte {
	from := 0
	for i := range len(s) {
		var e string
		switch s[i] {
		case '<':
			e = "&lt;"
		case '>':
			e = "&gt;"
		case '&':
			e = "&amp;"
		case '"':
			e = "&#34;"
		case '\'':
			e = "&#39;"
		default:
			continue
		}
		dst = append(append(dst, s[from:i]...), e...)
		from = i + 1
	}
	return append(dst, s[from:]...)
}

func appendFortunes(dst []byte, fortunes []fortune) []byte {
	dst = append(dst, "<!DOCTYPE html>\n<html>\n<head><title>Fortunes</title></head>\n<body>\n<table>\n<tr><th>id</th><th>message</th></tr>\n"...)
	for i := range fortunes {
		dst = append(dst, "<tr><td>"...)
		dst = strconv.AppendInt(dst, int64(fortunes[i].ID), 10)
		dst = append(dst, "</td><td>"...)
		dst = appendEscaped(dst, fortunes[i].Message)
		dst = append(dst, "</td></tr>\n"...)
	}
	return append(dst, "</table>\n</body>\n</html>"...)
}

func appendItems(dst []byte, fortunes []fortune) []byte {
	dst = append(dst, "<ul>\n"...)
	for i := range fortunes {
		dst = append(dst, "<li>"...)
		dst = strconv.AppendInt(dst, int64(fortunes[i].ID), 10)
		dst = append(dst, ": "...)
		dst = appendEscaped(dst, fortunes[i].Message)
		dst = append(dst, "</li>"...)
		dst = append(dst, '\n')
	}
	return append(dst, "</ul>"...)
}

func appendForm(dst []byte, fields []field) []byte {
	dst = append(dst, "<form method=\"post\">\n"...)
	for i := range fields {
		f := &fields[i]
		dst = append(dst, `<div class="field`...)
		if f.Required {
			dst = append(dst, " required"...)
		}
		dst = append(dst, `"><label>`...)
		dst = appendEscaped(dst, f.Label)
		dst = append(dst, `</label>`...)
		dst = appendInput(dst, f, 20)
		dst = append(dst, "</div>\n"...)
	}
	return append(dst, "</form>"...)
}

func appendInput(dst []byte, f *field, size int) []byte {
	dst = append(dst, `<input type="`...)
	dst = appendEscaped(dst, f.Type)
	dst = append(dst, `" name="`...)
	dst = appendEscaped(dst, f.Name)
	dst = append(dst, `" value="`...)
	dst = appendEscaped(dst, f.Value)
	dst = append(dst, `" size="`...)
	dst = strconv.AppendInt(dst, int64(size), 10)
	return append(dst, `">`...)
}

func appendLoop(dst []byte) []byte {
	for i := range turns {
		n := i
		if i%3 == 0 {
			n = i*2 + 1
		}
		dst = strconv.AppendInt(dst, int64(n), 10)
		dst = append(dst, ',')
	}
	return dst
}
