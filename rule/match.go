package rule

import (
	"fmt"
	"slices"
	"strings"
)

// Request is what a rule is looked for.
type Request struct {
	// Host is the host, in lower case and with a port that is not the scheme's own,
	// if [Options.HostMatching] is set; else the subdomain, empty if there is none.
	Host string
	// Path is decoded and starts with a slash; further slashes at its start are
	// ignored, as Werkzeug does.
	Path string
	// Method is the HTTP method; lower case is accepted as in Werkzeug.
	Method string
	// WebSocket tells that the request opens a WebSocket.
	WebSocket bool
}

// Outcome is what [Map.Match] has found.
type Outcome uint8

// The outcomes.
const (
	NotFound          Outcome = iota // no rule: 404
	Found                            // [Match.Rule] and the values are set
	MethodNotAllowed                 // rules for other methods only: 405, see [Match.Allowed]
	Redirect                         // 308 to [Match.Location]
	WebSocketMismatch                // a WebSocket rule without a handshake, or the reverse: 400
)

// String is the outcome's name.
func (o Outcome) String() string {
	switch o {
	case NotFound:
		return "NotFound"
	case Found:
		return "Found"
	case MethodNotAllowed:
		return "MethodNotAllowed"
	case Redirect:
		return "Redirect"
	case WebSocketMismatch:
		return "WebSocketMismatch"
	}
	return fmt.Sprintf("Outcome(%d)", uint8(o))
}

// inlineValues is how many values a Match holds without allocating.
const inlineValues = 4

// Match is the result of [Map.Match]. The zero Match is ready; one Match may be
// used again and again, by one goroutine at a time. Its values are parts of the
// request's strings.
type Match struct {
	rule     *Rule
	outcome  Outcome
	count    int // values of the rule's own variables
	location Location

	request Request
	machine *Map

	// The search's.
	bit        methodSet
	collecting bool // gather allowed
	otherways  bool // a rule matched but for its methods
	mismatch   bool // a rule matched but for WebSocket
	steps      int
	allowed    []string

	used   int // values that may have been written to
	values [inlineValues]Value
	more   []Value // those that do not fit
}

// Reset makes m hold no reference to a request, a rule or a map.
func (m *Match) Reset() {
	for i := range min(m.used, inlineValues) {
		m.values[i] = Value{}
	}
	if m.used > inlineValues {
		clear(m.more)
		m.more = m.more[:0]
	}
	m.used = 0
	m.rule, m.outcome, m.count = nil, NotFound, 0
	m.location = Location{}
	m.request, m.machine = Request{}, nil
	m.collecting, m.otherways, m.mismatch = false, false, false
	m.allowed = nil
}

// slot is the value at i, to be written.
func (m *Match) slot(i int) *Value {
	m.used = max(m.used, i+1)
	if i < inlineValues {
		return &m.values[i]
	}
	return m.spilled(i)
}

func (m *Match) spilled(i int) *Value {
	for len(m.more) <= i-inlineValues {
		m.more = append(m.more, Value{})
	}
	return &m.more[i-inlineValues]
}

// Match looks for the rule of a request and writes the result to dst, which it
// resets first. It is safe for concurrent use with different dst. It panics if the
// map is not compiled.
func (m *Map) Match(dst *Match, req Request) Outcome {
	if m.machine == nil {
		panic("rule: Match is called on a Map that is not compiled; call Compile after the last Add")
	}
	dst.Reset()
	req.Path = oneSlash(req.Path)
	dst.bit = methodBit(req.Method)
	if dst.bit == otherMethod {
		req.Method = strings.ToUpper(req.Method)
		dst.bit = methodBit(req.Method)
	}
	dst.request, dst.machine = req, m
	dst.outcome = dst.run()
	if dst.outcome != Found {
		dst.rule = nil
	}
	return dst.outcome
}

// oneSlash gives a path one slash at its start; the empty path stays empty.
func oneSlash(path string) string {
	switch {
	case path == "" || path[0] == '/' && !strings.HasPrefix(path, "//"):
		return path
	case path[0] == '/':
		return path[len(path)-len(strings.TrimLeft(path, "/"))-1:]
	}
	return "/" + path
}

// run looks for a path without variables first, then through the states, then
// with slashes merged.
func (m *Match) run() Outcome {
	path := m.request.Path
	if d := m.machine.machine.host(m.request.Host); d != nil && !m.collecting {
		if s := d.path(path); s != nil {
			for _, r := range s.rules {
				if r.accepts(m.bit, m.request.Method) && r.websocket == m.request.WebSocket {
					m.rule = r
					return m.found()
				}
			}
		}
	}
	switch m.search(path) {
	case hit:
		return m.found()
	case slashNeeded:
		return m.redirectToPath(path + "/")
	}
	if m.machine.options.KeepSlashes {
		return m.notFound()
	}
	merged := mergeSlashes(path)
	if len(merged) == len(path) {
		return m.notFound()
	}
	switch m.search(merged) {
	case hit:
		if m.rule.mergeSlashes {
			return m.redirectToPath(merged)
		}
	case slashNeeded:
		return m.redirectToPath(merged + "/")
	}
	return m.notFound()
}

func (m *Match) notFound() Outcome {
	switch {
	case m.otherways:
		return MethodNotAllowed
	case m.mismatch:
		return WebSocketMismatch
	}
	return NotFound
}

// found converts the values of the rule and looks whether it redirects.
func (m *Match) found() Outcome {
	r := m.rule
	m.count = len(r.conversions)
	for i := range r.conversions {
		if !r.conversions[i].convert(m.slot(i)) {
			return m.notFound()
		}
	}
	if r.plain {
		return Found
	}
	for _, d := range r.overrides {
		*m.slot(d.index) = d.value
	}
	return m.redirect()
}

// verdict is the result of a search.
type verdict uint8

const (
	miss verdict = iota
	hit
	slashNeeded // a rule that ends with a slash would match
)

// search walks the states for a host and a path.
func (m *Match) search(path string) verdict {
	rest, more := strings.CutPrefix(path, "/")
	mc := m.machine.machine
	if d := mc.host(m.request.Host); d != nil {
		if v := m.walk(d.root, rest, more, 0); v != miss {
			return v
		}
	}
	for i := range mc.dynamic {
		e := &mc.dynamic[i]
		if e.part.match(m, m.request.Host, 0) {
			if v := m.walk(e.domain.root, rest, more, e.part.count); v != miss {
				return v
			}
		}
	}
	return miss
}

// walk goes on from a state with the rest of a path, of which n values are known.
// Without more there is no rest, not even an empty segment. It calls itself only
// where it may have to come back.
func (m *Match) walk(s *state, rest string, more bool, n int) verdict {
	for more {
		next, tail, tailMore := s.follow(rest)
		if len(s.dynamic) == 0 && rest != "" {
			if next == nil {
				return miss
			}
			s, rest, more = next, tail, tailMore
			continue
		}
		if next != nil {
			if v := m.walk(next, tail, tailMore, n); v != miss {
				return v
			}
		}
		if len(s.dynamic) != 1 || s.dynamic[0].part.final || rest == "" {
			return m.branch(s, rest, n)
		}
		e := &s.dynamic[0]
		var segment string
		segment, rest, more = cut(rest)
		if !e.part.match(m, segment, n) {
			return miss
		}
		s, n = e.next, n+e.part.count
	}
	return m.arrive(s)
}

// branch tries the variable parts of a state one after the other.
func (m *Match) branch(s *state, rest string, n int) verdict {
	segment, tail, more := cut(rest)
	for i := range s.dynamic {
		e := &s.dynamic[i]
		v := miss
		if !e.part.final {
			if e.part.match(m, segment, n) {
				v = m.walk(e.next, tail, more, n+e.part.count)
			}
		} else if ok, slash := e.part.matchFinal(m, rest, n); ok {
			v = m.walk(e.next, "", slash, n+e.part.count)
		}
		if v != miss {
			return v
		}
	}
	if rest == "" {
		return m.choose(s.rules, true)
	}
	return miss
}

// arrive chooses among the rules that end at a state, or that a slash would reach.
func (m *Match) arrive(s *state) verdict {
	if v := m.choose(s.rules, false); v != miss || s.slash == nil {
		return v
	}
	for _, r := range s.slash.rules {
		if r.websocket == m.request.WebSocket && r.accepts(m.bit, m.request.Method) {
			if r.strictSlashes {
				return slashNeeded
			}
			m.rule = r
			return hit
		}
	}
	return miss
}

// choose takes the first rule for the method; a loose one only if a slash is left
// that the rule does not have.
func (m *Match) choose(rules []*Rule, loose bool) verdict {
	for _, r := range rules {
		switch {
		case loose && r.strictSlashes:
		case !r.accepts(m.bit, m.request.Method):
			m.otherways = m.otherways || len(r.Methods) > 0
			if m.collecting {
				m.allowed = append(m.allowed, r.Methods...)
			}
		case r.websocket != m.request.WebSocket:
			m.mismatch = true
		default:
			m.rule = r
			return hit
		}
	}
	return miss
}

// Rule returns the rule that was found, nil for every other outcome.
func (m *Match) Rule() *Rule { return m.rule }

// Outcome returns what [Map.Match] returned.
func (m *Match) Outcome() Outcome { return m.outcome }

// Len returns the number of arguments: the rule's variables, those of the host
// first, then its defaults for other names, sorted.
func (m *Match) Len() int {
	if m.rule == nil {
		return 0
	}
	return m.count + len(m.rule.extras)
}

// Name returns the name of the argument at i; it panics if i is not within [0, Len).
func (m *Match) Name(i int) string {
	if i >= m.count {
		return m.rule.extras[i-m.count].name
	}
	return m.rule.variables[i].name
}

// Value returns the argument at i; it panics if i is not within [0, Len).
func (m *Match) Value(i int) Value {
	switch {
	case i >= m.count:
		return m.rule.extras[i-m.count].value
	case i < inlineValues:
		return m.values[i]
	}
	return m.more[i-inlineValues]
}

// Lookup returns the argument of that name.
func (m *Match) Lookup(name string) (Value, bool) {
	for i := range m.Len() {
		if m.Name(i) == name {
			return m.Value(i), true
		}
	}
	return Value{}, false
}

// Allowed appends the methods of the rules that match the path, sorted and each
// once: the Allow header of a [MethodNotAllowed], or of the answer to OPTIONS for
// a [Found]. It appends nothing for the other outcomes, nor if a rule takes any
// method. It searches again, and allocates.
func (m *Match) Allowed(dst []string) []string {
	if m.outcome != Found && m.outcome != MethodNotAllowed {
		return dst
	}
	probe := Match{request: m.request, machine: m.machine, bit: m.bit, collecting: true}
	if m.outcome == Found {
		probe.request.Method, probe.bit = "--", otherMethod
	}
	if probe.run() != MethodNotAllowed {
		return dst
	}
	slices.Sort(probe.allowed)
	return append(dst, slices.Compact(probe.allowed)...)
}
