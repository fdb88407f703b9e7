package flask

import (
	"context"
	"encoding/json/v2"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/gourd-go/gourd"
)

// Program is a pair of small applications, one in Python and one in Go, that must answer
// the same to the same requests. It compares what no rule shows: hooks, errors, forms,
// sessions. The Python half is the file app.py of a folder; its create_app returns the
// application:
//
//	programs/hooks/app.py         def create_app(): …
//	programs/hooks/app.go         func App() *gourd.App { … }
//	programs/hooks/requests.json  the steps
//
// Each side has a cookie jar of its own for the run, so that what a side has set it gets
// back.
type Program struct {
	Name   string            // as of its folder
	App    func() *gourd.App // the Go half; called once for each run. Its log is thrown away
	Steps  []Step            // the requests, in order; nil: those of the folder's requests.json
	Signed string            // the name of a cookie that is signed with the time: of its value the payload is compared
	Swap   bool              // each side is sent the cookies that the other one has set
}

// Step is one request of a program. In requests.json the names are in lower case.
type Step struct {
	Method  string  `json:"method"`  // "": GET, or POST if there is a body
	Path    string  `json:"path"`    // the raw target, with the query
	Host    string  `json:"host"`    // "": localhost
	Headers Headers `json:"headers"` // with a Cookie among them the jar's are not sent
	Body    string  `json:"body"`
	Type    string  `json:"type"` // the body's media type; "": none

	AnyBody bool     `json:"any_body"` // neither the bodies nor their lengths are compared
	Skip    []string `json:"skip"`     // header fields that are not compared, in canonical form: "Etag"
	Kept    string   `json:"kept"`     // the answers must differ, for the reason that differences.json has for "program: " and this
}

// FormType is the media type of what Form makes.
const FormType = "application/x-www-form-urlencoded"

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
	if p.Steps == nil {
		if p.Steps, err = readSteps(home); err != nil {
			return r, fmt.Errorf("flask: the program %q: %w", p.Name, err)
		}
		r.Checks = len(p.Steps)
	}
	app := p.App()
	app.Config.Logger = slog.New(slog.DiscardHandler)
	if err := app.Setup(); err != nil {
		return r, fmt.Errorf("flask: the program %q: %w", p.Name, err)
	}
	defer func() { err = errors.Join(err, app.Stop(ctx)) }()
	run := programRun{ctx: ctx, side: side, app: app, program: p, theirs: client{jar: newJar()}, ours: client{jar: newJar()}}
	if run.kept, err = KeptDifferences(); err != nil {
		return r, err
	}
	for i, step := range p.Steps {
		at := fmt.Sprintf("step %d, %s %s: ", i+1, step.method(), step.Path)
		differences, kept, err := run.step(step)
		if err != nil {
			return r, fmt.Errorf("flask: the program %q, %s%w", p.Name, at, err)
		}
		if kept != "" {
			r.KeptSteps = append(r.KeptSteps, at+kept)
		}
		for _, d := range differences {
			d.What = at + d.What
			r.Differences = append(r.Differences, d)
		}
	}
	return r, nil
}

// readSteps reads the steps of a program's folder.
func readSteps(folder string) (steps []Step, err error) {
	text, err := os.ReadFile(filepath.Join(folder, "requests.json"))
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(text, &steps, json.RejectUnknownMembers(true)); err != nil {
		return nil, fmt.Errorf("requests.json: %w", err)
	}
	return steps, nil
}

// programRun is a run of a program.
type programRun struct {
	ctx          context.Context
	side         *Flask
	app          *gourd.App
	program      Program
	kept         map[string]Kept
	theirs, ours client
}

// step has both sides answer a step and tells what differs that must not, or does not
// and must; kept is why they differ where they must.
func (r *programRun) step(step Step) (list []Difference, kept string, err error) {
	flask, err := r.side.request(r.theirs.send(step))
	if err != nil {
		return nil, "", err
	}
	gourd := r.serve(step)
	if flask.Raised != "" && gourd.Raised != "" {
		return nil, "", nil // which a server answers, not the application
	}
	r.theirs.keep(step, flask)
	r.ours.keep(step, gourd)
	if r.program.Swap {
		r.theirs.jar, r.ours.jar = r.ours.jar, r.theirs.jar
	}
	list = compareAnswers(flask, gourd, answerOptions{anyBody: step.AnyBody, skip: step.Skip, signed: r.program.Signed})
	if step.Kept == "" {
		return list, "", nil
	}
	reason, found := r.kept[ofPrograms+step.Kept]
	switch {
	case !found:
		return nil, "", fmt.Errorf("differences.json has no case %q", ofPrograms+step.Kept)
	case len(list) == 0:
		return []Difference{{"they agree and must not: " + reason.Reason, flask.String(), gourd.String()}}, "", nil
	}
	return nil, step.Kept + ": " + reason.Reason, nil
}

// serve has this framework answer a step; an error that leaves the application is raised.
func (r *programRun) serve(step Step) (a Answer) {
	defer func() {
		if v := recover(); v != nil {
			a = Answer{Status: http.StatusInternalServerError, Raised: fmt.Sprint(v)}
		}
	}()
	return serve(r.ctx, r.app, r.ours.send(step))
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

// client is who sends the steps to one side.
type client struct {
	jar  *cookiejar.Jar
	last Answer
}

func newJar() *cookiejar.Jar {
	j, _ := cookiejar.New(nil) // which never fails
	return j
}

// send is the step as the client sends it: with its cookies, and with the last answer's
// ETag and Last-Modified in the place of "{etag}" and "{modified}" in the header.
func (c *client) send(step Step) sent {
	seen := strings.NewReplacer("{etag}", c.last.Header.Get("ETag"), "{modified}", c.last.Header.Get("Last-Modified"))
	s := Request{Method: step.method(), Path: step.Path, Host: step.Host, Headers: slices.Clone(step.Headers)}.sent()
	s.Body = []byte(step.Body)
	cookies := http.Request{Header: http.Header{}}
	for _, cookie := range c.jar.Cookies(step.url()) {
		cookies.AddCookie(cookie)
	}
	own := false
	for i := range s.Headers {
		s.Headers[i][1] = seen.Replace(s.Headers[i][1])
		own = own || strings.EqualFold(s.Headers[i][0], "Cookie")
	}
	if step.Type != "" {
		s.Headers = append(s.Headers, [2]string{"Content-Type", step.Type})
	}
	if len(s.Body) > 0 {
		s.Headers = append(s.Headers, [2]string{"Content-Length", strconv.Itoa(len(s.Body))})
	}
	if field := cookies.Header.Get("Cookie"); field != "" && !own {
		s.Headers = append(s.Headers, [2]string{"Cookie", field})
	}
	return s
}

// keep takes the cookies of an answer.
func (c *client) keep(step Step, a Answer) {
	c.last = a
	c.jar.SetCookies(step.url(), (&http.Response{Header: a.Header}).Cookies())
}
