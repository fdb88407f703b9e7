package flask

import (
	"bufio"
	"context"
	_ "embed"
	"encoding/json/v2"
	"fmt"
	"io"
	"net/http"
	"os/exec"
	"strings"
	"sync"
)

//go:embed side.py
var sideSource string

// Flask is a process that runs real Flask, for any number of cases one after the
// other. It is safe for concurrent use.
type Flask struct {
	mu       sync.Mutex
	command  *exec.Cmd
	in       io.WriteCloser
	out      *bufio.Reader
	messages *tail
}

// StartFlask starts the process with an interpreter that has Flask. The process ends
// with [Flask.Close], and no later than ctx.
func StartFlask(ctx context.Context, interpreter string) (*Flask, error) {
	f := &Flask{command: exec.CommandContext(ctx, interpreter, "-c", sideSource), messages: &tail{}}
	f.command.Stderr = f.messages
	var err error
	if f.in, err = f.command.StdinPipe(); err != nil {
		return nil, fmt.Errorf("flask: %w", err)
	}
	out, err := f.command.StdoutPipe()
	if err != nil {
		return nil, fmt.Errorf("flask: %w", err)
	}
	f.out = bufio.NewReaderSize(out, 64<<10)
	if err := f.command.Start(); err != nil {
		return nil, fmt.Errorf("flask: cannot start %s: %w", interpreter, err)
	}
	return f, nil
}

// Close ends the process and waits for it.
func (f *Flask) Close() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	_ = f.in.Close() // at which it ends by itself
	if err := f.command.Wait(); err != nil {
		return fmt.Errorf("flask: the process ended with %w: %s", err, f.messages)
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
	line, err := json.Marshal(message)
	if err != nil {
		return Outcome{}, fmt.Errorf("flask: %w", err)
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if _, err := f.in.Write(append(line, '\n')); err != nil {
		return Outcome{}, fmt.Errorf("flask: the process does not listen: %w: %s", err, f.messages)
	}
	text, err := f.out.ReadBytes('\n')
	if err != nil {
		return Outcome{}, fmt.Errorf("flask: the process does not answer: %w: %s", err, f.messages)
	}
	var r reply
	if err := json.Unmarshal(text, &r); err != nil {
		return Outcome{}, fmt.Errorf("flask: cannot read the answer of the process: %w", err)
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

// tail keeps the end of what is written to it.
type tail struct {
	mu   sync.Mutex
	text []byte
}

const tailLength = 4 << 10

func (t *tail) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.text = append(t.text, p...)
	if cut := len(t.text) - tailLength; cut > 0 {
		t.text = append(t.text[:0], t.text[cut:]...)
	}
	return len(p), nil
}

func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return strings.TrimSpace(string(t.text))
}
