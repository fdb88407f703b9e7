package gourd

import (
	"io/fs"
	"path"
	"strconv"
	"strings"
	"time"
)

// codings are the content codings of files that are compressed beforehand, the
// smallest first: of those that a client likes alike the first is sent.
var codings = [...]struct{ name, ending string }{{"br", ".br"}, {"zstd", ".zst"}, {"gzip", ".gz"}}

// beside says which codings a file is there in: a bit for each of codings.
type beside uint8

// variantSet is what was found beside a file, and when.
type variantSet struct {
	found   beside
	looked  time.Time
	forever bool // the files have no time of change, and so do not change
}

// lookAgain is how long what was found beside a file counts.
const lookAgain = time.Second

// besides returns the codings that the file is there in, and not older.
func (s *fileServer) besides(name string, info fs.FileInfo) beside {
	now := time.Now()
	if v, ok := s.variants.Load(name); ok {
		if set := v.(variantSet); set.forever || now.Sub(set.looked) < lookAgain && !now.Before(set.looked) {
			return set.found
		}
	}
	set := variantSet{looked: now, forever: info.ModTime().IsZero()}
	for i := range codings {
		v, err := fs.Stat(s.files, name+codings[i].ending)
		if err == nil && v.Mode().IsRegular() && !v.ModTime().Before(info.ModTime()) {
			set.found |= 1 << i
		}
	}
	s.variants.Store(name, set)
	return set.found
}

// choose returns the coding that the client likes best, and the ending of its file;
// "" for the file as it is, which is what a client gets that says nothing.
func (b beside) choose(c *Ctx) (coding, ending string) {
	accept := c.requestField("Accept-Encoding")
	if accept == "" {
		return "", ""
	}
	best := codingQuality(accept, "identity")
	for i, v := range codings {
		if b&(1<<i) == 0 {
			continue
		}
		if q := codingQuality(accept, v.name); q > best || q == best && q > 0 && coding == "" {
			best, coding, ending = q, v.name, v.ending
		}
	}
	return coding, ending
}

// codingQuality returns how much a client likes a content coding, in thousandths:
// RFC 9110, section 12.5.3. What it does not name it does not take, but for
// identity, which it takes when it takes nothing else.
func codingQuality(accept, coding string) int {
	rest := -1 // of "*"
	for item := range strings.SplitSeq(accept, ",") {
		name, parameters, _ := strings.Cut(item, ";")
		name = strings.TrimSpace(name)
		switch {
		case strings.EqualFold(name, coding), coding == "gzip" && strings.EqualFold(name, "x-gzip"):
			return quality(parameters)
		case name == "*":
			rest = quality(parameters)
		}
	}
	if coding == "identity" {
		return 0
	}
	return max(rest, 0)
}

// quality reads ";q=0.5" in thousandths; what is no quality is 0, so that nobody
// gets what they did not clearly ask for.
func quality(parameters string) int {
	for p := range strings.SplitSeq(parameters, ";") {
		name, value, _ := strings.Cut(p, "=")
		if !strings.EqualFold(strings.TrimSpace(name), "q") {
			continue
		}
		q, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
		if err != nil || !(q >= 0 && q <= 1) {
			return 0
		}
		return int(q*1000 + 0.5)
	}
	return 1000
}

// isCompressed reports whether a file's kind is one that compression no longer makes
// smaller, so that nobody keeps variants of it.
func isCompressed(name string) bool {
	switch strings.ToLower(path.Ext(name)) {
	case ".gz", ".br", ".zst", ".bz2", ".xz", ".zip", ".7z", ".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".heic",
		".woff", ".woff2", ".mp3", ".mp4", ".m4a", ".webm", ".ogg", ".oga", ".ogv", ".flac", ".mov":
		return true
	}
	return false
}

// coded says in the answer that the file is compressed in that coding, and gives it
// an ETag of its own.
func (f *openFile) coded(r *Response, coding string) {
	r.Header.Set("Content-Encoding", coding)
	if tag := r.Header.Get("Etag"); tag != "" {
		r.Header.Set("Etag", strings.TrimSuffix(tag, `"`)+"-"+coding+`"`)
	}
}
