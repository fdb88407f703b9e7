package gourd

import (
	"fmt"
	"mime"
	"path"
	"strings"

	"github.com/gourd-go/gourd/httpheader"
)

// guessType finds the media type of a file by its name's ending, and the coding that a
// last ending says it is in, as Python's mimetypes: "a.js.gz" is JavaScript, compressed with
// gzip. What is not known is application/octet-stream.
func guessType(name string) (mediaType, coding string) {
	name, ext := splitExt(name)
	switch strings.ToLower(ext) {
	case ".tgz", ".taz", ".tz":
		return "application/x-tar", "gzip"
	case ".tbz2":
		return "application/x-tar", "bzip2"
	case ".txz":
		return "application/x-tar", "xz"
	case ".svgz":
		return "image/svg+xml", "gzip"
	}
	switch ext {
	case ".gz":
		coding = "gzip"
	case ".Z":
		coding = "compress"
	case ".bz2":
		coding = "bzip2"
	case ".xz":
		coding = "xz"
	case ".br":
		coding = "br"
	}
	if coding != "" {
		_, ext = splitExt(name)
	}
	return typeOfEnding(ext), coding
}

// splitExt is os.path.splitext of a file's name: dots at its beginning begin no ending.
func splitExt(name string) (before, ext string) {
	name = name[strings.LastIndexByte(name, '/')+1:]
	plain := strings.TrimLeft(name, ".")
	ext = path.Ext(plain)
	if ext == plain {
		return name, ""
	}
	return name[:len(name)-len(ext)], ext
}

// typeOfEnding asks package mime, which knows the system's types and those that the
// program has added, and knows some more that the web has.
func typeOfEnding(ext string) string {
	if ext == "" {
		return typeBinary
	}
	if t := mime.TypeByExtension(ext); t != "" {
		return t
	}
	switch strings.ToLower(ext) {
	case ".map":
		return typeJSON
	case ".md":
		return "text/markdown"
	case ".py":
		return "text/x-python"
	case ".tar":
		return "application/x-tar"
	case ".tsv":
		return "text/tab-separated-values"
	case ".webmanifest":
		return "application/manifest+json"
	case ".woff":
		return "font/woff"
	case ".woff2":
		return "font/woff2"
	case ".ttf":
		return "font/ttf"
	case ".otf":
		return "font/otf"
	case ".m3u8":
		return "application/vnd.apple.mpegurl"
	case ".mov":
		return "video/quicktime"
	}
	return typeBinary
}

// withCharset adds the charset to the media types that are text and have none yet.
func withCharset(mediaType string) string {
	if strings.Contains(mediaType, "charset=") {
		return mediaType
	}
	return httpheader.WithCharset(mediaType)
}

// contentDisposition tells browsers a file's name, as Werkzeug writes it: a token as it
// is and else in quotes; beside what is left of it in ASCII the whole in UTF-8, RFC 8187.
// Control characters, which no header may have, become "_".
func contentDisposition(kind, name string) string {
	name = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return '_'
		}
		return r
	}, strings.ToValidUTF8(name, "\uFFFD"))
	plain := asciiOnly(name)
	s := kind + "; filename=" + httpheader.Quote(plain)
	if isASCII(name) {
		return s
	}
	return s + "; filename*=UTF-8''" + extendedValue(name)
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

// extendedValue percent-encodes all but attr-char of RFC 8187.
func extendedValue(s string) string {
	var b strings.Builder
	for i := range len(s) {
		c := s[i]
		if isAlphanumeric(c) || strings.IndexByte("!#$&+-.^_`|~", c) >= 0 {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return b.String()
}

func isAlphanumeric(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
}
