package flask

import (
	"context"
	_ "embed"
	"fmt"
	"net/http"

	"github.com/gourd-go/gourd/internal/python"
)

//go:embed side.py
var sideSource string

// Flask is a process that runs real Flask, for any number of cases one after the
// other. It is safe for concurrent use.
type Flask struct{ process *python.Process }

// StartFlask starts the process with an interpreter that has Flask. The process ends
// with [Flask.Close], and no later than ctx.
func StartFlask(ctx context.Context, interpreter string) (*Flask, error) {
	p, err := python.Open(ctx, interpreter, "-c", sideSource)
	if err != nil {
		return nil, fmt.Errorf("flask: %w", err)
	}
	return &Flask{p}, nil
}

// Close ends the process and waits for it.
func (f *Flask) Close() error {
	if err := f.process.Close(); err != nil {
		return fmt.Errorf("flask: %w", err)
	}
	return nil
}

// reply is what the process answers to one message.
type reply struct {
	Refused string `json:"refused"`
	Text    string `json:"text"`
	Answers []struct {
		Status  int         `json:"status"`
		Headers [][2]string `json:"headers"`
		Body    []byte      `json:"body"`
		Raised  string      `json:"raised"`
		Text    string      `json:"text"`
	} `json:"answers"`
	Builds []struct {
		URL   string `json:"url"`
		Error string `json:"error"`
		Text  string `json:"text"`
	} `json:"builds"`
}

// call sends one message and reads its reply.
func (f *Flask) call(message any) (Outcome, error) {
	var r reply
	if err := f.process.Ask(message, &r); err != nil {
		return Outcome{}, fmt.Errorf("flask: %w", err)
	}
	return r.outcome(), nil
}

func (r *reply) outcome() Outcome {
	var o Outcome
	if r.Refused != "" {
		o.Refused = r.Refused + ": " + r.Text
	}
	for _, a := range r.Answers {
		answer := Answer{Status: a.Status, Header: http.Header{}, Body: a.Body, Raised: a.Raised}
		for _, h := range a.Headers {
			answer.Header.Add(h[0], h[1])
		}
		if a.Raised != "" {
			answer.Status, answer.Body = http.StatusInternalServerError, []byte(a.Raised+": "+a.Text)
		}
		o.Answers = append(o.Answers, answer)
	}
	for _, b := range r.Builds {
		o.Builds = append(o.Builds, Built{URL: b.URL, Error: kindOfException(b.Error), Text: b.Text})
	}
	return o
}

// kindOfException puts the exceptions together that say the same.
func kindOfException(name string) ErrorKind {
	switch name {
	case "TypeError", "OverflowError":
		return BadValue // of converters: int([]), int(inf)
	}
	return ErrorKind(name)
}

// Run has Flask answer a case.
func (f *Flask) Run(c Case) (Outcome, error) {
	message := struct {
		Op       string  `json:"op"`
		Map      Map     `json:"map"`
		Rules    []Rule  `json:"rules"`
		Requests []sent  `json:"requests"`
		Builds   []Build `json:"builds"`
	}{"case", c.Map, c.Rules, []sent{}, c.Builds}
	if message.Builds == nil {
		message.Builds = []Build{}
	}
	for _, r := range c.Requests {
		message.Requests = append(message.Requests, r.sent())
	}
	return f.call(message)
}

// open loads a program's app.py; request sends it a request.
func (f *Flask) open(folder string) error {
	_, err := f.call(map[string]string{"op": "open", "folder": folder})
	return err
}

func (f *Flask) request(s sent) (Answer, error) {
	o, err := f.call(struct {
		Op      string `json:"op"`
		Request sent   `json:"request"`
	}{"request", s})
	if err != nil {
		return Answer{}, err
	}
	return o.Answers[0], nil
}
