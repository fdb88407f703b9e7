package gourd_test

import (
	"encoding/json/v2"
	"errors"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/gourd-go/gourd"
	"github.com/gourd-go/gourd/gateway"
	"github.com/gourd-go/gourd/gourdtest"
	"github.com/gourd-go/gourd/internal/python"
	"github.com/gourd-go/gourd/rule"
)

// flaskSite is an application that Flask and Gourd both build, and what it is asked.
type flaskSite struct {
	Settings   map[string]any   `json:"settings"`
	Blueprints []blueprintOf    `json:"blueprints"`
	Rules      []ruleOf         `json:"rules"`
	Questions  []question       `json:"questions"`
	after      func(*gourd.App) // what is added that the description has no words for
}

type blueprintOf struct {
	Name      string    `json:"name"`
	Prefix    string    `json:"prefix"`
	Subdomain string    `json:"subdomain"`
	Within    string    `json:"within"`
	Places    []placeOf `json:"places"`
}

type placeOf struct {
	Name      *string        `json:"name"`
	Prefix    *string        `json:"url_prefix"`
	Subdomain *string        `json:"subdomain"`
	Defaults  map[string]any `json:"url_defaults,omitempty"`
}

type ruleOf struct {
	Rule      string      `json:"rule"`
	Name      string      `json:"name"`
	Blueprint string      `json:"blueprint"`
	Options   ruleOptions `json:"options"`
}

type ruleOptions struct {
	Methods    []string       `json:"methods,omitempty"`
	Defaults   map[string]any `json:"defaults,omitempty"`
	Subdomain  *string        `json:"subdomain"`
	Host       *string        `json:"host"`
	Strict     *bool          `json:"strict_slashes"`
	Merge      *bool          `json:"merge_slashes"`
	RedirectTo *string        `json:"redirect_to"`
	Alias      *bool          `json:"alias"`
	BuildOnly  *bool          `json:"build_only"`
	WebSocket  *bool          `json:"websocket"`
	AutoOption *bool          `json:"provide_automatic_options"`
}

// question is a request, or, with an endpoint, a URL to be built in one or outside of any.
type question struct {
	Method   string         `json:"method"`
	Scheme   string         `json:"scheme"`
	Host     string         `json:"host"`
	Path     string         `json:"path"`
	Socket   bool           `json:"socket"`
	Endpoint string         `json:"endpoint"`
	Values   map[string]any `json:"values"`
	Outside  bool           `json:"outside"`

	want string
}

// asked is a GET request that is answered want. at is a path, or a host with a path.
func asked(at, want string) question {
	host, path, _ := strings.Cut(at, "/")
	if host == "" {
		host = "localhost"
	}
	return question{Method: "GET", Scheme: "http", Host: host, Path: "/" + path, want: want}
}

// with is q with another method.
func (q question) with(method string) question { q.Method = method; return q }

// over is q over another scheme.
func (q question) over(scheme string) question { q.Scheme = scheme; return q }

// asSocket is q as a WebSocket's handshake.
func (q question) asSocket() question { q.Socket = true; return q }

// urlFor asks for a URL within a request for at.
func urlFor(at, endpoint string, values gourd.Map, want string) question {
	q := asked(at, want)
	q.Endpoint, q.Values = endpoint, values
	return q
}

// outside asks for a URL outside of a request.
func outside(endpoint string, values gourd.Map, want string) question {
	q := urlFor("/", endpoint, values, want)
	q.Outside = true
	return q
}

func (q question) String() string {
	s := q.Method + " " + q.Scheme + "://" + q.Host + q.Path
	if q.Socket {
		s += " as a WebSocket"
	}
	if q.Endpoint != "" {
		s = "the URL of " + q.Endpoint + " in " + s
	}
	return s
}

// settle applies the settings by Flask's names.
func (s flaskSite) settle(t *testing.T) (config gourd.Config) {
	t.Helper()
	for name, value := range s.Settings {
		on, _ := value.(bool)
		switch name {
		case "host_matching":
			config.Rules.HostMatching = on
		case "subdomain_matching":
			config.Rules.SubdomainMatching = on
		case "strict_slashes":
			config.Rules.LooseSlashes = !on
		case "merge_slashes":
			config.Rules.KeepSlashes = !on
		case "redirect_defaults":
			config.Rules.NoRedirectDefaults = !on
		default:
			if err := config.Set(name, value); err != nil {
				t.Fatal(err)
			}
		}
	}
	return config
}

// build makes the application of the description.
func (s flaskSite) build(t *testing.T, app *gourd.App) {
	t.Helper()
	app.Before(func(c *gourd.Ctx) (gourd.Response, error) {
		if c.Header("X-Build") == "" {
			return gourd.Response{}, nil
		}
		var q question
		if err := json.Unmarshal([]byte(c.Header("X-Build")), &q); err != nil {
			return gourd.Response{}, err
		}
		u, err := buildIn(c, q)
		return gourd.Text(builtText(u, err)), nil
	})
	blueprints := map[string]*gourd.Blueprint{"": app.Blueprint}
	for _, b := range s.Blueprints {
		blueprints[b.Name] = gourd.NewBlueprint(b.Name, b.Prefix).Subdomain(b.Subdomain)
	}
	for _, r := range s.Rules {
		r.add(blueprints[r.Blueprint])
	}
	for _, b := range slices.Backward(s.Blueprints) {
		if len(b.Places) == 0 {
			blueprints[b.Within].Register(blueprints[b.Name])
		}
		for _, p := range b.Places {
			blueprints[b.Within].Register(blueprints[b.Name], gourd.Registration{
				Name: value(p.Name), Prefix: value(p.Prefix), Subdomain: value(p.Subdomain), Defaults: wholeNumbers(p.Defaults),
			})
		}
	}
	if s.after != nil {
		s.after(app)
	}
}

// value is what p points to, the zero value where it points nowhere.
func value[T any](p *T) (v T) {
	if p != nil {
		v = *p
	}
	return v
}

// wholeNumbers are values that came as JSON with int in the place of float64.
func wholeNumbers(values map[string]any) gourd.Map {
	whole := gourd.Map{}
	for name, v := range values {
		whole[name] = wholeNumber(v)
	}
	return whole
}

func wholeNumber(v any) any {
	switch v := v.(type) {
	case float64:
		return int(v)
	case []any:
		list := make([]any, len(v))
		for i := range v {
			list[i] = wholeNumber(v[i])
		}
		return list
	}
	return v
}

// add registers the rule as a user of Gourd writes it.
func (r ruleOf) add(b *gourd.Blueprint) {
	o := r.Options
	view := func(c *gourd.Ctx) (string, error) { return shownArgs(c), nil }
	var route *gourd.Route
	switch {
	case o.RedirectTo != nil:
		route = b.RedirectTo(r.Rule, *o.RedirectTo).Name(r.Name)
	case o.BuildOnly != nil:
		route = b.BuildOnly(r.Rule, r.Name)
	case o.WebSocket != nil:
		route = b.Socket(r.Rule, func(*gourd.Ctx, gateway.Socket) error { return nil }).Name(r.Name)
	default:
		route = b.Route(r.Rule, view, o.Methods...).Name(r.Name)
	}
	for name, v := range o.Defaults {
		route.Default(name, v)
	}
	if o.Subdomain != nil {
		route.Subdomain(*o.Subdomain)
	}
	if o.Host != nil {
		route.Host(*o.Host)
	}
	if o.Strict != nil {
		route.StrictSlashes(*o.Strict)
	}
	if o.Merge != nil {
		route.MergeSlashes(*o.Merge)
	}
	if o.Alias != nil {
		route.Alias()
	}
	if o.AutoOption != nil {
		route.AutomaticOptions(*o.AutoOption)
	}
}

// shownArgs are the endpoint and the arguments of a request, by name.
func shownArgs(c *gourd.Ctx) string {
	parts := []string{c.Endpoint()}
	for _, p := range rule.Pairs(c.Args()) {
		parts = append(parts, p.Name+"="+c.Arg[string](p.Name))
	}
	return strings.Join(parts, " ")
}

// buildIn builds a URL within a request, and returns the error with which it panics.
func buildIn(c *gourd.Ctx, q question) (u string, err error) {
	defer func() {
		if v := recover(); v != nil {
			err, _ = v.(error)
		}
	}()
	return c.URL(q.Endpoint, wholeNumbers(q.Values)), nil
}

// builtText is a URL, or its error by the class that Flask has for it.
func builtText(u string, err error) string {
	var missing *rule.BuildError
	switch {
	case err == nil:
		return "url " + u
	case errors.As(err, &missing):
		return "cannot be built"
	case strings.Contains(err.Error(), "SERVER_NAME"):
		return "RuntimeError"
	}
	return "ValueError"
}

// answer asks the application.
func (q question) answer(t *testing.T, app *gourd.App, c *gourdtest.Client) string {
	t.Helper()
	if q.Outside {
		return builtText(app.URL(q.Endpoint, wholeNumbers(q.Values)))
	}
	options := []gourdtest.Option{gourdtest.BaseURL("http://localhost"), gourdtest.Host(q.Host)}
	if q.Scheme == "https" {
		options = append(options, gourdtest.HTTPS())
	}
	if q.Socket {
		options = append(options, gourdtest.Header("Connection", "Upgrade"), gourdtest.Header("Upgrade", "websocket"))
	}
	if q.Endpoint != "" {
		text, err := json.Marshal(q, json.Deterministic(true))
		if err != nil {
			t.Fatal(err)
		}
		options = append(options, gourdtest.Header("X-Build", string(text)))
	}
	r := c.Do(q.Method, q.Path, options...)
	switch status := strconv.Itoa(r.Status); {
	case r.Header.Get("Location") != "":
		return status + " " + r.Header.Get("Location")
	case r.Header.Get("Allow") != "":
		return status + " " + r.Header.Get("Allow")
	case r.Status != 200:
		return status
	}
	return r.Text()
}

// compareSites asks Gourd and Flask what stands in the sites' questions.
func compareSites(t *testing.T, sites map[string]flaskSite) {
	names := make([]string, 0, len(sites))
	var all []flaskSite
	for name, s := range sites {
		names, all = append(names, name), append(all, s)
		t.Run(name, func(t *testing.T) {
			var app *gourd.App
			c, _ := client(t, s.settle(t), func(a *gourd.App) { app = a; s.build(t, a) })
			for _, q := range s.Questions {
				if got := q.answer(t, app, c); got != q.want {
					t.Errorf("%s: got %q, want %q", q, got, q.want)
				}
			}
		})
	}
	t.Run("in Flask", func(t *testing.T) {
		for i, answers := range python.Start(t, "sites.py").Ask[[][]string](t, all) {
			var want []string
			for _, q := range all[i].Questions {
				want = append(want, q.want)
			}
			if diff := cmp.Diff(want, answers); diff != "" {
				t.Errorf("%s (-the test's +Flask's):\n%s", names[i], diff)
			}
		}
	})
}
