package python

import (
	"bufio"
	"context"
	"encoding/json/jsontext"
	"encoding/json/v2"
	"fmt"
	"io"
	"os/exec"
	"strings"
	"sync"
	"testing"
)

// Process is a Python program that answers questions: it reads each as a line of JSON
// and writes its answer as one. It ends when its input does. A Process is safe for
// concurrent use, and answers one question at a time.
type Process struct {
	mu       sync.Mutex
	command  *exec.Cmd
	in       io.WriteCloser
	out      *bufio.Reader
	messages tail
}

// Open runs an interpreter with those arguments, until [Process.Close] and no longer
// than ctx lives.
func Open(ctx context.Context, interpreter string, args ...string) (*Process, error) {
	p := &Process{command: exec.CommandContext(ctx, interpreter, append([]string{"-X", "utf8"}, args...)...)} //nolint:gosec // the caller's
	p.command.Stderr = &p.messages
	var err error
	if p.in, err = p.command.StdinPipe(); err != nil {
		return nil, fmt.Errorf("python: %w", err)
	}
	out, err := p.command.StdoutPipe()
	if err != nil {
		return nil, fmt.Errorf("python: %w", err)
	}
	p.out = bufio.NewReaderSize(out, 64<<10)
	if err := p.command.Start(); err != nil {
		return nil, fmt.Errorf("python: cannot start %s: %w", interpreter, err)
	}
	return p, nil
}

// Ask puts a question and reads the answer into *answer. What is not UTF-8 in the
// question arrives as U+FFFD, and the members of maps in the order of their names. The
// error has what the program wrote to its standard error.
func (p *Process) Ask(question, answer any) error {
	line, err := json.Marshal(question, json.Deterministic(true), jsontext.AllowInvalidUTF8(true))
	if err != nil {
		return fmt.Errorf("python: %w", err)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if _, err := p.in.Write(append(line, '\n')); err != nil {
		return fmt.Errorf("python: the program does not listen: %w: %s", err, &p.messages)
	}
	text, err := p.out.ReadBytes('\n')
	if err != nil {
		return fmt.Errorf("python: the program does not answer: %w: %s", err, &p.messages)
	}
	if err := json.Unmarshal(text, answer); err != nil {
		return fmt.Errorf("python: the answer is not what was asked for: %w: %.1000s", err, text)
	}
	return nil
}

// Close ends the program and waits for it.
func (p *Process) Close() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	_ = p.in.Close() // at which it ends by itself
	if err := p.command.Wait(); err != nil {
		return fmt.Errorf("python: the program ended with %w: %s", err, &p.messages)
	}
	return nil
}

// Oracle is a [Process] that belongs to a test.
type Oracle struct{ process *Process }

// Start runs a script of testdata/python with [Interpreter] until the test has ended.
// What it wrote to its standard error then stands in the test's log; a script that
// fails, fails the test.
func Start(t testing.TB, script string) *Oracle {
	t.Helper()
	p, err := Open(context.WithoutCancel(t.Context()), Interpreter(t), "testdata/python/"+script)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := p.Close(); err != nil {
			t.Error(err)
		} else if told := p.messages.String(); told != "" {
			t.Logf("%s: %s", script, told)
		}
	})
	return &Oracle{p}
}

// Ask returns the answer to a question; t, which may be a subtest of the Oracle's,
// ends where there is none.
func (o *Oracle) Ask[A any](t testing.TB, question any) (answer A) {
	t.Helper()
	if err := o.process.Ask(question, &answer); err != nil {
		t.Fatal(err)
	}
	return answer
}

// AskEach asks a script that has a table of operations what one of them makes of each
// value. The question is {"do": operation, "of": values}, the answer a list as long.
func (o *Oracle) AskEach[A, V any](t testing.TB, do string, of []V) []A {
	t.Helper()
	answers := o.Ask[[]A](t, map[string]any{"do": do, "of": of})
	if len(answers) != len(of) {
		t.Fatalf("python: %d answers to %d questions about %s", len(answers), len(of), do)
	}
	return answers
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
