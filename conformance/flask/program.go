package flask

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"path/filepath"
	"slices"
	"strconv"

	"github.com/gourd-go/gourd"
)

// Program is a pair of small applications, one in Python and one in Go, that must answer
// the same to the same requests. It compares what no rule shows: hooks, errors, forms,
// sessions. The Python half is the file app.py of a folder; its create_app returns the
// application:
//
//	programs/greeting/app.py       def create_app(): …
//	programs/greeting/greeting.go  func Program() flask.Program { … }
//
// Each side has a cookie jar of its own for the run, so that what a side has set it gets
// back.
type Program struct {
	Name   string            // as of its folder
	App    func() *gourd.App // the Go half; called once for each run
	Steps  []Step            // the requests, in order
	Signed string            // the name of a cookie that is signed with the time: of its value the payload is compared
}

// Step is one request of a program.
type Step struct {
	Method  string // "": GET, or POST if there is a body
	Path    string // the raw target, with the query
	Host    string // "": localhost
	Headers Headers
	Body    string
	Type    string // the body's media type; "": application/x-www-form-urlencoded

	AnyBody bool     // neither the bodies nor their lengths are compared
	Skip    []string // header fields that are not compared, in canonical form: "Etag"
}

// Form is the body of a form with these names and values in turn.
func Form(pairs ...string) string {
	var s string
	for i := 0; i+1 < len(pairs); i += 2 {
		if i > 0 {
			s += "&"
		}
		s += url.QueryEscape(pairs[i]) + "=" + url.QueryEscape(pairs[i+1])
	}
	return s
}

// CompareProgram runs a program on both sides. folder is where the programs' folders
// stand.
func CompareProgram(ctx context.Context, side *Flask, folder string, p Program) (r Result, err error) {
	r = Result{Name: "program " + p.Name, File: p.Name, Checks: len(p.Steps)}
	home, err := filepath.Abs(filepath.Join(folder, p.Name))
	if err != nil {
		return r, fmt.Errorf("flask: the program %q: %w", p.Name, err)
	}
	if err := side.open(home); err != nil {
		return r, fmt.Errorf("flask: the program %q: %w", p.Name, err)
	}
	app := p.App()
	if err := app.Setup(); err != nil {
		return r, fmt.Errorf("flask: the program %q: %w", p.Name, err)
	}
	defer func() { err = errors.Join(err, app.Stop(ctx)) }()
	theirs, ours := newJar(), newJar()
	for i, step := range p.Steps {
		flask, err := side.request(theirs.send(step))
		if err != nil {
			return r, fmt.Errorf("flask: the program %q, step %d: %w", p.Name, i+1, err)
		}
		theirs.keep(step, flask)
		gourd := serve(ctx, app, ours.send(step))
		ours.keep(step, gourd)
		options := answerOptions{anyBody: step.AnyBody, skip: step.Skip, signed: p.Signed}
		for _, d := range compareAnswers(flask, gourd, options) {
			d.What = fmt.Sprintf("step %d, %s %s: %s", i+1, step.method(), step.Path, d.What)
			r.Differences = append(r.Differences, d)
		}
	}
	return r, nil
}

func (s Step) method() string {
	switch {
	case s.Method != "":
		return s.Method
	case s.Body != "":
		return http.MethodPost
	}
	return http.MethodGet
}

// url is where the step's cookies belong.
func (s Step) url() *url.URL {
	r := Request{Path: s.Path, Host: s.Host, Headers: s.Headers}.sent()
	return &url.URL{Scheme: "http", Host: r.Host, Path: r.Path}
}

// jar is a client's cookies.
type jar struct{ *cookiejar.Jar }

func newJar() jar {
	j, _ := cookiejar.New(nil) // which never fails
	return jar{j}
}

// send is the step as a client sends it that has these cookies.
func (j jar) send(step Step) sent {
	s := Request{Method: step.method(), Path: step.Path, Host: step.Host, Headers: slices.Clone(step.Headers)}.sent()
	s.Body = []byte(step.Body)
	if len(s.Body) > 0 {
		mediaType := step.Type
		if mediaType == "" {
			mediaType = "application/x-www-form-urlencoded"
		}
		s.Headers = append(s.Headers, [2]string{"Content-Type", mediaType}, [2]string{"Content-Length", strconv.Itoa(len(s.Body))})
	}
	var cookies http.Request
	cookies.Header = http.Header{}
	for _, c := range j.Cookies(step.url()) {
		cookies.AddCookie(c)
	}
	if sent := cookies.Header.Get("Cookie"); sent != "" {
		s.Headers = append(s.Headers, [2]string{"Cookie", sent})
	}
	return s
}

// keep takes the cookies of an answer.
func (j jar) keep(step Step, a Answer) {
	j.SetCookies(step.url(), (&http.Response{Header: a.Header}).Cookies())
}
