package gourd

import (
	"context"
	"encoding/json/v2"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/gourd-go/gourd/server"
)

// Exit codes of Run.
const (
	exitFailed  = 1 // the application could not start, or did not stop cleanly
	exitForced  = 130
	commandsVar = "GOURD_COMMAND"
)

// Run serves the application on [Config.Address], 127.0.0.1:5000 by default, until
// the process is interrupted (SIGINT, SIGTERM), and then drains: no connection is
// accepted any more, requests under way and background work have
// [Config.DrainTimeout] to end. A second signal ends the process at once. What keeps
// it from starting is printed and ends the process with exit code 1.
//
// Run reads the files .gourdenv and .env, as [LoadDotEnv] does. The environment
// variable GOURD_ADDRESS overrides the address, GOURD_DEBUG=1
// switches debug mode on, and GOURD_COMMAND has the application run one of its
// commands in the place of serving: that is how the command gourd talks to it.
func (a *App) Run() {
	ctx, cancel := context.WithCancel(context.Background())
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	go func() {
		<-signals
		cancel()
		<-signals
		os.Exit(exitForced)
	}()
	err := LoadDotEnv()
	if err == nil {
		err = a.runFromEnv(ctx, os.Stdout, os.Getenv)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "Error:", err)
		os.Exit(exitFailed)
	}
	os.Exit(0)
}

// runFromEnv is Run with what the environment says.
func (a *App) runFromEnv(ctx context.Context, out io.Writer, env func(string) string) error {
	if address := env("GOURD_ADDRESS"); address != "" {
		a.Config.Address = address
	}
	switch env("GOURD_DEBUG") {
	case "1", "true":
		a.Config.Debug = true
	case "0", "false":
		a.Config.Debug = false
	}
	switch name := env(commandsVar); name {
	case "":
		return a.RunContext(ctx)
	case "routes":
		return a.printRoutes(out)
	case "commands":
		return a.printCommands(out)
	case "show config":
		return a.printConfig(out)
	case "templates list":
		return a.printTemplates(out)
	case "templates check":
		return a.printTemplateErrors(out)
	case "request":
		return a.answerRequest(ctx, os.Args[1:], Stdio{In: os.Stdin, Out: out, Err: os.Stderr})
	default:
		return a.RunCommand(ctx, Stdio{In: os.Stdin, Out: out, Err: os.Stderr}, append(strings.Fields(name), os.Args[1:]...)...)
	}
}

// RunContext is [App.Run] without signals and exit codes: it serves until ctx ends
// and returns what went wrong.
func (a *App) RunContext(ctx context.Context) error {
	if err := a.Setup(); err != nil {
		return err
	}
	if a.Config.ServerName == "" && a.Config.Debug {
		a.logger.Debug("gourd: debug mode is on")
	}
	config := a.Config.Server
	config.Address = a.Config.Address
	config.DrainTimeout = a.Config.DrainTimeout
	if config.Logger == nil {
		config.Logger = a.logger
	}
	if config.AccessLog == nil && !a.Config.NoAccessLog {
		config.AccessLog = a.logger
	}
	began := time.Now()
	drains := config.OnDrain
	config.OnDrain = func() {
		began = time.Now()
		a.Drain()
		if drains != nil {
			drains()
		}
	}
	told := config.OnListen
	config.OnListen = func(addr net.Addr) {
		a.banner(os.Stderr, addr, config.TLS != nil)
		if told != nil {
			told(addr)
		}
	}
	if err := a.Start(ctx); err != nil {
		return err
	}
	served := server.Serve(ctx, a, config)
	// What is left of the drain's time is background work's; it gets a moment even
	// when requests have used it up.
	stopping, cancel := context.WithTimeout(context.WithoutCancel(ctx), max(a.Config.DrainTimeout-time.Since(began), time.Second))
	defer cancel()
	return errors.Join(served, a.Stop(stopping))
}

// banner is what flask run prints.
func (a *App) banner(w io.Writer, addr net.Addr, secure bool) {
	mode := "off"
	if a.Config.Debug {
		mode = "on"
	}
	scheme := "http"
	if secure {
		scheme = "https"
	}
	where := addr.String()
	if addr.Network() == "unix" {
		where = "unix:" + where
	} else {
		where = scheme + "://" + strings.Replace(where, "[::]", "localhost", 1)
	}
	fmt.Fprintf(w, " * Serving Gourd app '%s'\n * Debug mode: %s\n * Running on %s (press CTRL+C to quit)\n", a.name, mode, where)
}

// RouteInfo describes a route, for gourd routes.
type RouteInfo struct {
	Endpoint string   `json:"endpoint"`
	Methods  []string `json:"methods"` // nil: any
	Rule     string   `json:"rule"`
	Where    string   `json:"where"`

	AllMethods []string `json:"all_methods"`         // with HEAD and OPTIONS where they are automatic; nil: any
	Host       string   `json:"host,omitempty"`      // that the rule is for, where hosts are matched
	Subdomain  string   `json:"subdomain,omitempty"` // likewise, where they are not
}

// Routes describes the application's routes in the order in which they were
// registered. It ends the set-up.
func (a *App) Routes() ([]RouteInfo, error) {
	if err := a.Setup(); err != nil {
		return nil, err
	}
	var routes []RouteInfo
	for r := range a.routes.Rules() {
		route := r.Data.(*Route)
		routes = append(routes, RouteInfo{Endpoint: route.endpoint, Methods: route.Methods(), Rule: route.rule, Where: route.where, AllMethods: slices.Clone(r.Methods), Host: r.Host, Subdomain: r.Subdomain})
	}
	return routes, nil
}

func (a *App) printRoutes(out io.Writer) error {
	routes, err := a.Routes()
	if err != nil {
		return err
	}
	return json.MarshalWrite(out, routes)
}
