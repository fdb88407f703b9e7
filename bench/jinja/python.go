//go:build linux

package main

import (
	"context"
	_ "embed"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/gourd-go/gourd/internal/python"
	"github.com/gourd-go/gourd/jinja"
)

//go:embed side.py
var sideSource string

// pinnedJinja2 is the version that is compared with.
const pinnedJinja2 = "3.1.6"

// findPython returns an interpreter that has Jinja2: the one that GOURD_PYTHON names, that
// of the virtual environments which make bench-venv and make venv make, or any on the PATH.
func findPython() (string, error) {
	var candidates []string
	if named := os.Getenv(python.Variable); named != "" {
		candidates = append(candidates, named)
	}
	for _, folder := range [...]string{".", "..", "../.."} { // from the repository's root, bench or this folder
		for _, venv := range [...]string{"bench-venv", "venv"} {
			candidates = append(candidates, "./"+filepath.Join(folder, ".cache", venv, "bin", "python"))
		}
	}
	for _, path := range append(candidates, "python3", "python") {
		out, err := exec.Command(path, "-c", "import importlib.metadata as m; print(m.version('jinja2'))").Output()
		if err == nil && strings.TrimSpace(string(out)) == pinnedJinja2 {
			return path, nil
		}
	}
	return "", errors.New("no Python has Jinja2 " + pinnedJinja2 + ": make bench-venv installs it")
}

// startPython starts the process in which Jinja2 runs.
func startPython(ctx context.Context) (*python.Process, error) {
	interpreter, err := findPython()
	if err != nil {
		return nil, err
	}
	return python.Open(ctx, interpreter, "-c", sideSource)
}

// pythonEngines are Jinja2 with rows as dicts and with rows as objects.
func pythonEngines(p *python.Process) []engine {
	open := func(objects bool) func(*page) (renderer, error) {
		return func(pg *page) (renderer, error) { return openPython(p, pg, objects) }
	}
	return []engine{{jinja2Dicts, open(false)}, {jinja2Objects, open(true)}}
}

// pythonPage is a page that Jinja2 has open.
type pythonPage struct {
	process *python.Process
	page    int
	text    string
}

func openPython(p *python.Process, pg *page, objects bool) (renderer, error) {
	question := struct {
		Do        string            `json:"do"`
		Templates map[string]string `json:"templates"`
		Main      string            `json:"main"`
		Escape    bool              `json:"escape"`
		Data      jinja.Map         `json:"data"`
		Objects   bool              `json:"objects"`
	}{"open", pg.templates, pg.main, pg.escape, pg.maps, objects}
	var answer struct {
		Page int    `json:"page"`
		Text string `json:"text"`
	}
	err := p.Ask(question, &answer)
	return &pythonPage{p, answer.Page, answer.Text}, err
}

func (p *pythonPage) render(w io.Writer) error {
	_, err := io.WriteString(w, p.text)
	return err
}

func (p *pythonPage) run(seconds float64) (float64, error) {
	var answer struct {
		NS float64 `json:"ns"`
	}
	err := p.process.Ask(map[string]any{"do": "run", "page": p.page, "seconds": seconds}, &answer)
	return answer.NS, err
}
