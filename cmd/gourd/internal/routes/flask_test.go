package routes_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gourd-go/gourd/cmd/gourd/internal/routes"
	"github.com/gourd-go/gourd/internal/python"
)

const flaskApp = `
from flask import Flask, Blueprint

app = Flask(__name__, static_folder=None)

@app.get("/")
def index(): pass

@app.route("/notes/<int:id>", methods=["PUT", "DELETE", "GET"])
def note(id): pass

@app.post("/notes")
def create(): pass

admin = Blueprint("admin", __name__, url_prefix="/admin")

@admin.route("/users/<path:name>", subdomain="www")
def user(name): pass

@admin.route("/options", methods=["OPTIONS", "POST"])
def options(): pass

app.register_blueprint(admin)
`

// goApp is the same application, as Gourd's describes itself.
func goApp() []routes.Route {
	return []routes.Route{
		{Endpoint: "index", Rule: "/", Methods: []string{"GET"}, AllMethods: []string{"GET", "HEAD", "OPTIONS"}},
		{Endpoint: "note", Rule: "/notes/<int:id>", Methods: []string{"PUT", "DELETE", "GET"}, AllMethods: []string{"PUT", "DELETE", "GET", "HEAD", "OPTIONS"}},
		{Endpoint: "create", Rule: "/notes", Methods: []string{"POST"}, AllMethods: []string{"POST", "OPTIONS"}},
		{Endpoint: "admin.user", Rule: "/admin/users/<path:name>", Methods: []string{"GET"}, AllMethods: []string{"GET", "HEAD", "OPTIONS"}, Subdomain: "www"},
		{Endpoint: "admin.options", Rule: "/admin/options", Methods: []string{"OPTIONS", "POST"}, AllMethods: []string{"OPTIONS", "POST"}},
	}
}

// TestTheTableIsThatOfFlaskRoutes compares with what flask routes prints, but for the
// blanks at the ends of lines.
func TestTheTableIsThatOfFlaskRoutes(t *testing.T) {
	interpreter := python.Interpreter(t)
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "app.py"), []byte(flaskApp), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, flags := range [][]string{
		{}, {"--sort", "endpoint"}, {"--sort", "methods"}, {"--sort", "rule"}, {"--sort", "match"}, {"--sort", "domain"}, {"--all-methods"}, {"--sort", "methods", "--all-methods"},
	} {
		t.Run(strings.Join(flags, " "), func(t *testing.T) {
			cmd := exec.Command(interpreter, append([]string{"-m", "flask", "--app", "app", "routes"}, flags...)...)
			cmd.Dir = folder
			printed, err := cmd.Output()
			if err != nil {
				t.Fatal(err)
			}
			var want []string
			for line := range strings.Lines(string(printed)) {
				want = append(want, strings.TrimRight(line, " \r\n"))
			}
			list := goApp()
			order, o := "endpoint", routes.TableOptions{}
			for i, flag := range flags {
				switch flag {
				case "--sort":
					order = flags[i+1]
				case "--all-methods":
					o.AllMethods = true
				}
			}
			if err := routes.Sort(list, order, o); err != nil {
				t.Fatal(err)
			}
			var b strings.Builder
			if err := routes.Table(&b, list, o); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, strings.Split(strings.TrimSuffix(b.String(), "\n"), "\n")); diff != "" {
				t.Errorf("(-flask +gourd):\n%s", diff)
			}
		})
	}
}
