package flask

import (
	"bytes"
	"fmt"
	"net/http"
	"slices"
	"strings"
)

// field is a header field that is compared, a set by its elements.
type field struct {
	name string
	set  bool
}

// compared lists the header fields that are compared. Allow, Vary and the like are
// sets: their order says nothing, and Flask's changes from process to process.
var compared = []field{
	{"Content-Type", false},
	{"Content-Length", false},
	{"Content-Disposition", false},
	{"Content-Encoding", false},
	{"Content-Language", false},
	{"Content-Location", false},
	{"Content-Range", false},
	{"Accept-Ranges", false},
	{"Location", false},
	{"Allow", true},
	{"Vary", true},
	{"Cache-Control", true},
	{"Set-Cookie", false},
	{"Etag", false},
	{"Last-Modified", false},
	{"Expires", false},
	{"Retry-After", false},
	{"Www-Authenticate", false},
}

// comparedFields are the fields above, and those of the applications' own making: X-….
func comparedFields(flask, gourd http.Header) []field {
	fields := slices.Clone(compared)
	for _, h := range [...]http.Header{flask, gourd} {
		for name := range h {
			if strings.HasPrefix(name, "X-") {
				fields = append(fields, field{name: name})
			}
		}
	}
	slices.SortFunc(fields[len(compared):], func(a, b field) int { return strings.Compare(a.name, b.name) })
	return slices.Compact(fields)
}

// Difference is something that the two sides do not do alike.
type Difference struct {
	What  string // "GET /a: the status"
	Flask string
	Gourd string
}

func (d Difference) String() string {
	return fmt.Sprintf("%s\n    Flask: %s\n    here:  %s", shortened(d.What), shortened(d.Flask), shortened(d.Gourd))
}

// mostShown is how much of a text is shown, in bytes.
const mostShown = 600

// shortened keeps both ends of a long text.
func shortened(s string) string {
	if len(s) <= mostShown {
		return s
	}
	return s[:mostShown/2] + " … " + s[len(s)-mostShown/2:]
}

// compareOutcomes tells everything that differs in a case.
func compareOutcomes(c Case, flask, gourd Outcome) (list []Difference) {
	differ := func(what, flask, gourd string) { list = append(list, Difference{what, flask, gourd}) }
	if gourd.Broken != "" {
		differ("the application", "works", gourd.Broken)
		return list
	}
	if (flask.Refused != "") != (gourd.Refused != "") || c.SetupError != (flask.Refused != "") {
		differ("the set-up"+expected(c), refusal(flask), refusal(gourd))
		return list
	}
	if flask.Refused != "" {
		return nil
	}
	for i, r := range c.Requests {
		options := answerOptions{errorsByKind: true}
		for _, d := range compareAnswers(flask.Answers[i], gourd.Answers[i], options) {
			differ(r.String()+": "+d.What, d.Flask, d.Gourd)
		}
	}
	for i, b := range c.Builds {
		f, g := flask.Builds[i], gourd.Builds[i]
		if f.URL != g.URL || f.Error != g.Error {
			differ(b.String(), f.String(), g.String())
		}
	}
	return list
}

// answerOptions say what of two answers is not compared.
type answerOptions struct {
	errorsByKind bool     // neither body nor length of errors
	anyBody      bool     // neither body nor length
	skip         []string // header fields, in canonical form
	signed       string   // the cookie of which the payload alone is compared
}

// compareAnswers tells what differs in two answers.
func compareAnswers(flask, gourd Answer, o answerOptions) (list []Difference) {
	if flask.Status != gourd.Status || flask.Raised != gourd.Raised {
		list = append(list, Difference{"the status", flask.String(), gourd.String()})
	}
	anyBody := o.anyBody || o.errorsByKind && flask.Status >= 400
	for _, field := range comparedFields(flask.Header, gourd.Header) {
		if anyBody && field.name == "Content-Length" || slices.Contains(o.skip, field.name) {
			continue
		}
		f, g := fieldOf(flask.Header, field.name, field.set), fieldOf(gourd.Header, field.name, field.set)
		if !slices.Equal(f, g) && (field.name != "Set-Cookie" || !sameCookies(f, g, o.signed)) {
			list = append(list, Difference{"the field " + field.name, fmt.Sprintf("%q", f), fmt.Sprintf("%q", g)})
		}
	}
	if !anyBody && !bytes.Equal(flask.Body, gourd.Body) {
		list = append(list, Difference{"the body", fmt.Sprintf("%q", flask.Body), fmt.Sprintf("%q", gourd.Body)})
	}
	return list
}

// fieldOf are a field's values; of a set each element by itself, sorted.
func fieldOf(h http.Header, name string, set bool) []string {
	values := h.Values(name)
	if !set {
		return values
	}
	var elements []string
	for _, v := range values {
		for e := range strings.SplitSeq(v, ",") {
			elements = append(elements, strings.TrimSpace(e))
		}
	}
	slices.Sort(elements)
	return slices.Compact(elements)
}

func expected(c Case) string {
	if c.SetupError {
		return ", which the case says both refuse"
	}
	return ", which the case says both take"
}

func refusal(o Outcome) string {
	if o.Refused == "" {
		return "takes the rules"
	}
	return "refuses the rules: " + o.Refused
}

// String is the request on one line.
func (r Request) String() string {
	s := r.Method + " " + r.Path
	if r.Host != "" {
		s += " (" + r.Host + ")"
	}
	for _, h := range r.Headers {
		s += fmt.Sprintf(" %s: %s", h[0], h[1])
	}
	return s
}

// String is the build on one line.
func (b Build) String() string {
	s := fmt.Sprintf("the URL of %q with %s", b.Endpoint, b.Values.raw)
	if b.Host != nil {
		s += " at " + *b.Host
	}
	return s
}

// String is the URL or the error.
func (b Built) String() string {
	if b.Error == "" {
		return b.URL
	}
	return string(b.Error) + ": " + b.Text
}

// String is the status with the reason behind it.
func (a Answer) String() string {
	s := fmt.Sprintf("%d", a.Status)
	if a.Raised != "" {
		s += ", " + a.Raised
	}
	if a.Status >= 500 {
		s += ": " + string(a.Body)
	}
	return s
}
