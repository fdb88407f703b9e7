package rule

import (
	"cmp"
	"iter"
	"slices"
)

// Options say how a map matches. The zero Options are Werkzeug's defaults.
type Options struct {
	// LooseSlashes serves a rule with and without the slash at its end, where
	// otherwise the missing slash is a redirect and the one too many not found
	// (strict_slashes=False).
	LooseSlashes bool
	// KeepSlashes does not redirect paths with several slashes in a row to the path
	// with one (merge_slashes=False).
	KeepSlashes bool
	// NoRedirectDefaults does not redirect to the rule whose defaults the values
	// are, nor from aliases (redirect_defaults=False).
	NoRedirectDefaults bool
	// HostMatching matches Rule.Host against the host; otherwise Rule.Subdomain is
	// matched against the subdomain.
	HostMatching bool
	// Converters are there beside the built-in ones, and win over those of the same
	// name; "default" is that of variables that name none.
	Converters map[string]Converter
}

// Map holds rules. First it is filled by one goroutine with Add, then closed with
// Compile; then any number of goroutines may match and build.
type Map struct {
	options   Options
	rules     []*Rule
	endpoints []string           // in the order of their first rule
	byName    map[string][]*Rule // after Compile in the order in which they are tried
	seen      map[string][]*Rule // by identity, for duplicates
	machine   *machine           // nil before Compile
}

// NewMap returns an empty map. The options must not be changed afterwards.
func NewMap(options Options) *Map {
	return &Map{options: options, byName: make(map[string][]*Rule), seen: make(map[string][]*Rule)}
}

// Options returns the map's options.
func (m *Map) Options() Options { return m.options }

// Add reads a rule and appends it. Errors are a [*ParseError] for a pattern that
// cannot be read, a [*DuplicateError] for a rule that another one hides, and other
// errors for fields that contradict each other; the rule is not added then.
func (m *Map) Add(r *Rule) error {
	if m.machine != nil {
		return setupError(r, "it is added after Compile; add every rule before the first request")
	}
	if r.added {
		return setupError(r, "it is in a map already; make a new Rule")
	}
	r.compiled = compiled{}
	if err := r.compile(m); err != nil {
		r.compiled = compiled{}
		return err
	}
	if !r.BuildOnly {
		for _, first := range m.seen[r.identity] {
			if methods, overlaps := first.overlap(r); overlaps {
				r.compiled = compiled{}
				return &DuplicateError{First: first, Second: r, Methods: methods}
			}
		}
		m.seen[r.identity] = append(m.seen[r.identity], r)
	}
	r.added = true
	m.rules = append(m.rules, r)
	if _, known := m.byName[r.Endpoint]; !known {
		m.endpoints = append(m.endpoints, r.Endpoint)
	}
	m.byName[r.Endpoint] = append(m.byName[r.Endpoint], r)
	return nil
}

// Compile builds the matcher and closes the map. A second call does nothing. It is
// an error if an alias has no other rule of its endpoint to stand for.
func (m *Map) Compile() error {
	if m.machine != nil {
		return nil
	}
	for _, list := range m.byName {
		slices.SortStableFunc(list, compareForBuild)
	}
	for _, r := range m.rules {
		if err := m.setCanonical(r); err != nil {
			return err
		}
	}
	m.seen = nil
	m.machine = newMachine(m.rules)
	return nil
}

// compareForBuild puts the rules of an endpoint in the order in which building
// tries them: aliases last, then those with more arguments, then with more defaults.
func compareForBuild(a, b *Rule) int {
	return cmp.Or(
		compareBool(a.Alias, b.Alias),
		cmp.Compare(len(b.arguments), len(a.arguments)),
		cmp.Compare(len(b.Defaults), len(a.Defaults)),
	)
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}

// setCanonical finds the rules that r may redirect to.
func (m *Map) setCanonical(r *Rule) error {
	list := m.byName[r.Endpoint]
	if !m.options.NoRedirectDefaults {
		for _, c := range list {
			if c == r {
				break
			}
			if !c.BuildOnly && len(c.Defaults) > 0 && c.trace != r.trace && slices.Equal(c.arguments, r.arguments) {
				r.canonical = append(r.canonical, c)
			}
		}
	}
	if r.Alias && !slices.ContainsFunc(list, func(c *Rule) bool { return !c.Alias }) {
		return setupError(r, "it is an alias, but endpoint %q has no rule that is none; add the rule that it stands for", r.Endpoint)
	}
	r.plain = len(r.overrides) == 0 && len(r.canonical) == 0 && !r.Alias && !r.redirects()
	return nil
}

// Rules returns all rules in the order in which they were added.
func (m *Map) Rules() iter.Seq[*Rule] { return slices.Values(m.rules) }

// RulesOf returns the rules of an endpoint: in the order in which they were added,
// and after Compile in the order in which building tries them.
func (m *Map) RulesOf(endpoint string) iter.Seq[*Rule] { return slices.Values(m.byName[endpoint]) }

// Expects tells whether a rule of the endpoint has all these arguments, as
// variables or defaults.
func (m *Map) Expects(endpoint string, names ...string) bool {
	return slices.ContainsFunc(m.byName[endpoint], func(r *Rule) bool {
		return !slices.ContainsFunc(names, func(name string) bool { return !r.hasArgument(name) })
	})
}
