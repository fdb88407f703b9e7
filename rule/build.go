package rule

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
)

// Pair is a named value.
type Pair struct {
	Name  string
	Value any
}

// Pairs returns the entries of a map, sorted by name.
func Pairs(values map[string]any) []Pair {
	pairs := make([]Pair, 0, len(values))
	for name, v := range values {
		pairs = append(pairs, Pair{name, v})
	}
	slices.SortFunc(pairs, func(a, b Pair) int { return strings.Compare(a.Name, b.Name) })
	return pairs
}

// BuildRequest is what a URL is built for.
type BuildRequest struct {
	Endpoint string
	// Values are the arguments. Those that the rule does not have become the query,
	// in this order, a slice or array as one name with several values. A nil Value
	// counts as not given. Of a name that occurs twice the first is the argument.
	Values []Pair
	// Method keeps to rules for this method, in upper case. Empty: rules for
	// DefaultMethod if there are, else any.
	Method string
	// DefaultMethod is the method of the current request, or empty.
	DefaultMethod string
	// Host is the current host or subdomain. With Options.HostMatching a rule for it
	// is preferred.
	Host string
	// SkipUnknown leaves the query away.
	SkipUnknown bool
	// Anchor is appended behind "#" unless it is empty.
	Anchor string
}

// Built is a URL without scheme, server name and script root.
type Built struct {
	Rule *Rule
	// Host is the host or subdomain of the rule.
	Host string
	// Path is percent-encoded, starts with one slash, and ends with the query and
	// the anchor if there are any.
	Path string
	// Absolute tells that the URL must be absolute: Host is not the current one, or
	// the rule is for WebSocket and needs the scheme ws or wss.
	Absolute bool
}

// Build returns the URL of an endpoint. Errors are a [*BuildError] if no rule of
// the endpoint suits the values and the method, and a [*ValueError] if a converter
// refuses a value. It panics if the map is not compiled.
func (m *Map) Build(req BuildRequest) (Built, error) {
	if m.machine == nil {
		panic("rule: Build is called on a Map that is not compiled; call Compile after the last Add")
	}
	if slices.ContainsFunc(req.Values, func(p Pair) bool { return p.Value == nil }) {
		req.Values = slices.DeleteFunc(slices.Clone(req.Values), func(p Pair) bool { return p.Value == nil })
	}
	var built Built
	var err error
	if req.Method == "" && req.DefaultMethod != "" {
		built, err = m.buildFor(req, req.DefaultMethod)
	}
	if built.Rule == nil && err == nil {
		built, err = m.buildFor(req, req.Method)
	}
	if err != nil {
		return Built{}, err
	}
	if built.Rule == nil {
		return Built{}, m.buildError(req)
	}
	built.Absolute = built.Rule.WebSocket || built.Host != req.Host
	if req.Anchor != "" {
		built.Path += "#" + anchorSafe.quote(req.Anchor)
	}
	return built, nil
}

// buildFor takes the first rule that suits; with HostMatching the first one on the
// current host. No rule is no error but a zero Built.
func (m *Map) buildFor(req BuildRequest, method string) (Built, error) {
	var first Built
	for _, r := range m.byName[req.Endpoint] {
		if !r.suits(req.Values, method) {
			continue
		}
		host, path, err := r.build(req.Values, req.SkipUnknown)
		if errors.Is(err, ErrUnsuitable) {
			continue
		}
		if err != nil {
			return Built{}, err
		}
		built := Built{Rule: r, Host: host, Path: path}
		if !m.options.HostMatching || host == req.Host {
			return built, nil
		}
		if first.Rule == nil {
			first = built
		}
	}
	return first, nil
}

// suits tells whether the values fill the rule: every variable without a default
// is there, and what has a default is equal to it if it is there.
func (r *Rule) suits(values []Pair, method string) bool {
	if method != "" && !r.allows(method) {
		return false
	}
	for _, name := range r.arguments {
		value, given := find(values, name)
		def, hasDefault := r.Defaults[name]
		switch {
		case !given && !hasDefault:
			return false
		case given && hasDefault && !pyEqual(def, value):
			return false
		}
	}
	return true
}

func find(values []Pair, name string) (any, bool) {
	for i := range values {
		if values[i].Name == name {
			return values[i].Value, true
		}
	}
	return nil, false
}

// A buildOp is a piece of a URL: text as it is, or a variable.
type buildOp struct {
	text     string
	variable *variable
}

// joinOps puts texts that follow each other together.
func joinOps(ops []buildOp) []buildOp {
	var joined []buildOp
	for _, op := range ops {
		if last := len(joined) - 1; op.variable == nil && last >= 0 && joined[last].variable == nil {
			joined[last].text += op.text
			continue
		}
		joined = append(joined, op)
	}
	return joined
}

// build fills the rule. The path has one slash at its start.
func (r *Rule) build(values []Pair, skipUnknown bool) (host, path string, err error) {
	var room [128]byte
	h, err := appendOps(room[:0], r, r.buildHost, values)
	if err != nil {
		return "", "", err
	}
	host = string(h)
	p, err := appendOps(room[:0], r, r.buildPath, values)
	if err != nil {
		return "", "", err
	}
	for len(p) > 1 && p[1] == '/' {
		p = p[1:]
	}
	if !skipUnknown {
		p = r.appendQuery(p, values)
	}
	return host, string(p), nil
}

func appendOps(dst []byte, r *Rule, ops []buildOp, values []Pair) ([]byte, error) {
	for _, op := range ops {
		if op.variable == nil {
			dst = append(dst, op.text...)
			continue
		}
		value, _ := find(values, op.variable.name)
		text, err := op.variable.conv.Format(value)
		if err != nil {
			return nil, &ValueError{Rule: r, Name: op.variable.name, Value: value, Err: err}
		}
		dst = append(dst, text...)
	}
	return dst, nil
}

// appendQuery writes the values that the rule does not have.
func (r *Rule) appendQuery(dst []byte, values []Pair) []byte {
	separator := byte('?')
	add := func(name string, value any) {
		if value == nil {
			return
		}
		dst = append(dst, separator)
		separator = '&'
		dst = append(querySafe.appendPlus(dst, name), '=')
		dst = querySafe.appendPlus(dst, queryText(value))
	}
	for _, p := range values {
		if r.hasArgument(p.Name) {
			continue
		}
		list, isList := elementsOf(p.Value)
		if !isList {
			add(p.Name, p.Value)
		}
		for _, v := range list {
			add(p.Name, v)
		}
	}
	return dst
}

// queryText is pyStr, with bytes as they are.
func queryText(v any) string {
	if b, ok := v.([]byte); ok {
		return string(b)
	}
	return pyStr(v)
}

// elementsOf returns what is in a slice or an array; bytes and types that write
// themselves are one value.
func elementsOf(v any) ([]any, bool) {
	switch v := v.(type) {
	case string, int, int64, bool, float64, []byte, fmt.Stringer:
		return nil, false
	case []string:
		list := make([]any, len(v))
		for i, s := range v {
			list[i] = s
		}
		return list, true
	}
	r := reflect.ValueOf(v)
	if r.Kind() != reflect.Slice && r.Kind() != reflect.Array {
		return nil, false
	}
	list := make([]any, r.Len())
	for i := range list {
		list[i] = r.Index(i).Interface()
	}
	return list, true
}
