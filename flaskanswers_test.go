package gourd_test

import (
	"bufio"
	"encoding/json"
	"io"
	"os/exec"
	"testing"

	"github.com/gourd-go/gourd/internal/python"
)

// flaskProcess is a Python process with real Flask, which answers one question a
// line: testdata/python/flask_answers.py.
type flaskProcess struct {
	in  io.Writer
	out *bufio.Scanner
}

// startFlask starts the process for as long as the test runs.
func startFlask(t testing.TB) *flaskProcess {
	t.Helper()
	cmd := exec.Command(python.Interpreter(t), "-X", "utf8", "testdata/python/flask_answers.py")
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stderr = testWriter{t}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = in.Close()
		if err := cmd.Wait(); err != nil {
			t.Errorf("the process with Flask: %v", err)
		}
	})
	lines := bufio.NewScanner(out)
	lines.Buffer(nil, 16<<20)
	return &flaskProcess{in, lines}
}

type testWriter struct{ t testing.TB }

func (w testWriter) Write(p []byte) (int, error) { w.t.Logf("%s", p); return len(p), nil }

// ask puts a question, and reads the answer into *to.
func (p *flaskProcess) ask(t testing.TB, question map[string]any, to any) {
	t.Helper()
	line, err := json.Marshal(question)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.in.Write(append(line, '\n')); err != nil {
		t.Fatal(err)
	}
	if !p.out.Scan() {
		t.Fatalf("Flask gave no answer to %s: %v", line, p.out.Err())
	}
	if err := json.Unmarshal(p.out.Bytes(), to); err != nil {
		t.Fatalf("Flask's answer to %s is %s: %v", line, p.out.Bytes(), err)
	}
}

// textAnswer is what Flask says to most questions.
type textAnswer struct {
	Text  string `json:"text"`
	OK    bool   `json:"ok"`
	Error string `json:"error"`
}
