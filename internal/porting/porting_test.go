package porting_test

import (
	"bytes"
	"encoding/json/v2"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gourd-go/gourd"
	"github.com/gourd-go/gourd/gourdtest"
	"github.com/gourd-go/gourd/internal/porting"
	"github.com/gourd-go/gourd/internal/python"
)

type request struct {
	Method string            `json:"method"`
	Path   string            `json:"path"`
	Form   map[string]string `json:"form"`
}

type answer struct {
	Status   int    `json:"status"`
	Type     string `json:"type"`
	Location string `json:"location"`
	Body     string `json:"body"`
}

func TestThePortAnswersAsFlask(t *testing.T) {
	title := func(s string) map[string]string { return map[string]string{"title": s} }
	requests := []request{
		{"GET", "/blog/1", nil},
		{"GET", "/blog/3", nil},
		{"GET", "/blog/1/update", nil},
		{"POST", "/blog/1/update", title("Weeds")},
		{"POST", "/login", map[string]string{}},
		{"POST", "/login", map[string]string{"name": "ann"}},
		{"GET", "/blog/1/update", nil},
		{"GET", "/blog/2/update", nil},
		{"GET", "/blog/3/update", nil},
		{"POST", "/blog/1/update", title("")},
		{"POST", "/blog/1/update", map[string]string{"other": "field"}},
		{"POST", "/blog/1/update", title(`"Fruit" & <b>`)},
		{"GET", "/blog/1", nil},
		{"GET", "/blog/1/update", nil},
		{"GET", "/login", nil},
		{"OPTIONS", "/login", nil},
		{"GET", "/nowhere", nil},
	}
	want := flask(t, requests)

	client := gourdtest.New(t, porting.NewApp(gourd.Config{SecretKey: "dev", JSON: gourd.FlaskJSON{}, Testing: true}))
	for i, r := range requests {
		var options []gourdtest.Option
		if r.Form != nil {
			values := url.Values{}
			for name, value := range r.Form {
				values.Set(name, value)
			}
			options = append(options, gourdtest.Form(values))
		}
		res := client.Do(r.Method, r.Path, options...)
		body := res.Text()
		got := answer{res.Status, res.Header.Get("Content-Type"), res.Header.Get("Location"), body}
		if diff := cmp.Diff(want[i], got); diff != "" {
			t.Errorf("%s %s %v (-Flask +Gourd):\n%s", r.Method, r.Path, r.Form, diff)
		}
	}
}

// flask asks app.py.
func flask(t *testing.T, requests []request) (answers []answer) {
	t.Helper()
	in, err := json.Marshal(requests)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), python.Interpreter(t), "-B", "ask.py")
	var stderr bytes.Buffer
	cmd.Stdin, cmd.Stderr = bytes.NewReader(in), &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v: %s", err, &stderr)
	}
	if err := json.Unmarshal(out, &answers); err != nil {
		t.Fatal(err)
	}
	if len(answers) != len(requests) {
		t.Fatalf("%d answers to %d requests", len(answers), len(requests))
	}
	return answers
}

// TestThePageShowsTheExample holds docs/flask.md to the files: what it shows is what
// runs here.
func TestThePageShowsTheExample(t *testing.T) {
	page, err := os.ReadFile("../../docs/flask.md")
	if err != nil {
		t.Fatal(err)
	}
	for language, name := range map[string]string{"python": "app.py", "go": "app.go", "jinja": "templates/update.html"} {
		file, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(page), "```"+language+"\n"+string(file)+"```") {
			t.Errorf("docs/flask.md does not show %s as it is", name)
		}
	}
}
