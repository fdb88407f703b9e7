//go:build linux

package main

import (
	"encoding/json"
	"io"
	"net"
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"
	"github.com/go-chi/chi/v5"
	"github.com/gofiber/fiber/v3"
	"github.com/gourd-go/gourd/bench/http/harness"
	"github.com/labstack/echo/v5"
)

// peer is one of those that are compared. serve answers the routes of workloads
// on l until the process ends. handler is the same application for net/http, nil
// where there is none.
type peer struct {
	name    string
	serve   func(l net.Listener) error
	handler func() http.Handler
	session bool                  // it answers sessionWorkloads in the place of workloads
	play    func(conns int) error // in the place of serve: another program
	missing func() error          // says why it cannot run; nil: it can
}

// workloads are those that it answers.
func (p *peer) workloads() []workload {
	if p.session {
		return sessionWorkloads
	}
	return workloads
}

// The names that other files ask for.
const (
	nameNetHTTP = "net/http"
	nameChi     = "chi"
	nameGourd   = "gourd"
	nameHooked  = "gourd+hooks+log"
)

// peers are in the order of the tables, those of the session behind the others. The first
// of either is what the others' ratios are to.
var peers = []peer{
	onNetHTTP(nameNetHTTP, netHTTP),
	onNetHTTP(nameChi, chiRouter),
	onNetHTTP("gin", ginEngine),
	onNetHTTP("echo", echoServer),
	{name: "fiber", serve: serveFiber},
	{name: nameGourd, serve: serveGourd, handler: func() http.Handler { return gourdApp() }},
	{name: nameHooked, serve: serveGourdLogged, handler: func() http.Handler { return gourdHooked() }},
	inSession(onNetHTTP(nameGorilla, gorillaServer)),
	inSession(peer{name: nameGourdSession, serve: serveGourdSession, handler: func() http.Handler { return gourdSession() }}),
	inSession(peer{name: nameFlask, play: playFlask, missing: func() error { _, err := findPython(); return err }}),
}

// onNetHTTP is a framework on net/http's peer, without time-outs.
func onNetHTTP(name string, handler func() http.Handler) peer {
	serve := func(l net.Listener) error { return http.Serve(l, handler()) }
	return peer{name: name, serve: serve, handler: handler}
}

func inSession(p peer) peer {
	p.session = true
	return p
}

// workload is a request and its answer.
type workload struct {
	name    string
	target  string
	want    string // the body, but for a line break at its end
	session bool   // the request has the cookie of a login
}

// request is what the load sends to a server.
func (w workload) request(address string) ([]byte, error) {
	if w.session {
		return login(address, w)
	}
	return harness.Get(w.target), nil
}

var workloads = []workload{
	{name: "hello", target: "/", want: hello},
	{name: "json", target: "/json", want: `{"message":"Hello, World!","number":42}`},
	{name: "arguments", target: "/items/42/apple?q=red", want: "42 apple red"},
}

const hello = "Hello, World!"

// message is the object of the workload json.
type message struct {
	Message string `json:"message"`
	Number  int    `json:"number"`
}

var theMessage = message{Message: hello, Number: 42}

// item is what the workload arguments answers.
func item(id int, name, q string) string { return strconv.Itoa(id) + " " + name + " " + q }

const textPlain = "text/plain; charset=utf-8"

// plain answers text as an author writes it on net/http.
func plain(w http.ResponseWriter, text string) {
	w.Header().Set("Content-Type", textPlain)
	_, _ = io.WriteString(w, text)
}

// asJSON answers JSON likewise.
func asJSON(w http.ResponseWriter, v any) {
	text, err := json.Marshal(v)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(text)
}

func netHTTP() http.Handler {
	m := http.NewServeMux()
	m.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) { plain(w, hello) })
	m.HandleFunc("GET /json", func(w http.ResponseWriter, _ *http.Request) { asJSON(w, theMessage) })
	m.HandleFunc("GET /items/{id}/{name}", func(w http.ResponseWriter, r *http.Request) {
		answerItem(w, r, r.PathValue("id"), r.PathValue("name"))
	})
	return m
}

func chiRouter() http.Handler {
	m := chi.NewRouter()
	m.Get("/", func(w http.ResponseWriter, _ *http.Request) { plain(w, hello) })
	m.Get("/json", func(w http.ResponseWriter, _ *http.Request) { asJSON(w, theMessage) })
	m.Get("/items/{id}/{name}", func(w http.ResponseWriter, r *http.Request) {
		answerItem(w, r, chi.URLParam(r, "id"), chi.URLParam(r, "name"))
	})
	return m
}

func answerItem(w http.ResponseWriter, r *http.Request, id, name string) {
	n, err := strconv.Atoi(id)
	if err != nil {
		http.NotFound(w, r)
		return
	}
	plain(w, item(n, name, r.URL.Query().Get("q")))
}

func ginEngine() http.Handler {
	gin.SetMode(gin.ReleaseMode)
	m := gin.New()
	m.GET("/", func(c *gin.Context) { c.String(http.StatusOK, hello) })
	m.GET("/json", func(c *gin.Context) { c.JSON(http.StatusOK, theMessage) })
	m.GET("/items/:id/:name", func(c *gin.Context) {
		id, err := strconv.Atoi(c.Param("id"))
		if err != nil {
			c.Status(http.StatusNotFound)
			return
		}
		c.String(http.StatusOK, item(id, c.Param("name"), c.Query("q")))
	})
	return m
}

func echoServer() http.Handler {
	m := echo.New()
	m.GET("/", func(c *echo.Context) error { return c.String(http.StatusOK, hello) })
	m.GET("/json", func(c *echo.Context) error { return c.JSON(http.StatusOK, theMessage) })
	m.GET("/items/:id/:name", func(c *echo.Context) error {
		id, err := strconv.Atoi(c.Param("id"))
		if err != nil {
			return echo.ErrNotFound
		}
		return c.String(http.StatusOK, item(id, c.Param("name"), c.QueryParam("q")))
	})
	return m
}

func fiberApp() *fiber.App {
	m := fiber.New()
	m.Get("/", func(c fiber.Ctx) error { return c.SendString(hello) })
	m.Get("/json", func(c fiber.Ctx) error { return c.JSON(theMessage) })
	m.Get("/items/:id/:name", func(c fiber.Ctx) error {
		id, err := strconv.Atoi(c.Params("id"))
		if err != nil {
			return fiber.ErrNotFound
		}
		return c.SendString(item(id, c.Params("name"), c.Query("q")))
	})
	return m
}

func serveFiber(l net.Listener) error {
	return fiberApp().Listener(l, fiber.ListenConfig{DisableStartupMessage: true})
}
