package jinja

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/gourd-go/gourd/internal/python"
)

//go:embed side.py
var sideSource string

// timeLimit is how long a side may take for a case.
const timeLimit = 5 * time.Second

// Jinja2 is a process that runs real Jinja2, for any number of cases one after the other.
// A case that takes too long ends the process, and the next one starts another. It is safe
// for concurrent use.
type Jinja2 struct {
	ctx         context.Context // nothing lives longer
	interpreter string
	limit       time.Duration

	mu      sync.Mutex
	process *python.Process // nil: it has to be started
	kill    context.CancelFunc
}

// pinned are the versions that the comparison is with: of MarkupSafe any 3 will do.
const (
	pinnedJinja2     = "3.1.6"
	pinnedMarkupSafe = "3."
)

// StartJinja2 starts the process with an interpreter that has Jinja2 3.1.6 and MarkupSafe
// 3. The process ends with [Jinja2.Close], and no later than ctx.
func StartJinja2(ctx context.Context, interpreter string) (*Jinja2, error) {
	j := &Jinja2{ctx: ctx, interpreter: interpreter, limit: timeLimit}
	if err := j.start(); err != nil {
		return nil, err
	}
	var versions struct {
		Jinja2     string `json:"jinja2"`
		MarkupSafe string `json:"markupsafe"`
	}
	if err := j.process.Ask(map[string]bool{"versions": true}, &versions); err != nil {
		return nil, errors.Join(fmt.Errorf("jinja: %s does not run Jinja2: %w", interpreter, err), j.Close())
	}
	if versions.Jinja2 != pinnedJinja2 || !strings.HasPrefix(versions.MarkupSafe, pinnedMarkupSafe) {
		err := fmt.Errorf("jinja: %s has Jinja2 %s and MarkupSafe %s, want %s and %sx; make venv installs them",
			interpreter, versions.Jinja2, versions.MarkupSafe, pinnedJinja2, pinnedMarkupSafe)
		return nil, errors.Join(err, j.Close())
	}
	return j, nil
}

func (j *Jinja2) start() error {
	ctx, kill := context.WithCancel(j.ctx)
	process, err := python.Open(ctx, j.interpreter, "-c", sideSource)
	if err != nil {
		kill()
		return fmt.Errorf("jinja: %w", err)
	}
	j.process, j.kill = process, kill
	return nil
}

// Close ends the process and waits for it.
func (j *Jinja2) Close() error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.process == nil {
		return nil
	}
	defer j.kill()
	err := j.process.Close()
	j.process = nil
	if err != nil {
		return fmt.Errorf("jinja: %w", err)
	}
	return nil
}

// reply is what the process answers to a case.
type reply struct {
	Out      []byte   `json:"out"`
	Error    string   `json:"error"`
	Message  string   `json:"message"`
	Line     *int     `json:"line"`
	Template *string  `json:"template"`
	Names    []string `json:"names"`
}

func (r *reply) outcome() Outcome {
	if r.Error == "" {
		return Outcome{Page: string(r.Out)}
	}
	f := &Failure{Kind: r.Error, Message: r.Message}
	if r.Line != nil {
		f.Line = *r.Line
	}
	if r.Template != nil {
		f.Template = *r.Template
	}
	if r.Names != nil {
		f.Names = slices.Concat([]string{}, r.Names)
	}
	return Outcome{Failure: f}
}

// Render has Jinja2 render a case. A case that takes too long is Broken.
func (j *Jinja2) Render(c Case) (Outcome, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.process == nil {
		if err := j.start(); err != nil {
			return Outcome{}, err
		}
	}
	question := struct {
		Case  Case `json:"case"`
		Twins bool `json:"twins"`
	}{c, c.twins != nil}
	late := time.AfterFunc(j.limit, j.kill)
	var r reply
	err := j.process.Ask(question, &r)
	if late.Stop() {
		if err != nil {
			return Outcome{}, fmt.Errorf("jinja: %w", err)
		}
		return r.outcome(), nil
	}
	_ = j.process.Close() // it was killed
	j.process = nil
	if err := j.ctx.Err(); err != nil {
		return Outcome{}, fmt.Errorf("jinja: %w", err)
	}
	return Outcome{Broken: fmt.Sprintf("it takes more than %v", j.limit)}, nil
}
