package gourd

import (
	"fmt"
	"iter"
	"log/slog"
	"maps"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/gourd-go/gourd/gateway"
	"github.com/gourd-go/gourd/internal/convert"
	"github.com/gourd-go/gourd/rule"
)

// requestCache is what was made of the request so far.
type requestCache struct {
	path string
	args Map // the rule's arguments once somebody has changed one; nil: as they matched
	body *body
	form *Form
	log  *slog.Logger
	id   string

	limits formLimits
}

// Method returns the request's method: "GET".
func (c *Ctx) Method() string {
	c.alive()
	switch string(c.x.Method) {
	case http.MethodGet:
		return http.MethodGet
	case http.MethodPost:
		return http.MethodPost
	case http.MethodHead:
		return http.MethodHead
	case http.MethodPut:
		return http.MethodPut
	case http.MethodPatch:
		return http.MethodPatch
	case http.MethodDelete:
		return http.MethodDelete
	}
	return c.x.Text(c.x.Method)
}

// Path returns the request's path, decoded, without the prefix under which the
// application is mounted. Bytes that are not UTF-8 have become U+FFFD, as in Flask.
func (c *Ctx) Path() string {
	c.alive()
	if c.request.path == "" {
		if decoded := c.decodedPath(); len(c.path) > 0 {
			c.request.path = string(decoded)
		} else {
			c.request.path = c.x.Text(decoded)
		}
	}
	return c.request.path
}

// decodedPath is the path in c.path, or as it was sent where there is nothing to
// decode.
func (c *Ctx) decodedPath() []byte {
	raw := c.x.Path
	for _, b := range raw {
		if b == '%' || b >= 0x80 {
			if len(c.path) == 0 {
				c.path = gateway.Unescape(c.path[:0], raw)
			}
			return c.path
		}
	}
	return raw
}

// matchPath is the path as rules are matched against it. It is valid as long as
// the request is: arguments that are strings are copied when they are asked for.
func (c *Ctx) matchPath() string { return gateway.View(c.decodedPath()) }

// Arg returns the rule's argument of that name:
//
//	app.Get("/notes/<int:id>", func(c *gourd.Ctx) (Note, error) {
//		id := c.Arg[int]("id")
//
// T is the converter's type: string for string, path and any; int or int64 for
// int; float64 for float; rule.UUID for uuid; a custom converter's own. Every
// argument can be asked for as a string. A name that the rule does not have, or
// another type, is a mistake of the program and panics, which is a 500.
func (c *Ctx) Arg[T any](name string) T {
	c.alive()
	if c.request.args != nil {
		return c.ownArg[T](name)
	}
	v, ok := c.matched.Lookup(name)
	if !ok {
		c.wrongArg(name)
	}
	var to T
	switch p := any(&to).(type) {
	case *string:
		*p = c.argText(v)
	case *int:
		if v.Kind() == rule.KindInt && v.Int() == int64(int(v.Int())) {
			*p = int(v.Int())
			return to
		}
		c.wrongArgType(name, v, "int")
	case *int64:
		if v.Kind() != rule.KindInt {
			c.wrongArgType(name, v, "int64")
		}
		*p = v.Int()
	case *float64:
		if v.Kind() != rule.KindFloat {
			c.wrongArgType(name, v, "float64")
		}
		*p = v.Float()
	case *rule.UUID:
		if v.Kind() != rule.KindUUID {
			c.wrongArgType(name, v, "rule.UUID")
		}
		*p = v.UUID()
	default:
		custom, ok := v.Any().(T)
		if !ok {
			c.wrongArgType(name, v, fmt.Sprintf("%T", to))
		}
		return custom
	}
	return to
}

// argText is an argument as a string that may be kept.
func (c *Ctx) argText(v rule.Value) string {
	switch v.Kind() {
	case rule.KindString:
		if len(c.path) > 0 {
			return strings.Clone(v.Text())
		}
		return c.x.Text(gateway.Bytes(v.Text()))
	case rule.KindUUID:
		return v.UUID().String()
	}
	return strings.Clone(v.Text())
}

func (c *Ctx) wrongArg(name string) {
	names := slices.Sorted(maps.Keys(c.Args()))
	known := "it has none"
	if len(names) > 0 {
		known = "it has " + strings.Join(names, ", ")
	}
	if c.route == nil {
		misuse("c.Arg(%q) was called at %s for a request that no rule matched", name, caller())
	}
	misuse("c.Arg(%q) was called at %s, but the rule %s at %s has no such argument: %s", name, caller(), c.route.rule, c.route.where, known)
}

func (c *Ctx) wrongArgType(name string, v rule.Value, want string) {
	misuse("c.Arg[%s](%q) was called at %s, but that argument of %s is a %s; its value is %v", want, name, caller(), c.route.rule, v.Kind(), v.Any())
}

// ownArg is Arg for arguments that were changed.
func (c *Ctx) ownArg[T any](name string) (to T) {
	v, ok := c.request.args[name]
	if !ok {
		c.wrongArg(name)
	}
	if own, ok := v.(T); ok {
		return own
	}
	switch p := any(&to).(type) {
	case *string:
		*p = fmt.Sprint(v)
	case *int64:
		n, ok := v.(int)
		if !ok {
			misuse("c.Arg[int64](%q) was called at %s, but that argument was set to %v, a %T", name, caller(), v, v)
		}
		*p = int64(n)
	default:
		misuse("c.Arg[%T](%q) was called at %s, but that argument was set to %v, a %T", to, name, caller(), v, v)
	}
	return to
}

// Args returns the names and values of all arguments of the rule: string, int, float64,
// rule.UUID, or what a custom converter makes.
func (c *Ctx) Args() Map {
	c.alive()
	if c.request.args != nil {
		return maps.Clone(c.request.args)
	}
	return argsOf(&c.matched)
}

// SetArg gives an argument of the rule another value, or adds one, for what comes behind:
// how a hook of [Blueprint.OnURLValues] changes what the view gets.
func (c *Ctx) SetArg(name string, value any) {
	if c.request.args == nil {
		c.request.args = c.Args()
	}
	c.request.args[name] = value
}

// DelArg removes an argument, as view_args.pop does in Flask.
func (c *Ctx) DelArg(name string) {
	if c.request.args == nil {
		c.request.args = c.Args()
	}
	delete(c.request.args, name)
}

// Query returns the first value of that name in the URL's query, "" when there is
// none.
func (c *Ctx) Query(name string) string {
	for v := range c.queryValues(name) {
		return v
	}
	return ""
}

// HasQuery reports whether the name is in the URL's query.
func (c *Ctx) HasQuery(name string) bool {
	for range c.queryValues(name) {
		return true
	}
	return false
}

// QueryAll returns all values of that name in the URL's query.
func (c *Ctx) QueryAll(name string) (values []string) {
	for v := range c.queryValues(name) {
		values = append(values, v)
	}
	return values
}

// QueryAs returns the first value of that name as a T (a string, bool, number,
// time.Duration or encoding.TextUnmarshaler); fallback when it is not there or is none, as Flask's
// args.get(name, default, type).
func (c *Ctx) QueryAs[T any](name string, fallback T) T {
	for v := range c.queryValues(name) {
		var parsed T
		if convert.Set(&parsed, v) == nil {
			return parsed
		}
		break
	}
	return fallback
}

// QueryString returns the URL's query as it was sent, without "?".
func (c *Ctx) QueryString() string { c.alive(); return c.x.Text(c.x.Query) }

// Queries returns the URL's query as a map.
func (c *Ctx) Queries() url.Values {
	values := url.Values{}
	for name, v := range pairs(c.QueryString()) {
		values.Add(name, v)
	}
	return values
}

// queryValues looks for a name without making a map of the query.
func (c *Ctx) queryValues(name string) iter.Seq[string] {
	c.alive()
	return func(yield func(string) bool) {
		query := gateway.View(c.x.Query)
		for query != "" {
			var pair string
			pair, query, _ = strings.Cut(query, "&")
			key, value, _ := strings.Cut(pair, "=")
			if pair == "" || formText(key) != name {
				continue
			}
			text := formText(value)
			if !c.x.Stable {
				text = strings.Clone(text)
			}
			if !yield(text) {
				return
			}
		}
	}
}

// pairs are the names and values of a query or a form (application/x-www-form-urlencoded).
func pairs(query string) iter.Seq2[string, string] {
	return func(yield func(string, string) bool) {
		for pair := range strings.SplitSeq(query, "&") {
			if pair == "" {
				continue
			}
			key, value, _ := strings.Cut(pair, "=")
			if !yield(formText(key), formText(value)) {
				return
			}
		}
	}
}

// formText decodes a name or a value of a query. As in Werkzeug a percent sign
// without two hexadecimal digits stays as it is, and what is not UTF-8 stays
// percent-encoded.
func formText(s string) string {
	if strings.IndexByte(s, '%') < 0 && strings.IndexByte(s, '+') < 0 {
		return s
	}
	s = strings.ReplaceAll(s, "+", " ")
	if strings.IndexByte(s, '%') < 0 {
		return s
	}
	return gateway.UnescapeText(s)
}

// Header returns the first value of the request's header field, "" when there is
// none.
func (c *Ctx) Header(name string) string {
	c.alive()
	return c.x.Text(c.x.Header(http.CanonicalHeaderKey(name)))
}

// HeaderAll returns all values of the request's header field.
func (c *Ctx) HeaderAll(name string) (values []string) {
	c.alive()
	for _, v := range c.x.HeaderValues(nil, http.CanonicalHeaderKey(name)) {
		values = append(values, c.x.Text(v))
	}
	return values
}

// Scheme returns "http" or "https".
func (c *Ctx) Scheme() string { c.alive(); return c.x.Scheme }

// IsSecure reports whether the request came over TLS.
func (c *Ctx) IsSecure() bool { return c.Scheme() == "https" }

// Root returns the prefix under which the application is mounted, "" at the root:
// WSGI's SCRIPT_NAME.
func (c *Ctx) Root() string { c.alive(); return c.x.Root }

// FullURL returns the URL of the request.
func (c *Ctx) FullURL() string {
	c.alive()
	u := c.BaseURL()
	if len(c.x.Query) > 0 {
		u += "?" + c.QueryString()
	}
	return u
}

// RemoteAddr returns the address of the peer, without its port; "" where it has none,
// as on a Unix socket.
func (c *Ctx) RemoteAddr() string {
	c.alive()
	if host, _, err := net.SplitHostPort(c.x.RemoteAddr); err == nil {
		return host
	}
	if strings.HasPrefix(c.x.RemoteAddr, "@") || strings.HasPrefix(c.x.RemoteAddr, "/") {
		return ""
	}
	return c.x.RemoteAddr
}

// wantsSocket reports whether the request asks to become a WebSocket, as Werkzeug tells:
// by its Upgrade and its Connection.
func (c *Ctx) wantsSocket() bool {
	upgrade := c.x.Header("Upgrade")
	if len(upgrade) == 0 || !strings.EqualFold(gateway.View(upgrade), "websocket") {
		return false
	}
	for _, value := range c.x.HeaderValues(nil, "Connection") {
		for part := range strings.SplitSeq(gateway.View(value), ",") {
			if strings.EqualFold(strings.TrimSpace(part), "upgrade") {
				return true
			}
		}
	}
	return false
}
