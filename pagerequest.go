package gourd

import (
	"context"
	"encoding/json/jsontext"
	jsonv2 "encoding/json/v2"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/gourd-go/gourd/jinja"
)

// requestNames is request in templates: what Flask's has, under Python's names. Nothing is
// made before it is asked for.
type requestNames Ctx

// ofRequest is a global that every template of the request's sees, those that are imported
// too, as Flask's proxies are.
func ofRequest(name string, of func(c *Ctx) any) any {
	return jinja.NewProxy(func(ctx context.Context) (any, error) {
		c := PageCtx(ctx)
		if c == nil {
			return nil, fmt.Errorf("gourd: %s is for pages of requests, but this template is rendered without one", name)
		}
		return of(c), nil
	})
}

var _ jinja.Attributes = (*requestNames)(nil)

// String is Flask's repr of a request.
func (n *requestNames) String() string {
	c := (*Ctx)(n)
	return fmt.Sprintf("<Request '%s' [%s]>", c.FullURL(), c.Method())
}

// JinjaAttr implements [jinja.Attributes].
func (n *requestNames) JinjaAttr(name string) (any, bool) {
	read, ok := requestAttributes[name]
	if !ok {
		return nil, false
	}
	return read((*Ctx)(n)), true
}

// requestAttributes are what templates can ask a request for. It is never written.
var requestAttributes = map[string]func(c *Ctx) any{
	"method":             func(c *Ctx) any { return c.Method() },
	"scheme":             func(c *Ctx) any { return c.Scheme() },
	"is_secure":          func(c *Ctx) any { return c.IsSecure() },
	"path":               func(c *Ctx) any { return c.Path() },
	"full_path":          func(c *Ctx) any { return c.FullPath() },
	"script_root":        func(c *Ctx) any { return c.Root() },
	"root_path":          func(c *Ctx) any { return c.Root() },
	"url":                func(c *Ctx) any { return c.FullURL() },
	"base_url":           func(c *Ctx) any { return c.BaseURL() },
	"url_root":           func(c *Ctx) any { return c.RootURL() },
	"root_url":           func(c *Ctx) any { return c.RootURL() },
	"host_url":           func(c *Ctx) any { return c.HostURL() },
	"host":               func(c *Ctx) any { return c.host() },
	"query_string":       func(c *Ctx) any { return c.QueryString() },
	"remote_addr":        func(c *Ctx) any { return textOrNone(c.RemoteAddr()) },
	"access_route":       func(c *Ctx) any { return c.AccessRoute() },
	"referrer":           func(c *Ctx) any { return textOrNone(c.Referrer()) },
	"origin":             func(c *Ctx) any { return textOrNone(c.Origin()) },
	"user_agent":         func(c *Ctx) any { return userAgent(c.UserAgent()) },
	"content_type":       func(c *Ctx) any { return textOrNone(c.ContentType()) },
	"mimetype":           func(c *Ctx) any { return c.MediaType() },
	"content_length":     contentLength,
	"is_json":            func(c *Ctx) any { return c.IsJSON() },
	"json":               requestJSON,
	"endpoint":           func(c *Ctx) any { return textOrNone(c.Endpoint()) },
	"url_rule":           urlRule,
	"view_args":          viewArgs,
	"blueprint":          func(c *Ctx) any { return textOrNone(c.place().name) },
	"blueprints":         func(c *Ctx) any { return c.Blueprints() },
	"args":               func(c *Ctx) any { return queryNames(c).mapping() },
	"form":               func(c *Ctx) any { return formNames(c).mapping() },
	"values":             func(c *Ctx) any { return allNames(c).mapping() },
	"files":              func(c *Ctx) any { return fileNames(c).mapping() },
	"cookies":            func(c *Ctx) any { return cookieNames(c).mapping() },
	"headers":            func(c *Ctx) any { return &jinja.Mapping{Source: headerNames{c}, Type: "EnvironHeaders"} },
	"accept_mimetypes":   func(c *Ctx) any { return c.Accept() },
	"accept_languages":   func(c *Ctx) any { return c.AcceptLanguage() },
	"accept_encodings":   func(c *Ctx) any { return c.AcceptEncoding() },
	"accept_charsets":    func(c *Ctx) any { return c.AcceptCharset() },
	"max_content_length": func(c *Ctx) any { return c.app.Config.MaxContentLength },
}

// textOrNone is None for what Python has no text for.
func textOrNone(text string) any {
	if text == "" {
		return nil
	}
	return text
}

// mustRead ends the page with the error of reading the body, whose status is the answer's.
func mustRead[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// requestJSON is the body as JSON. With the default provider, for which every number of an
// any is a float64, the ints among them are ints here, as in Python.
func requestJSON(c *Ctx) any {
	if _, ok := c.app.json.(goJSON); ok {
		return mustRead(c.JSON[pythonNumbers]()).v
	}
	return mustRead(c.JSON[any]())
}

// pythonNumbers is a JSON value whose numbers are what Python has for them.
type pythonNumbers struct{ v any }

// UnmarshalJSONFrom implements [jsonv2.UnmarshalerFrom].
func (n *pythonNumbers) UnmarshalJSONFrom(d *jsontext.Decoder) error {
	return jsonv2.UnmarshalDecode(d, &n.v, jsonv2.WithUnmarshalers(jsonv2.UnmarshalFromFunc(readNumber)))
}

func contentLength(c *Ctx) any {
	if n := c.ContentLength(); n >= 0 && c.Header("Content-Length") != "" {
		return n
	}
	return nil
}

func urlRule(c *Ctx) any {
	if c.route == nil {
		return nil
	}
	return c.route.rule
}

func viewArgs(c *Ctx) any {
	if c.route == nil {
		return nil
	}
	return c.Args()
}

// userAgent is the header field as Werkzeug's UserAgent: {{ request.user_agent }} and
// {{ request.user_agent.string }}.
type userAgent string

// JinjaAttr implements [jinja.Attributes].
func (a userAgent) JinjaAttr(name string) (any, bool) { return string(a), name == "string" }

// multiNames are names that have several values, as Werkzeug's MultiDict: an item is the
// first of them, which alone the methods items and values show.
type multiNames struct {
	typeName string
	keys     []any // in their order
	values   map[string][]any
}

func newMulti(typeName string) *multiNames {
	return &multiNames{typeName: typeName, values: map[string][]any{}}
}

func (m *multiNames) add(key string, values ...any) {
	if _, known := m.values[key]; !known {
		m.keys = append(m.keys, key)
	}
	m.values[key] = append(m.values[key], values...)
}

func (m *multiNames) mapping() *jinja.Mapping { return &jinja.Mapping{Source: m, Type: m.typeName} }

// JinjaItem implements [jinja.Items].
func (m *multiNames) JinjaItem(key any) (any, bool) {
	name, _ := key.(string)
	values := m.values[name]
	if len(values) == 0 {
		return nil, false
	}
	return values[0], true
}

// JinjaKeys implements [jinja.MappingSource].
func (m *multiNames) JinjaKeys() []any { return m.keys }

// JinjaAttr implements [jinja.Attributes].
func (m *multiNames) JinjaAttr(name string) (any, bool) {
	switch name {
	case "get":
		return getFunction(m), true
	case "getlist":
		return jinja.NewFunction(name, func(args *jinja.Arguments) (any, error) {
			key, _ := args.Bind(1, "key")[0].(string)
			return slices.Clone(m.values[key]), nil
		}), true
	case "lists":
		return func() []any { return m.lists() }, true
	case "to_dict":
		return jinja.NewFunction(name, func(args *jinja.Arguments) (any, error) {
			flat := args.Bind(0, "flat")[0]
			d := jinja.NewDict()
			for _, key := range m.keys {
				values := m.values[key.(string)]
				if flat == nil || args.Truth(flat) {
					d.Set(key, values[0])
				} else {
					d.Set(key, slices.Clone(values))
				}
			}
			return d, nil
		}), true
	}
	return nil, false
}

// getFunction is get(key, default=None), whose default may be given by its name, as that of
// Werkzeug's containers and not as dict's.
func getFunction(of jinja.Items) any {
	return jinja.NewFunction("get", func(args *jinja.Arguments) (any, error) {
		given := args.Bind(1, "key", "default")
		if v, ok := of.JinjaItem(given[0]); ok {
			return v, nil
		}
		return given[1], nil
	})
}

// lists are pairs of a name and all its values.
func (m *multiNames) lists() (lists []any) {
	for _, key := range m.keys {
		lists = append(lists, jinja.Tuple{key, slices.Clone(m.values[key.(string)])})
	}
	return lists
}

func queryNames(c *Ctx) *multiNames {
	m := newMulti("ImmutableMultiDict")
	for name, v := range pairs(c.QueryString()) {
		m.add(name, v)
	}
	return m
}

// formNames are the fields of the form, by their names. A request whose body is no form has
// none.
func formNames(c *Ctx) *multiNames {
	m := newMulti("ImmutableMultiDict")
	if form := pageForm(c); form != nil {
		addSorted(m, form.Values)
	}
	return m
}

func fileNames(c *Ctx) *multiNames {
	m := newMulti("ImmutableMultiDict")
	if form := pageForm(c); form != nil {
		addSorted(m, form.Files)
	}
	return m
}

// pageForm is the request's form, nil where its body is none.
func pageForm(c *Ctx) *Form {
	switch c.MediaType() {
	case typeForm, typeMultipart:
		return mustRead(c.Form())
	}
	return nil
}

func addSorted[T any](m *multiNames, values map[string][]T) {
	names := make([]string, 0, len(values))
	for name := range values {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		for _, v := range values[name] {
			m.add(name, v)
		}
	}
}

// allNames are those of the query and then of the form, which for GET is not looked at.
func allNames(c *Ctx) *multiNames {
	m := queryNames(c)
	m.typeName = "CombinedMultiDict"
	if c.Method() != "GET" {
		form := formNames(c)
		for _, key := range form.keys {
			m.add(key.(string), form.values[key.(string)]...)
		}
	}
	return m
}

func cookieNames(c *Ctx) *multiNames {
	m := newMulti("ImmutableMultiDict")
	values := map[string][]string{}
	for name, v := range c.Cookies() {
		values[name] = []string{v}
	}
	addSorted(m, values)
	return m
}

// headerNames are the fields of the request's header, whose names are found in any case.
// A loop goes over pairs, as in Werkzeug.
type headerNames struct{ c *Ctx }

// JinjaItem implements [jinja.Items].
func (n headerNames) JinjaItem(key any) (any, bool) {
	name, ok := key.(string)
	if !ok || !n.c.hasField(http.CanonicalHeaderKey(name)) {
		return nil, false
	}
	return n.c.Header(name), true
}

// JinjaKeys implements [jinja.MappingSource].
func (n headerNames) JinjaKeys() (names []any) {
	for _, f := range n.c.x.Fields(nil) {
		name := strings.Clone(string(f.Name))
		if !slices.ContainsFunc(names, func(known any) bool { return strings.EqualFold(known.(string), name) }) {
			names = append(names, name)
		}
	}
	return names
}

// JinjaValues is what a loop goes over.
func (n headerNames) JinjaValues() (fields []any) {
	for _, f := range n.c.x.Fields(nil) {
		fields = append(fields, jinja.Tuple{string(f.Name), string(f.Value)})
	}
	return fields
}

// JinjaAttr implements [jinja.Attributes].
func (n headerNames) JinjaAttr(name string) (any, bool) {
	switch name {
	case "get":
		return getFunction(n), true
	case "getlist", "get_all":
		return func(key string) []string { return n.c.HeaderAll(key) }, true
	}
	return nil, false
}
