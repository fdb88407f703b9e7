package gourd_test

import (
	"errors"
	"fmt"
	"os/exec"
	"strings"
	"testing"

	"github.com/gourd-go/gourd"
	"github.com/gourd-go/gourd/internal/python"
)

// sessionFailed asks Flask what TestASessionIsNotSavedBehindAFailedHook asks Gourd.
const sessionFailed = `
from flask import Flask, request, session
app = Flask("x")
app.secret_key = "secret"
app.logger.disabled = True

@app.after_request
def behind(response):
    if "fail" in request.args:
        raise ValueError("failed")
    return response

@app.get("/")
def view():
    session["a"] = 1
    return "x"

for path in ("/", "/?fail", "/"):
    r = app.test_client().get(path)
    print(r.status_code, "Set-Cookie" in r.headers)
`

func TestASessionIsNotSavedBehindAFailedHook(t *testing.T) {
	var got strings.Builder
	for _, path := range []string{"/", "/?fail", "/"} {
		c, _ := withSessions(t, gourd.Config{}, func(app *gourd.App) {
			app.After(func(c *gourd.Ctx, _ *gourd.Response) error {
				if c.HasQuery("fail") {
					return errors.New("failed")
				}
				return nil
			})
			app.Get("/", func(c *gourd.Ctx) (string, error) {
				c.Session().Set("a", 1)
				return "x", nil
			})
		})
		res := c.Get(path)
		set := "False"
		if res.Header.Get("Set-Cookie") != "" {
			set = "True"
		}
		fmt.Fprintln(&got, res.Status, set)
	}
	want, err := exec.CommandContext(t.Context(), python.Interpreter(t), "-c", sessionFailed).Output()
	if err != nil {
		t.Fatal(err)
	}
	if text := strings.ReplaceAll(string(want), "\r\n", "\n"); got.String() != text || !strings.Contains(text, "500 False") {
		t.Errorf("Gourd answers\n%sFlask\n%s", &got, text)
	}
}
