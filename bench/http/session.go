//go:build linux

package main

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"time"

	"github.com/gorilla/sessions"
	"github.com/gourd-go/gourd"
	"github.com/gourd-go/gourd/bench/http/harness"
	"github.com/gourd-go/gourd/server"
)

// sessionWorkloads are a group of their own, with peers of their own. A request reads a
// session of three values from its cookie, counts one of them up and writes it back.
var sessionWorkloads = []workload{
	{name: "session", target: "/visits", want: visited(firstVisit + 1), session: true},
}

// The values that a login keeps in the session; flaskapp.py has them too.
const (
	userID     = 4711
	userName   = "Ada"
	firstVisit = 41
)

// secretKey is what each peer signs with.
const secretKey = "a long and random text, as the documentation asks for"

const (
	cookieName = "session"
	loginPath  = "/login"
)

// visited is what a view answers that has counted to n.
func visited(n int) string { return userName + " " + strconv.Itoa(n) }

// The session's peers; the others' ratios are to the first.
const (
	nameGorilla      = "net/http+gorilla"
	nameGourdSession = "gourd+session"
	nameFlask        = "flask+gunicorn"
)

// gorillaServer keeps sessions with gorilla/sessions in signed cookies, as its
// documentation shows it: HMAC-SHA-256 over encoding/gob.
func gorillaServer() http.Handler {
	store := sessions.NewCookieStore([]byte(secretKey))
	m := http.NewServeMux()
	m.HandleFunc("GET "+loginPath, func(w http.ResponseWriter, r *http.Request) {
		s, _ := store.Get(r, cookieName) // an error leaves a new session
		s.Values["user_id"], s.Values["name"], s.Values["visits"] = userID, userName, firstVisit
		saveGorilla(w, r, s, "welcome")
	})
	m.HandleFunc("GET /visits", func(w http.ResponseWriter, r *http.Request) {
		s, _ := store.Get(r, cookieName)
		name, known := s.Values["name"].(string)
		visits, counted := s.Values["visits"].(int)
		if !known || !counted {
			http.Error(w, "nobody has logged in", http.StatusUnauthorized)
			return
		}
		s.Values["visits"] = visits + 1
		saveGorilla(w, r, s, name+" "+strconv.Itoa(visits+1))
	})
	return m
}

func saveGorilla(w http.ResponseWriter, r *http.Request, s *sessions.Session, text string) {
	if err := s.Save(r, w); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	plain(w, text)
}

// gourdSession keeps them in Flask's format: HMAC-SHA-1 over JSON, compressed where that
// is shorter.
func gourdSession() *gourd.App {
	app := gourd.New("bench", gourd.Config{SecretKey: secretKey})
	app.Get(loginPath, func(c *gourd.Ctx) (string, error) {
		s := c.Session()
		s.Set("user_id", userID)
		s.Set("name", userName)
		s.Set("visits", firstVisit)
		return "welcome", nil
	})
	app.Get("/visits", func(c *gourd.Ctx) (string, error) {
		s := c.Session()
		name, known := s.Get[string]("name")
		visits, counted := s.Get[int]("visits")
		if !known || !counted {
			return "", gourd.Error(http.StatusUnauthorized, "nobody has logged in")
		}
		s.Set("visits", visits+1)
		return name + " " + strconv.Itoa(visits+1), nil
	})
	return app
}

func serveGourdSession(l net.Listener) error {
	return serveApp(gourdSession(), server.Config{Listener: l})
}

// login logs in at a server, makes sure that the session which a visit writes back is the
// one that the next visit reads, and returns the request of a client that has been there
// once: its answer is the workload's.
func login(address string, w workload) ([]byte, error) {
	client := &http.Client{Timeout: time.Minute, Transport: &http.Transport{DisableKeepAlives: true}}
	_, first, err := ask(client, address, loginPath, "")
	if err != nil {
		return nil, err
	}
	body, second, err := ask(client, address, w.target, first)
	if err != nil {
		return nil, err
	}
	again, _, err := ask(client, address, w.target, second)
	if err != nil {
		return nil, err
	}
	if body != w.want || again != visited(firstVisit+2) {
		return nil, fmt.Errorf("two visits were answered %q and %q, want %q and %q", body, again, w.want, visited(firstVisit+2))
	}
	return harness.Get(w.target, "Cookie: "+first), nil
}

// ask sends one request and returns the body of its answer, and the cookie in it as the
// client sends it back.
func ask(client *http.Client, address, path, cookie string) (body, next string, err error) {
	r, err := http.NewRequest(http.MethodGet, "http://"+address+path, nil)
	if err != nil {
		return "", "", err
	}
	if cookie != "" {
		r.Header.Set("Cookie", cookie)
	}
	answer, err := client.Do(r)
	if err != nil {
		return "", "", err
	}
	text, err := io.ReadAll(io.LimitReader(answer.Body, 4096))
	if err = errors.Join(err, answer.Body.Close()); err != nil {
		return "", "", err
	}
	if answer.StatusCode != http.StatusOK {
		return "", "", fmt.Errorf("GET %s: %s %q, want a 200", path, answer.Status, text)
	}
	next, err = cookieOf(answer)
	return string(text), next, err
}

// visitor hands each request on as a new one, as a server does, with the cookie of a
// login: gorilla/sessions keeps in the request what it has read of it.
type visitor struct {
	handler http.Handler
	header  http.Header
}

func newVisitor(h http.Handler, login bool) (*visitor, error) {
	v := &visitor{handler: h, header: http.Header{}}
	if !login {
		return v, nil
	}
	answer := httptest.NewRecorder()
	h.ServeHTTP(answer, httptest.NewRequest(http.MethodGet, loginPath, nil))
	cookie, err := cookieOf(answer.Result())
	v.header.Set("Cookie", cookie)
	return v, err
}

func (v *visitor) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	visit := *r
	visit.Header = v.header
	v.handler.ServeHTTP(w, &visit)
}

// cookieOf returns the session's cookie of an answer.
func cookieOf(answer *http.Response) (string, error) {
	for _, c := range answer.Cookies() {
		if c.Name == cookieName {
			return c.Name + "=" + c.Value, nil
		}
	}
	return "", fmt.Errorf("the answer sets no cookie %q", cookieName)
}
